"""How two states differ: cells in lines, the rest in counts. Bodies are asked for one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.core import policy
from jupyter_mm.core.comparison.align import Pair, align
from jupyter_mm.core.comparison.beside import beside
from jupyter_mm.core.comparison.cell_diff import prepare
from jupyter_mm.core.comparison.judge import NOISE, Judge, changed_lines
from jupyter_mm.core.comparison.quiet import Quiet
from jupyter_mm.core.comparison.sides import Sides, State
from jupyter_mm.core.noise import Setting
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.titles import first_line
from jupyter_mm.domain.comparison import CellChange, Comparison

if TYPE_CHECKING:
    from jupyter_mm.core.comparison.documents import Cell, Document
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.comparison import ComparisonRequest

DAY_S = 86_400.0
TITLE = 120
SETTINGS_DIFFER = "The notebooks were written for different kernels."


def compare(core: Core, actor: Actor, request: ComparisonRequest) -> Comparison:
    """Return how two states differ. Outputs are read only where that must be known.

    Raises InvalidError, NotFoundError or AmbiguousError for a side, CorruptError for a document.
    """
    policy.require(actor, Scope.READ)
    before, after = states_of(core, request)
    judge = judge_of(core, request, before, after)
    cells = tuple(
        _change(pair, before.document, after.document, judge)
        for pair in align(before.document.cells, after.document.cells)
    )
    if request.document is not None:
        prepare()
    others = beside(core, before, after)
    kernels = {_kernel(before.document), _kernel(after.document)} - {None}
    return Comparison(
        before=before.side,
        after=after.side,
        cells=cells,
        cells_changed=sum(cell.kind not in {"same", NOISE} for cell in cells),
        noise=judge.noisy,
        variables_changed=others.variables,
        packages_changed=others.packages,
        data_changed=others.data,
        metrics=others.metrics,
        notes=(
            *before.notes,
            *after.notes,
            *([SETTINGS_DIFFER] if len(kernels) > 1 else []),
            *sorted(judge.notes),
            *others.notes,
        ),
    )


def states_of(core: Core, request: ComparisonRequest) -> tuple[State, State]:
    """Return both states. Where one knows a single cell, the other is shown with that one only."""
    sides = Sides(core, request)
    before, after = sides.find(request.before), sides.find(request.after)
    if before.document.complete == after.document.complete:
        return before, after
    if before.document.complete:
        return _only(before, after), _noted(after)
    return _noted(before), _only(after, before)


def judge_of(core: Core, request: ComparisonRequest, before: State, after: State) -> Judge:
    """Return who tells the cells of two states apart."""
    first, second = (
        core.clock() if state.side.at is None else state.side.at for state in (before, after)
    )
    settings = tuple(Setting(started_at=at - DAY_S, ended_at=at) for at in (first, second))
    return Judge(core.blobs, Quiet((settings[0], settings[1])), request.with_noise)


def _only(state: State, other: State) -> State:
    """Return a state with those cells only that the other one knows."""
    known = {cell.id for cell in other.document.cells}
    cells = tuple(cell for cell in state.document.cells if cell.id in known)
    return replace(state, document=replace(state.document, cells=cells))


def _noted(state: State) -> State:
    note = f"Of “{state.side.title}” only the executed cell is known."
    return replace(state, notes=(*state.notes, note))


def _change(pair: Pair, before: Document, after: Document, judge: Judge) -> CellChange:
    old = None if pair.before is None else before.cells[pair.before]
    new = None if pair.after is None else after.cells[pair.after]
    shown = new or old
    assert shown is not None  # noqa: S101  # a pair has one side at least
    parts = judge.parts(old, new) if old is not None and new is not None else ()
    added, removed = changed_lines(old.source if old else "", new.source if new else "")
    return CellChange(
        kind=_kind(old, new, parts, is_moved=pair.is_moved),
        before=pair.before,
        after=pair.after,
        cell=shown.id,
        cell_type=shown.cell_type,
        title=first_line(shown.source)[:TITLE],
        parts=parts,
        lines_added=added,
        lines_removed=removed,
        has_images=bool(old and new and "outputs" in parts and judge.has_images(old, new)),
    )


def _kind(old: Cell | None, new: Cell | None, parts: tuple[str, ...], *, is_moved: bool) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    if parts and parts != (NOISE,):
        return "changed"
    if is_moved:
        return "moved"
    return NOISE if parts else "same"


def _kernel(document: Document) -> str | None:
    """Return the name of the kernel that a notebook was written for; None where nobody says."""
    found = document.metadata.get("kernelspec")
    name = found.get("name") if isinstance(found, dict) else None
    return name if isinstance(name, str) else None
