"""Cells whose output came from something that the notebook does not show any more.

A wrong note costs more trust than ten right ones earn: what is not certain is not said.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jupyter_mm.catalog.executions import executions_of
from jupyter_mm.catalog.lineage import changes_of, reads_of
from jupyter_mm.catalog.listing import latest_of_cells, newest_with_document
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.catalog.seal import Row
from jupyter_mm.core import policy
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.sources import means_the_same, names_read, statements_about
from jupyter_mm.domain.capture import Read
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import HiddenNote, HiddenState
from jupyter_mm.domain.names import notebook_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.core.context import Core

TEXTS = {
    "cell_gone": "This output used `{}` from a cell that no longer exists.",
    "source_changed": "This output used `{}` from a cell that was edited since.",
    "newer_value": "This output used an older value of `{}`; a cell above has made a new one.",
}
"""By kind; the most severe first."""


def hidden_state(core: Core, actor: Actor, notebook: str) -> HiddenState:
    """Return notes on cells whose output may not come again when the notebook is run from the top.

    Compares the document of the notebook's latest execution with what its cells read. One note for
    a cell at most. Raises CorruptError for a damaged document.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        found = notebook_at(tx, notebook_path(notebook))
        shown = None if found is None else newest_with_document(tx, found)
        if found is None or shown is None:
            return HiddenState(notes=())
        latest = latest_of_cells(tx, found)
        reads = reads_of(tx, latest)
        sources = executions_of(tx, {one.execution for rs in reads.values() for one in rs})
        changed = changes_of(tx, latest)
    document = json.loads(core.blobs.get(Digest(shown["document"])))
    book = _Book(
        notebook=found,
        cells=[cell for cell in document["cells"] if cell["cell_type"] == "code"],
        latest={row["cell"]: row for row in latest},
        reads=reads,
        sources=sources,
        changed=changed,
    )
    return HiddenState(notes=tuple(book.notes()))


@dataclass(frozen=True, kw_only=True)
class _Book:
    """A notebook's code cells, and what is known of their executions."""

    notebook: int
    cells: list[dict[str, Any]]
    latest: dict[str, Row]
    """By cell."""
    reads: dict[str, tuple[Read, ...]]
    sources: dict[str, Row]
    changed: dict[str, tuple[str, ...]]

    @cached_property
    def code(self) -> dict[str, str]:
        """The source of each cell that the notebook has now."""
        return {cell["id"]: cell["source"] for cell in self.cells}

    @cached_property
    def written(self) -> frozenset[str]:
        """All statements of the notebook: a cell that was cut in two or moved is not gone."""
        return frozenset().union(*(statements_about(code, "") for code in self.code.values()))

    def notes(self) -> Iterator[HiddenNote]:
        """Yield the worst note of each cell that has one, in the order of the document."""
        for place, cell in enumerate(self.cells):
            row = self.latest.get(cell["id"])
            if row is None or row["status"] != "ok":
                continue
            if not means_the_same(row["source"], cell["source"]):
                continue  # it shows the output of a text that is not there: anybody can see that
            found = list(self._of_cell(row, place))
            for kind in TEXTS:
                yield from [note for note in found if note.kind == kind][:1]
                if any(note.kind == kind for note in found):
                    break

    def _of_cell(self, row: Row, place: int) -> Iterator[HiddenNote]:
        named = names_read(row["source"]) if self.reads[row["id"]] else frozenset()
        for read in self.reads[row["id"]]:
            source = self.sources.get(read.execution or "")
            if read.name not in named or source is None or not self._is_ours(source, row):
                continue
            kind = self._kind(row, source, read.name, place)
            if kind is not None:
                yield HiddenNote(
                    cell=row["cell"],
                    execution=row["id"],
                    name=read.name,
                    source_execution=source["id"],
                    kind=kind,
                    text=TEXTS[kind].format(read.name),
                )

    def _is_ours(self, source: Row, row: Row) -> bool:
        """Return whether a value came from another cell of this notebook."""
        is_here = source["notebook"] == self.notebook and source["cell"] is not None
        return is_here and source["cell"] != row["cell"]

    def _kind(self, row: Row, source: Row, name: str, place: int) -> str | None:
        now = self.code.get(source["cell"])
        if now is None:
            is_gone = not statements_about(source["source"], name) <= self.written
            return "cell_gone" if is_gone else None
        if not means_the_same(source["source"], now):
            return "source_changed"
        writer = self._writer_above(row, name, place)
        is_newer = writer is not None and writer["started_at"] > row["started_at"]
        return "newer_value" if is_newer else None

    def _writer_above(self, row: Row, name: str, place: int) -> Row | None:
        """Return the run of the nearest cell above that makes the name, in the same session."""
        for cell in reversed(self.cells[:place]):
            ran = self.latest.get(cell["id"])
            is_near = ran is not None and ran["session"] == row["session"]
            if ran is not None and is_near and name in self.changed[ran["id"]]:
                return ran
        return None
