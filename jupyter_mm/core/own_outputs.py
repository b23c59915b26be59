"""Which outputs of a document a kernel made, and which only came with a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.executions import showings_of
from jupyter_mm.core.observe import read_document
from jupyter_mm.domain.digest import Digest

if TYPE_CHECKING:
    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core


def own_cells(core: Core, row: Row) -> tuple[str, ...]:
    """Return the code cells whose outputs in the document of `row` are of their own executions.

    A document takes what a cell showed before it ran from the notebook's file, and anyone can have
    written that: Jupyter trusts only what the reader's kernel made, and so must who puts it back.
    """
    if row["document"] is None:
        return (row["cell"] or "cell",)
    shown = {
        str(cell["id"]): tuple(cell["outputs"])
        for cell in read_document(core, Digest(row["document"]))["cells"]
        if cell["cell_type"] == "code"
    }
    digests = {digest for outputs in shown.values() for digest in outputs}
    made: set[tuple[str, tuple[str, ...]]] = set()
    if row["notebook"] is not None and digests:
        with core.catalog.read() as tx:
            made = showings_of(tx, row["notebook"], digests)
    return tuple(cell for cell, outputs in shown.items() if not outputs or (cell, outputs) in made)
