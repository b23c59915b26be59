"""Cells over time: the texts that one had, and those that are gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jupyter_mm.catalog.checkpoints import checkpoints_after
from jupyter_mm.catalog.executions import latest_metric_rows, metric_of
from jupyter_mm.catalog.listing import latest_of_cells, newest_with_document
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.catalog.progress import runs_of_cell, versions_of_cell
from jupyter_mm.core import policy
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.titles import first_line
from jupyter_mm.domain.comparison import CellHistory, CellVersion, KnownCell, KnownCells
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import LatestMetric
from jupyter_mm.domain.names import notebook_path
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core

VERSIONS = 100
CELLS = 2_000
ABOVE = 20
GONE = 100
"""Documents of deleted cells that are read to know where these stood, the latest first."""
TITLE = 120


def cell_history(core: Core, actor: Actor, id_: str, *, notebook: str) -> CellHistory:
    """Return the texts that a cell had when it ran, the latest 100, newest first."""
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        place = notebook_at(tx, notebook_path(notebook))
        if place is None:
            return CellHistory(cell=id_, versions=(), runs=0)
        found = versions_of_cell(tx, place, id_, limit=VERSIONS)
        ids = [row["id"] for row, _ in found]
        states = checkpoints_after(tx, ids)
        logged = _by_execution(latest_metric_rows(tx, ids))
        runs = runs_of_cell(tx, place, id_)
    versions = tuple(
        CellVersion(
            execution=row["id"],
            checkpoint=Digest(states[row["id"]]["id"]) if row["id"] in states else None,
            source=row["source"],
            started_at=row["started_at"],
            status=row["status"],
            count=row["count"],
            runs=times,
            metrics=logged.get(row["id"], ()),
        )
        for row, times in found
    )
    return CellHistory(cell=id_, versions=versions, runs=runs)


def known_cells(core: Core, actor: Actor, *, notebook: str) -> KnownCells:
    """Return the cells that ran in a notebook, the latest 2,000, in the order of their last run."""
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        place = notebook_at(tx, notebook_path(notebook))
        if place is None:
            return KnownCells(cells=())
        rows = latest_of_cells(tx, place)[-CELLS:]
        newest = newest_with_document(tx, place)
    above = _places(core.blobs, rows, newest)
    return KnownCells(
        cells=tuple(
            KnownCell(
                cell=row["cell"],
                above=above.get(row["cell"], ()),
                execution=row["id"],
                title=first_line(row["source"])[:TITLE],
                source=row["source"],
                ended_at=row["started_at"] + row["duration_s"],
            )
            for row in rows
        )
    )


def _by_execution(rows: list[Row]) -> dict[str, tuple[LatestMetric, ...]]:
    found: dict[str, list[LatestMetric]] = {}
    for row in rows:
        one = metric_of(row)
        latest = LatestMetric(name=one.name, value=one.value, step=one.step)
        found.setdefault(row["execution"], []).append(latest)
    return {id_: tuple(values) for id_, values in found.items()}


def _places(blobs: BlobStore, rows: list[Row], newest: Row | None) -> dict[str, tuple[str, ...]]:
    """Return what stood above each cell: in the newest document, or in its own if it is gone."""
    documents: dict[str, Mapping[str, tuple[str, ...]]] = {}
    found = {} if newest is None else dict(_above(blobs, newest["document"]))
    gone = [row for row in reversed(rows) if row["cell"] not in found and row["document"]]
    for row in gone[:GONE]:
        if row["document"] not in documents:
            documents[row["document"]] = _above(blobs, row["document"])
        if row["cell"] in documents[row["document"]]:
            found[row["cell"]] = documents[row["document"]][row["cell"]]
    return found


def _above(blobs: BlobStore, document: str) -> dict[str, tuple[str, ...]]:
    """Return the ids above each cell of a document, nearest first; none of one that is damaged."""
    try:
        cells: list[dict[str, Any]] = json.loads(blobs.get(Digest(document)))["cells"]
    except MMError:
        return {}
    ids = [str(cell["id"]) for cell in cells]
    return {id_: tuple(reversed(ids[max(n - ABOVE, 0) : n])) for n, id_ in enumerate(ids)}
