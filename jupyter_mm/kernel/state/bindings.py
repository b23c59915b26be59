"""Which names a piece of code binds."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def parameters(arguments: ast.arguments) -> list[str]:
    """Return the names of a function's parameters."""
    several = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    rest = (arguments.vararg, arguments.kwarg)
    return [one.arg for one in (*several, *rest) if one is not None]


def bound_within(node: ast.AST) -> set[str]:
    """Return the names that a piece of code binds, in whatever scope."""
    return {name for inner in ast.walk(node) for name in bound(inner)}


def bound(node: ast.AST) -> Iterable[str]:
    """Return the names that a single node binds."""
    if isinstance(node, ast.Name):
        return () if isinstance(node.ctx, ast.Load) else (node.id,)
    if isinstance(node, ast.arguments):
        return parameters(node)
    if isinstance(node, ast.alias):
        return ((node.asname or node.name).partition(".")[0],)
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [name for alias in node.names for name in bound(alias)]
    names = (getattr(node, "name", None), getattr(node, "rest", None))
    return [name for name in names if type(name) is str]
