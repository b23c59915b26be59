"""Notebooks as pages showed them, held until their executions are recorded and room is scarce."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_mm.domain.document import CellState, DocumentSnapshot

SNAPSHOTS = 500
"""Executions that pages announced; the oldest go first, recorded ones before all others."""
SNAPSHOT_BYTES = 64 << 20
"""Characters of cells held for them. Cells that did not change since in their notebook are held
once and counted for the oldest, so that up to twice as many may be left when that is gone."""


class Snapshots:
    """What pages showed when they sent executions; lives on the event loop."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_execution: OrderedDict[str, DocumentSnapshot] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._recorded: dict[str, None] = {}
        """Executions that may only be recorded once more, for what they print late; in order."""

    def keep(self, snapshot: DocumentSnapshot) -> None:
        """Remember it for each of its executions."""
        latest, cells, size = self._latest(snapshot.path), [], 0
        for cell in snapshot.cells:
            known = latest.get(cell.id)
            cells.append(known if known == cell else cell)
            size += _size(cell) if cells[-1] is cell else 0
        held = replace(snapshot, cells=tuple(cells))
        for execution in held.executions:
            self._drop(execution)
            self._by_execution[execution] = held
            self._sizes[execution] = size
            size = 0
        while len(self._by_execution) > max(1, len(held.executions)) and (
            len(self._by_execution) > SNAPSHOTS or sum(self._sizes.values()) > SNAPSHOT_BYTES
        ):
            self._drop(next(iter(self._recorded or self._by_execution)))

    def recorded(self, execution: str) -> None:
        """Let what was shown for one go before what others still wait for."""
        if execution in self._by_execution:
            self._recorded[execution] = None

    def get(self, execution: str) -> DocumentSnapshot | None:
        """Return what the page showed, if a page told."""
        return self._by_execution.get(execution)

    def _latest(self, path: str) -> dict[str, CellState]:
        """Return the cells of the last snapshot of a notebook, by id."""
        for held in reversed(self._by_execution.values()):
            if held.path == path:
                return {cell.id: cell for cell in held.cells}
        return {}

    def _drop(self, execution: str) -> None:
        self._by_execution.pop(execution, None)
        self._sizes.pop(execution, None)
        self._recorded.pop(execution, None)


def _size(cell: CellState) -> int:
    """Return about how many bytes a cell takes: its pictures are nearly all of it."""
    return len(cell.source) + len(str(cell.metadata)) + len(str(cell.attachments or ""))
