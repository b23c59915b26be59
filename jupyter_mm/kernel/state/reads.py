"""Proof that a cell has only read plain data.

Each expression is followed by where its value may come from: whether the object itself may be a
part of a variable, whether it may hold such a part, whether it may be an object with code of its
own. No order of statements is assumed. What is not understood counts as a change.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from jupyter_mm.kernel.keeping.quiet import Quiet
from jupyter_mm.kernel.state import source
from jupyter_mm.kernel.state.bindings import bound, bound_within
from jupyter_mm.kernel.state.expressions import assign, give_up, put, value, values
from jupyter_mm.kernel.state.taint import CLEAN, EMPTY, UNKNOWN, Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

DISPLAYED = "_"
"""Stands in `Verdict.escaping` for what the cell displayed, which `Out` holds."""

MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is certain about the plain variables a cell names."""

    unchanged: frozenset[str] = EMPTY
    """The cell itself has not changed them. Code that it calls may have: see `Touched.through`."""
    escaping: frozenset[str] = EMPTY
    """Names assigned in the cell that may share objects with one of them now."""


def only_reads(
    code: str,
    plain: AbstractSet[str],
    shadowed: AbstractSet[str] = EMPTY,
    opaque: AbstractSet[str] | None = None,
    atoms: AbstractSet[str] = EMPTY,
) -> Verdict:
    """Return which of the plain variables a cell only reads.

    `plain` are names of values made of exact builtin types only, so that operators on them run no
    code of anybody. `shadowed` are builtins that the notebook has given another meaning. `opaque`
    are all other names that exist or that called code may assign; if it is not told, any name may
    be one of them. `atoms` are those of the plain ones that nobody can change: numbers, texts.
    Takes some 0.3 ms for a line of code; asked again, it answers from memory.
    """
    others = None if opaque is None else frozenset(opaque)
    return _verdict(code, frozenset(plain), frozenset(shadowed), others, frozenset(atoms))


@lru_cache(maxsize=256)
def _verdict(
    code: str,
    plain: frozenset[str],
    shadowed: frozenset[str],
    opaque: frozenset[str] | None,
    atoms: frozenset[str],
) -> Verdict:
    used = source.uses(code)
    asked = (plain - atoms) & used.names
    kept = asked - used.stores - used.deletes - used.words
    if used.is_dynamic or "get_ipython" in code or not kept:
        return Verdict()
    try:
        with Quiet():
            tree = compile(code, "<cell>", "exec", source.PARSE_FLAGS, dont_inherit=True)
        cell = Cell(asked=asked, atoms=atoms, shadowed=shadowed, opaque=opaque)
        _settle(cell, tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Verdict()
    shares = {name for name, taint in cell.known.items() if cell.in_all(taint).roots}
    return Verdict(kept - cell.changed, frozenset(shares))


def _settle(cell: Cell, tree: ast.Module) -> None:
    """Go through a cell until nothing new is learnt; in no time, as taints only grow."""
    for name in bound_within(tree):
        cell.known.setdefault(name, CLEAN)
    for _ in range(MOST_ROUNDS):
        before = dict(cell.known), cell.heap, len(cell.changed)
        run(cell, tree.body)
        if before == (cell.known, cell.heap, len(cell.changed)):
            return
    cell.changed |= cell.asked


def run(cell: Cell, body: Iterable[ast.stmt]) -> None:
    """Go through statements."""
    for node in body:
        STATEMENTS.get(type(node), give_up)(cell, node)


def _assignment(cell: Cell, node: ast.Assign) -> None:
    """Take `a = b = value`."""
    taint = value(cell, node.value)
    for target in node.targets:
        assign(cell, target, taint)


def _annotated(cell: Cell, node: ast.AnnAssign) -> None:
    """Take `a: int = value`."""
    value(cell, node.annotation)
    if node.value is not None:
        assign(cell, node.target, value(cell, node.value))


def _in_place(cell: Cell, node: ast.AugAssign) -> None:
    """Take `a += value`: it may change the object that `a` is."""
    given = value(cell, node.value)
    if isinstance(node.target, ast.Name):
        held = cell.of_name(node.target.id)
        cell.bind(node.target.id, cell.met(held | given).fresh())
        cell.fill(held.itself, given)
    elif isinstance(node.target, ast.Subscript):
        held = value(cell, node.target.value)
        cell.met(held | given | value(cell, node.target.slice))
        cell.fill(held.roots, given)
    else:
        cell.spoil(given)
        give_up(cell, node.target)


def _displayed(cell: Cell, node: ast.Expr) -> None:
    """Take an expression by itself: it may be shown, and then `Out` holds it."""
    cell.bind(DISPLAYED, value(cell, node.value))


def _loop(cell: Cell, node: ast.For) -> None:
    """Take `for`."""
    assign(cell, node.target, value(cell, node.iter).part())
    run(cell, (*node.body, *node.orelse))


def _branch(cell: Cell, node: ast.If | ast.While) -> None:
    """Take `if` and `while`."""
    value(cell, node.test)
    run(cell, (*node.body, *node.orelse))


def _context(cell: Cell, node: ast.With) -> None:
    """Take `with`."""
    for item in node.items:
        cell.spoil(value(cell, item.context_expr))
        if item.optional_vars is not None:
            assign(cell, item.optional_vars, UNKNOWN)
    run(cell, node.body)


def _attempt(cell: Cell, node: ast.Try) -> None:
    """Take `try`."""
    for handler in node.handlers:
        value(cell, handler.type)
        if handler.name is not None:
            cell.bind(handler.name, UNKNOWN)
        run(cell, handler.body)
    run(cell, (*node.body, *node.orelse, *node.finalbody))


def _raised(cell: Cell, node: ast.Raise | ast.Assert) -> None:
    """Take `raise` and `assert`: what they are given lives on in an exception."""
    parts = (node.exc, node.cause) if isinstance(node, ast.Raise) else (node.msg,)
    cell.spoil(values(cell, parts))
    if isinstance(node, ast.Assert):
        value(cell, node.test)


def _removed(cell: Cell, node: ast.Delete) -> None:
    """Take `del`."""
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            put(cell, value(cell, target.value), value(cell, target.slice))
        elif not isinstance(target, ast.Name):
            give_up(cell, target)


def _imported(cell: Cell, node: ast.Import | ast.ImportFrom) -> None:
    """Take `import`."""
    for name in bound(node):
        cell.bind(name, UNKNOWN)


def _nothing(cell: Cell, node: ast.stmt) -> None:
    """Take what does nothing by itcell."""


STATEMENTS: dict[type, Callable[..., object]] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _raised,
    ast.Assign: _assignment,
    ast.AugAssign: _in_place,
    ast.Break: _nothing,
    ast.Continue: _nothing,
    ast.Delete: _removed,
    ast.Expr: _displayed,
    ast.For: _loop,
    ast.If: _branch,
    ast.Import: _imported,
    ast.ImportFrom: _imported,
    ast.Pass: _nothing,
    ast.Raise: _raised,
    ast.Try: _attempt,
    ast.While: _branch,
    ast.With: _context,
}
