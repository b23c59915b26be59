"""Parameters of a run: literal values that its code gives to names; nobody need log them."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from jupyter_mm.core.sources import parsed
from jupyter_mm.domain.run import Parameter
from jupyter_mm.domain.run_columns import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST = 40
LONGEST_TEXT = 80
_OURS = frozenset({"mm", "jupyter_mm"})
"""What people call us: `mm.log(acc=0.9)` gives no parameter."""

_Found = tuple[tuple[str, Value], ...]


def parameters_of(sources: Iterable[str], without: Iterable[str]) -> tuple[Parameter, ...]:
    """Return what code gives to names, in the order it ran: the last value of a name counts.

    `depth = 8` at the top of a cell does, and so does `fit(depth=8)` anywhere. `without` names what
    is no parameter: what was logged.
    """
    left_out = set(without)
    found: dict[str, Value] = {}
    for source in sources:
        found.update((name, value) for name, value in literals_in(source) if name not in left_out)
    return tuple(Parameter(name=name, value=found[name]) for name in sorted(found)[:MOST])


@lru_cache(maxsize=4096)
def literals_in(source: str) -> _Found:
    """Return the names that a cell gives literals to, in the order of its text."""
    tree = parsed(source)
    if tree is None:
        return ()
    assigned = [pair for node in tree.body for pair in _assigned(node)]
    given = [pair for node in ast.walk(tree) for pair in _given(node)]
    pairs = sorted((*assigned, *given), key=lambda pair: (pair[1].lineno, pair[1].col_offset))
    return tuple(
        (name, value)
        for name, node in pairs
        if not name.startswith("_")
        for value in _literal(node)
    )


def _assigned(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            if len(names) == len(values):
                pairs = zip(names, values, strict=True)
                yield from ((one.id, value) for one, value in pairs if isinstance(one, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value


def _given(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield what a call is given by name."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=base), attr="log")) if base in _OURS:
            return
        case ast.Call(keywords=keywords):
            yield from ((one.arg, one.value) for one in keywords if one.arg is not None)


def _literal(node: ast.expr) -> Iterator[Value]:
    match node:
        case ast.Constant(value=bool() | int() | float() | None as value):
            yield value
        case ast.Constant(value=str() as value) if len(value) <= LONGEST_TEXT:
            yield value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            yield -value
