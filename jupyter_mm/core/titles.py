"""Automatic titles: what a run of a cell was about, in one line."""

from __future__ import annotations

import ast
import re
from collections import deque

from jupyter_mm.core.sources import parsed

LENGTH = 80
NAMES = 3

_LOG = re.compile(r"%mm(?:_|\s+)log\b(.*)")
_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
"""The innermost ones."""
_FRAME = re.compile(r"(?:^|_)(?:df|frame|data|table|train|test|features)\d*(?:$|_)")
"""Names that people give to tables."""
_LOG_NAME = re.compile(r"(?:^|(?<=\s))([^\W\d]\w*)(?==|\s|$)")


def title_of(
    source: str,
    *,
    previous: str | None,
    error: str | None,
    mended: str | None = None,
    deleted: int = 0,
) -> str:
    """Return a title of at most 80 characters.

    In this order: the error; that one before it is gone; what differs from the same cell's run
    before; columns that are new; that cells were deleted, if the code is as it was; the names that
    are new; the first line that says something.
    """
    if error:
        return shortened(error)
    return shortened(
        (f"fixed {mended}" if mended else None)
        or _difference(source, previous)
        or _new_columns(source, previous)
        or (_deleted(deleted) if source == previous else None)
        or _news(source)
        or _logged(source)
        or first_line(source)
    )


def shortened(text: str) -> str:
    """Return one line of at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= LENGTH else line[: LENGTH - 1].rstrip() + "…"


def _parsed(source: str | None) -> ast.Module | None:
    return None if source is None else parsed(source)


def _difference(source: str, previous: str | None) -> str | None:
    """Return the literals that changed, as `depth 8 → 12`, when nothing else did."""
    now, before = _parsed(source), _parsed(previous)
    pairs = None if now is None or before is None else _literals(before, now)
    changes = [
        f"{name} {_shown(old)} → {_shown(new)}".strip()
        for name, old, new in pairs or ()
        if _kind_and_value(old) != _kind_and_value(new)
    ]
    if len(changes) > NAMES:
        changes = [*changes[:NAMES], f"+{len(changes) - NAMES}"]
    return ", ".join(changes) or None


def _kind_and_value(value: object) -> tuple[str, str]:
    """Return what tells 1, 1.0 and True apart."""
    return type(value).__name__, repr(value)


def _literals(before: ast.Module, now: ast.Module) -> list[tuple[str, object, object]] | None:
    """Return every literal, with the name it is given to and what stood in its place before.

    None if the trees differ in anything else.
    """
    found: list[tuple[str, object, object]] = []
    waiting: deque[tuple[str, object, object]] = deque([("", before, now)])
    while waiting:
        name, old, new = waiting.popleft()
        if isinstance(old, ast.Constant) and isinstance(new, ast.Constant):
            found.append((name, old.value, new.value))
            continue
        olds, news = _inside(old), _inside(new)
        if type(old) is not type(new) or len(olds) != len(news):
            return None
        if not isinstance(new, ast.AST | list) and old != new:
            return None
        given = _given_name(new, name) if isinstance(new, ast.AST) else name
        waiting.extend((given, *pair) for pair in zip(olds, news, strict=True))
    return found


def _inside(node: object) -> list[object]:
    """Return what a node or a list of the tree holds."""
    if isinstance(node, ast.AST):
        return [getattr(node, name, None) for name in node._fields]
    return node if isinstance(node, list) else []


def _given_name(node: ast.AST, name: str) -> str:
    match node:
        case ast.keyword(arg=str() as given):
            return given
        case ast.Call(func=ast.Name(id=given)) | ast.Call(func=ast.Attribute(attr=given)):
            return given
        case ast.Assign(targets=[ast.Name(id=given)]):
            return given
        case ast.AnnAssign(target=ast.Name(id=given)) | ast.AugAssign(target=ast.Name(id=given)):
            return given
    return name


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 24 else text[:23] + "…"  # noqa: PLR2004  # a title has 80


def _new_columns(source: str, previous: str | None) -> str | None:
    """Return the columns that a cell gives to a frame and did not before."""
    known = set() if previous is None else set(_columns(previous))
    new = [name for name in _columns(source) if name not in known]
    is_all = previous is not None or not _news(source)
    return f"+ column{'s' if len(new) > 1 else ''} {_listed(new)}" if new and is_all else None


def _columns(source: str) -> list[str]:
    """Return the columns that are assigned at top level, as in `df["x"] = …`."""
    tree = _parsed(source)
    found = []
    for node in [] if tree is None else tree.body:
        match node:
            case ast.Assign(
                targets=[
                    ast.Subscript(value=ast.Name(id=base), slice=ast.Constant(value=str(key)))
                ],
                value=value,
            ) if _FRAME.search(base) or _is_looked_into(base, value):
                found.append(key)
    return found


def _is_looked_into(name: str, value: ast.expr) -> bool:
    """Return whether an expression uses parts of a variable: columns are made of columns."""
    return any(
        isinstance(node, ast.Subscript | ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
        for node in ast.walk(value)
    )


def _deleted(cells: int) -> str | None:
    if not cells:
        return None
    return "cell deleted" if cells == 1 else f"{cells} cells deleted"


def _news(source: str) -> str | None:
    """Return what a cell defines, assigns or imports at its top level."""
    tree = _parsed(source)
    body = [] if tree is None else tree.body
    defined = [name for node in body for name in _defined(node)]
    assigned = [name for node in body for name in _assigned(node)]
    if defined or assigned:
        return _listed([*defined, *assigned])
    imported = [name for node in body for name in _imported(node)]
    return f"import {_listed(imported)}" if imported else None


def _defined(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [f"def {name}"]
        case ast.ClassDef(name=name):
            return [f"class {name}"]
    return []


def _assigned(node: ast.stmt) -> list[str]:
    match node:
        case ast.Assign(targets=targets):
            return _targets(targets)
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return _targets([target])
    return []


def _imported(node: ast.stmt) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module):
            return [module or "."]
    return []


def _targets(targets: list[ast.expr]) -> list[str]:
    names: list[str] = []
    for target in targets:
        if isinstance(target, ast.Name):
            names.append(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            names.extend(_targets(list(target.elts)))
    return names


def _listed(names: list[str]) -> str:
    known = list(dict.fromkeys(names))
    more = f" +{len(known) - NAMES}" if len(known) > NAMES else ""
    return ", ".join(known[:NAMES]) + more


def _logged(source: str) -> str | None:
    """Return `log acc, loss` for a cell that begins with `%mm_log`."""
    for line in filter(None, map(str.strip, source.splitlines())):
        if match := _LOG.match(line):
            names = _LOG_NAME.findall(_without_brackets(match[1]))
            return f"log {_listed(names)}" if names else "log"
        if not line.startswith("#"):
            return None
    return None


def _without_brackets(text: str) -> str:
    while (shorter := _BRACKETS.sub("", text)) != text:
        text = shorter
    return text


def first_line(source: str) -> str:
    """Return the first line with something on it, without the marks of a comment."""
    for line in source.splitlines():
        text = line.strip().lstrip("#").strip()
        if text:
            return text
    return "Empty cell"
