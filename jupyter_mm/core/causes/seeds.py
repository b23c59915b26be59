"""Which variables are seeds: those that some cells only ever bind to whole numbers."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from jupyter_mm.core.sources import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIXED = (
    ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop | ast.List | ast.Tuple | ast.expr_context
)


def seeds_of(sources: Iterable[str]) -> frozenset[str]:
    """Return the names that these cells bind to whole numbers they spell out, and to nothing else.

    `seed = None` is the usual way to switch a seed off, and only the code tells that from a number.
    """
    bound = [_bound(source) for source in sources]
    numbers = frozenset[str]().union(*(given for given, _ in bound))
    return numbers.difference(*(others for _, others in bound))


def is_seed(argument: ast.expr, seeds: frozenset[str]) -> bool:
    """Return whether an argument is a recorded seed: what is spelled out, and these variables."""
    return all(_is_fixed(node, seeds) for node in ast.walk(argument))


def _is_fixed(node: ast.AST, seeds: frozenset[str]) -> bool:
    match node:
        case ast.Constant(value=value):
            return value is not None
        case ast.Name(id=name):
            return name in seeds
    return isinstance(node, _FIXED)


@lru_cache(maxsize=4096)
def _bound(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that a cell binds to a whole number, and those it binds to anything else."""
    tree = parsed(source)
    numbers: set[str] = set()
    others: set[str] = set()
    told: set[int] = set()
    for node in [] if tree is None else ast.walk(tree):
        match node:
            case ast.Assign(value=value) if _is_number(value):
                found = [one for one in node.targets if isinstance(one, ast.Name)]
            case ast.For(target=ast.Name() as target, iter=among) if _are_numbers(among):
                found = [target]
            case _:
                others |= _bound_by(node) if id(node) not in told else set()
                continue
        numbers |= {one.id for one in found}
        told |= set(map(id, found))
    return frozenset(numbers), frozenset(others)


def _is_number(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and type(value.value) is int


def _are_numbers(among: ast.expr) -> bool:
    match among:
        case ast.Call(func=ast.Name(id="range"), args=parts) | ast.List(elts=parts):
            return all(map(_is_number, parts))
        case ast.Tuple(elts=parts):
            return all(map(_is_number, parts))
    return False


def _bound_by(node: ast.AST) -> set[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            return {name}
        case ast.alias(name=name, asname=given):
            return {given or name.partition(".")[0]}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
    return set()
