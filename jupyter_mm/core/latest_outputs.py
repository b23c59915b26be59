"""What the cells of a notebook showed last, for a page that was closed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog import listing
from jupyter_mm.catalog.executions import outputs_of
from jupyter_mm.catalog.notebook_restores import is_over, last_put_back
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.core import policy
from jupyter_mm.core.outputs import load_output
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.history import CellOutputs, LatestOutputs
from jupyter_mm.domain.names import notebook_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.document import OutputRef


def latest_outputs(core: Core, actor: Actor, notebook: str) -> LatestOutputs:
    """Return what each cell of a notebook showed last, whether or not a page was open.

    Without cells that were put back since, or of which that was undone: the page that did it wrote
    what they show, and nothing ran after it. Raises CorruptError naming a damaged blob.
    """
    policy.require(actor, Scope.READ)
    path = notebook_path(notebook)
    with core.catalog.read() as tx:
        found = notebook_at(tx, path)
        latest = listing.latest_of_cells(tx, found) if found is not None else []
        rows = _not_put_back(tx, found, latest) if found is not None else []
        refs = outputs_of(tx, rows)
    return LatestOutputs(
        notebook=path,
        session=(latest[-1]["session"] or latest[-1]["kernel_id"]) if latest else None,
        cells=tuple(_cell(core, row, refs[row["id"]]) for row in rows),
        running=tuple(cell for cell in core.running(path).values() if cell is not None),
    )


def _not_put_back(tx: Connection, notebook: int, latest: Iterable[Row]) -> list[Row]:
    restores = last_put_back(tx, notebook)
    return [
        row
        for row in latest
        if not any(is_over(restores[cell], row) for cell in {None, row["cell"]} & restores.keys())
    ]


def _cell(core: Core, row: Row, refs: Iterable[OutputRef]) -> CellOutputs:
    return CellOutputs(
        cell=row["cell"],
        execution=row["id"],
        count=row["count"],
        status=row["status"],
        ended_at=row["started_at"] + row["duration_s"],
        source=row["source"],
        outputs=tuple(load_output(core, ref.digest) for ref in refs),
    )
