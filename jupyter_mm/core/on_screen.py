"""What stands below the cells of a notebook now: what ran last there, or was put back since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jupyter_mm.catalog.executions import executions_of, find_execution, outputs_of
from jupyter_mm.catalog.listing import latest_of_cells
from jupyter_mm.catalog.notebook_restores import is_over, standing_notebook_restores
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.catalog.seal import Row
from jupyter_mm.core.context import Core
from jupyter_mm.core.observe import read_document
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import OutputRef
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """What stands below one cell; reads no blob of an output."""

    execution: str | None
    """The cell's latest, whether or not it is what stands there; None where it never ran."""
    source: str
    """Of which these are the outputs: the cell may have been edited since."""
    count: int | None
    outputs: tuple[Digest, ...]


@dataclass(frozen=True, slots=True)
class _Targets:
    """The executions whose documents were put back."""

    core: Core
    rows: Mapping[str, Row]
    refs: Mapping[str, tuple[OutputRef, ...]]


def below_cells(core: Core, path: str | None, *, after: str | None = None) -> dict[str, Below]:
    """Return what stands below each cell of a notebook; with an execution, what stood after it.

    Not always what its latest execution showed: a notebook, or a cell, that was put back shows what
    it showed then, until it runs again.
    """
    if path is None:
        return {}
    with core.catalog.read() as tx:
        notebook = notebook_at(tx, path)
        if notebook is None:
            return {}
        until = None if after is None else find_execution(tx, after)
        latest = {str(row["cell"]): row for row in latest_of_cells(tx, notebook, until=until)}
        restores = [
            one
            for one in standing_notebook_restores(tx, notebook)
            if until is None or not is_over(one, until)
        ]
        rows = executions_of(tx, {one["target"] for one in restores})
        refs = outputs_of(tx, [*latest.values(), *rows.values()])
    ran = {cell: _ran(row, refs[row["id"]]) for cell, row in latest.items()}
    return ran | _put_back(_Targets(core, rows, refs), restores, latest)


def _put_back(
    targets: _Targets, restores: Iterable[Row], latest: Mapping[str, Row]
) -> dict[str, Below]:
    """Return what restores, newest first, wrote below cells that have not run since."""
    found: dict[str, Below] = {}
    for restore in restores:
        cell = restore["cell"]
        if cell in found or (cell in latest and not is_over(restore, latest[cell])):
            continue
        shown = _shown_by(targets, restore)
        for id_, below in shown.items():
            row = latest.get(id_)
            if id_ not in found and (row is None or is_over(restore, row)):
                found[id_] = replace(below, execution=None if row is None else row["id"])
    return found


def _shown_by(targets: _Targets, restore: Row) -> dict[str, Below]:
    """Return what a restore wrote; nothing of a target that is not kept or cannot be read."""
    row, cell = targets.rows.get(restore["target"]), restore["cell"]
    if row is None:
        return {}
    found = {} if row["document"] is None else _of_document(targets.core, Digest(row["document"]))
    if row["cell"] is not None:
        found = {str(row["cell"]): _ran(row, targets.refs[row["id"]]), **found}
    return {id_: below for id_, below in found.items() if cell in (None, id_)}


def _of_document(core: Core, digest: Digest) -> dict[str, Below]:
    """Return what a document shows; a damaged one must not keep the next from being recorded."""
    try:
        cells = read_document(core, digest)["cells"]
    except MMError:
        return {}
    return {
        cell["id"]: Below(
            execution=None,
            source=cell["source"],
            count=cell["execution_count"],
            outputs=tuple(map(Digest, cell["outputs"])),
        )
        for cell in cells
        if cell["cell_type"] == "code"
    }


def _ran(row: Row, refs: Iterable[OutputRef]) -> Below:
    return Below(
        execution=row["id"],
        source=row["source"],
        count=row["count"],
        outputs=tuple(ref.digest for ref in refs),
    )
