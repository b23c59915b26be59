"""Which cells surely change nothing but their own variables.

Settings of modules, environment variables and the like are recorded nowhere. So nothing is ruled
out of a cell unless all that it does is known here to be harmless.
"""

from __future__ import annotations

import ast
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from jupyter_mm.core.causes.own_magics import OURS, computed_by
from jupyter_mm.core.sources import magics_of, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGICS = ("%matplotlib", "?")
_BUILTINS = frozenset(
    [
        "abs",
        "all",
        "any",
        "bool",
        "dict",
        "display",
        "enumerate",
        "float",
        "int",
        "isinstance",
        "len",
        "list",
        "max",
        "min",
        "open",
        "Path",
        "print",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
        "type",
        "zip",
    ]
)
_METHODS = frozenset(
    [
        "astype",
        "copy",
        "describe",
        "groupby",
        "head",
        "imread",
        "info",
        "mean",
        "median",
        "read",
        "read_bytes",
        "read_csv",
        "read_parquet",
        "read_text",
        "readlines",
        "splitlines",
        "strip",
        "tail",
        "value_counts",
    ]
)
"""That only look at what they belong to, under any name."""
_DRAWING = frozenset(
    [
        "bar",
        "figure",
        "grid",
        "hist",
        "imshow",
        "legend",
        "plot",
        "savefig",
        "scatter",
        "set_title",
        "set_xlabel",
        "set_ylabel",
        "show",
        "subplots",
        "tight_layout",
        "title",
        "xlabel",
        "ylabel",
    ]
)
_CANVASES = frozenset({"plt", "ax", "fig"})
_MODULES = sys.stdlib_module_names | {"matplotlib", "numpy", "pandas", "plotly", "seaborn"}
"""That set nothing of others when they are imported."""
_NEVER = (
    ast.AsyncFor | ast.AsyncWith | ast.AugAssign | ast.Await | ast.Delete | ast.Global
    | ast.Nonlocal | ast.Yield | ast.YieldFrom
)  # fmt: skip


@lru_cache(maxsize=4096)
def is_harmless(source: str) -> bool:
    """Return whether a cell changes nothing but its own variables, whatever these are."""
    tree = parsed(source)
    if tree is None or not all(map(_is_harmless_line, magics_of(source))):
        return False
    return all(map(_is_harmless, run_by(tree)))


def _is_harmless_line(line: str) -> bool:
    if not line.startswith(OURS):
        return line.startswith(_MAGICS)
    computed = computed_by(line)
    return computed is not None and all(
        _is_harmless(node) for one in computed for node in run_by(one)
    )


def run_by(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes that run when a cell does: the bodies of its functions do not."""
    yield node
    for name, value in ast.iter_fields(node):
        is_later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if is_later and name == "body":
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST):
                yield from run_by(one)


def _is_harmless(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=called):
            return _is_known(called)
        case ast.Attribute(ctx=kind) | ast.Subscript(ctx=kind):
            return isinstance(kind, ast.Load)
        case ast.Import(names=names):
            return all(one.name.partition(".")[0] in _MODULES for one in names)
        case ast.ImportFrom(module=module, level=level):
            return not level and (module or "").partition(".")[0] in _MODULES
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return not (node.decorator_list or _comes_from_others(node))
    return not isinstance(node, _NEVER)


def _comes_from_others(node: ast.AST) -> bool:
    """Return whether code of a base or metaclass runs when a class is made."""
    return isinstance(node, ast.ClassDef) and bool(node.bases or node.keywords)


def _is_known(called: ast.expr) -> bool:
    match called:
        case ast.Name(id=name):
            return name in _BUILTINS
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in _CANVASES:
            return name in _DRAWING or name in _METHODS
        case ast.Attribute(attr=name):
            return name in _METHODS
    return False
