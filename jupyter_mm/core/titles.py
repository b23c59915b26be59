"""Automatic titles: what a run of a cell was about, in one line."""

from __future__ import annotations

import ast
import re
import warnings

LENGTH = 80
NAMES = 3

_LOG = re.compile(r"%mm(?:_|\s+)log\b(.*)")
_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
"""The innermost ones."""
_LOG_NAME = re.compile(r"(?:^|(?<=\s))([^\W\d]\w*)(?==|\s|$)")


def title_of(source: str, *, previous: str | None, error: str | None) -> str:
    """Return a title of at most 80 characters.

    In this order: the error; what differs from the same cell's run before; the names that are new;
    the first line that says something.
    """
    if error:
        return shortened(error)
    return shortened(
        _difference(source, previous) or _news(source) or _logged(source) or _first_line(source)
    )


def shortened(text: str) -> str:
    """Return one line of at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= LENGTH else line[: LENGTH - 1].rstrip() + "…"


def _parsed(source: str | None) -> ast.Module | None:
    if source is None:
        return None
    plain = "\n".join("" if _is_shell(line) else line for line in source.splitlines())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in the user's cell is not our warning
            return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_shell(line: str) -> bool:
    """Return whether IPython and not Python reads a line."""
    return line.lstrip().startswith(("%", "!", "?"))


def _difference(source: str, previous: str | None) -> str | None:
    """Return the literals that changed, as `depth 8 → 12`, when nothing else did."""
    now, before = _parsed(source), _parsed(previous)
    if now is None or before is None:
        return None
    try:
        if _shape(now) != _shape(before):
            return None
    except RecursionError:
        return None
    pairs = zip(_literals(before), _literals(now), strict=True)
    changes = [
        f"{name} {_shown(old)} → {_shown(new)}".strip()
        for (_, old), (name, new) in pairs
        if _kind_and_value(old) != _kind_and_value(new)
    ]
    if len(changes) > NAMES:
        changes = [*changes[:NAMES], f"+{len(changes) - NAMES}"]
    return ", ".join(changes) or None


def _kind_and_value(value: object) -> tuple[str, str]:
    """Return what tells 1, 1.0 and True apart."""
    return type(value).__name__, repr(value)


def _shape(tree: ast.Module) -> str:
    """Return the code with every literal left out."""
    blank = ast.Constant(value=None)

    class WithoutLiterals(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.Constant:  # noqa: ARG002  # ast's name
            return blank

    return ast.dump(WithoutLiterals().visit(ast.parse(ast.unparse(tree))))


def _literals(tree: ast.Module) -> list[tuple[str, object]]:
    """Return every literal, with the name it is given to, in the order of the tree."""
    found: list[tuple[str, object]] = []
    waiting: list[tuple[str, ast.AST]] = [("", tree)]
    while waiting:
        name, node = waiting.pop(0)
        if isinstance(node, ast.Constant):
            found.append((name, node.value))
            continue
        given = _given_name(node, name)
        waiting.extend((given, child) for child in ast.iter_child_nodes(node))
    return found


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


def _first_line(source: str) -> str:
    """Return the first line with something on it, without the marks of a comment."""
    for line in source.splitlines():
        text = line.strip().lstrip("#").strip()
        if text:
            return text
    return "Empty cell"
