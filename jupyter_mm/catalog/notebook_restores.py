"""Notebooks that were put back, and the documents before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, select

from jupyter_mm.catalog.seal import Row, amend, fetch, fetch_by, insert
from jupyter_mm.catalog.tables import notebook_restore

if TYPE_CHECKING:
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.domain.notebook_restore import NotebookRestore


def find_notebook_restore(tx: Connection, id_: str) -> Row | None:
    """Return the row of a notebook restore."""
    return fetch_by(tx, notebook_restore, id=id_)


def add_notebook_restore(
    tx: Connection,
    given: NotebookRestore,
    *,
    notebook: int,
    document: Digest,
    position: int,
    now: float,
) -> Row:
    """Add a notebook restore and return its row; `document` is the one before."""
    row = {
        "id": given.id,
        "position": position,
        "notebook": notebook,
        "target": given.target,
        "cell": given.cell,
        "restored_at": given.restored_at,
        "recorded_at": now,
        "document": str(document),
        "kernel_restore": given.kernel_restore,
        "undone_at": given.undone_at,
        "turned_at": None,
    }
    insert(tx, notebook_restore, [row])
    return row


def turn_notebook_restore(
    tx: Connection, row: Row, given: NotebookRestore, *, document: Digest | None, now: float
) -> Row:
    """Note that a restore was undone or done again; return its row as it is now.

    `document` is what that replaced; None leaves the one that is kept.
    """
    change: dict[str, object] = {"undone_at": given.undone_at, "turned_at": now}
    if document is not None:
        change |= {"document": str(document), "kernel_restore": given.kernel_restore}
    return amend(tx, notebook_restore, row, change)


def standing_notebook_restores(tx: Connection, notebook: int) -> list[Row]:
    """Return the restores of a notebook that were not undone, newest first.

    None is older than the latest of all cells: that one replaced what those before it had put back.
    """
    query = _of(notebook).where(notebook_restore.c.undone_at.is_(None))
    rows = fetch(tx, notebook_restore, query)
    rows.sort(key=lambda row: (_turned(row), row["position"]), reverse=True)
    whole = next((n for n, row in enumerate(rows) if row["cell"] is None), len(rows))
    return rows[: whole + 1]


def last_put_back(tx: Connection, notebook: int) -> dict[str | None, Row]:
    """Return the restore of each cell that was done or undone last; None is all of the notebook.

    A restore that was undone the moment it was done came to nothing.
    """
    undone_at = notebook_restore.c.undone_at
    query = _of(notebook).where(undone_at.is_distinct_from(notebook_restore.c.restored_at))
    rows = sorted(fetch(tx, notebook_restore, query), key=_turned)
    return {row["cell"]: row for row in rows}


def is_over(restore: Row, ran: Row) -> bool:
    """Return whether a restore, or its undo, wrote over what a run showed.

    What ran on while it was written showed the rest afterwards.
    """
    return _turned(restore) >= float(ran["started_at"] + ran["duration_s"])


def _turned(restore: Row) -> float:
    """Return when a restore was done, undone or done again last, by the server's clock.

    The page's may be wrong; of an undo in rows before revision 0005 nothing else is known.
    """
    if restore["turned_at"] is not None:
        return float(restore["turned_at"])
    return float(max(restore["recorded_at"], restore["undone_at"] or 0.0))


def _of(notebook: int) -> Select[Any]:
    return select(notebook_restore).where(notebook_restore.c.notebook == notebook)


def latest_notebook_restores(tx: Connection, notebook: int, *, limit: int) -> list[Row]:
    """Return the latest restores of a notebook, newest first."""
    order = (notebook_restore.c.restored_at.desc(), notebook_restore.c.position.desc())
    return fetch(tx, notebook_restore, _of(notebook).order_by(*order).limit(limit))
