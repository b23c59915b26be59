"""What happened to a notebook's cells between two documents, in counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jupyter_mm.catalog.executions import document_before
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import CellCounts
from jupyter_mm.domain.names import notebook_path
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.document import Observation

LARGEST_BYTES = 4 << 20
"""Larger documents, outputs aside, are not counted: this is done after each cell."""

_Cells = dict[str, tuple[str, str]]
"""Type and source by id."""


def count_changes(core: Core, seen: Observation) -> CellCounts | None:
    """Return how many cells differ from the document of the execution before.

    None where one of the two is not known.
    """
    if seen.path is None or seen.document is None:
        return None
    with core.catalog.read() as tx:
        notebook = notebook_at(tx, notebook_path(seen.path))
        before = (
            None
            if notebook is None
            else document_before(tx, notebook, seen.execution, seen.started_at)
        )
    if before is None:
        return None
    if before == seen.document:
        return CellCounts(added=0, changed=0, removed=0)
    old, new = (_cells(core.blobs, digest) for digest in (Digest(before), seen.document))
    if old is None or new is None:
        return None
    return CellCounts(
        added=len(new.keys() - old.keys()),
        changed=sum(old[id_] != new[id_] for id_ in old.keys() & new.keys()),
        removed=len(old.keys() - new.keys()),
    )


def place_of(blobs: BlobStore, document: str | None, cell: str | None) -> int | None:
    """Return which cell of a document one is, counted from 1; None where it is not known."""
    cells = None if document is None or cell is None else _cells(blobs, Digest(document))
    return None if cells is None or cell not in cells else list(cells).index(cell) + 1


def _cells(blobs: BlobStore, document: Digest) -> _Cells | None:
    """Return the cells of a document; None of one that is large, damaged or has an id twice."""
    try:
        if blobs.size(document) > LARGEST_BYTES:
            return None
        cells = json.loads(blobs.get(document))["cells"]
    except MMError:
        return None
    found = {cell["id"]: (cell["cell_type"], cell["source"]) for cell in cells}
    return found if len(found) == len(cells) else None
