"""Notebooks that pages put back, and what they showed before: undo survives a reload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.notebook_restores import (
    add_notebook_restore,
    find_notebook_restore,
    latest_notebook_restores,
    turn_notebook_restore,
)
from jupyter_mm.catalog.notebooks import ensure_notebook, notebook_at, paths_of
from jupyter_mm.catalog.positions import next_position
from jupyter_mm.core import policy
from jupyter_mm.core.claims import check_notebook_restore
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.whole_documents import load_whole, store_whole
from jupyter_mm.domain.capture import Receipt
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.names import notebook_path
from jupyter_mm.domain.notebook_restore import NotebookRestore, NotebookRestores
from jupyter_mm.errors import ConflictError, InvalidError, NotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core

LISTED = 20


def record_notebook_restore(core: Core, actor: Actor, restore: NotebookRestore) -> Receipt:
    """Record what was put back, with the document before.

    Recorded again it is undone, or with `undone_at` None done again; `before` is then the document
    which that replaced: one record holds what is not on screen, for the way back and forth.
    Raises InvalidError for facts or documents that cannot be, DeniedError outside the actor's
    scope, ConflictError when somebody else turned it since it was looked at.
    """
    policy.require(actor, Scope.RECORD)
    check_notebook_restore(restore)
    path = notebook_path(restore.notebook)
    with core.catalog.read() as tx:
        is_known = find_notebook_restore(tx, restore.id) is not None
    document = _stored_before(core, restore) if restore.before or not is_known else None
    with core.catalog.write() as tx:
        row = find_notebook_restore(tx, restore.id)
        if row is not None:
            _refuse_second_turn(row, restore)
            now = core.clock()
            row = turn_notebook_restore(tx, row, restore, document=document, now=now)
        else:
            assert document is not None  # noqa: S101  # rows are never taken away
            row = add_notebook_restore(
                tx,
                restore,
                notebook=ensure_notebook(tx, path, core.clock()),
                document=document,
                position=next_position(tx),
                now=core.clock(),
            )
    return Receipt(id=row["id"], position=row["position"], recorded_at=row["recorded_at"])


def list_notebook_restores(core: Core, actor: Actor, *, notebook: str) -> NotebookRestores:
    """Return the latest 20 of a notebook, newest first, without documents."""
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        found = notebook_at(tx, notebook_path(notebook))
        rows = [] if found is None else latest_notebook_restores(tx, found, limit=LISTED)
        items = tuple(_restore_of(tx, row) for row in rows)
    return NotebookRestores(items=items)


def show_notebook_restore(core: Core, actor: Actor, id_: str) -> NotebookRestore:
    """Return one restore with the document before. Raises NotFoundError, CorruptError."""
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        row = find_notebook_restore(tx, id_)
        if row is None:
            raise NotFoundError(f"There is no restore {id_[:80]} of a notebook.")
        before = load_whole(core.blobs, Digest(row["document"]))
        return _restore_of(tx, row, before)


def _refuse_second_turn(row: Row, restore: NotebookRestore) -> None:
    """Two turns at once would keep one document twice, and what was on screen never."""
    if restore.turned_from is not None and restore.turned_from != (row["undone_at"] or 0.0):
        raise ConflictError(
            "The restore was undone or done again meanwhile, so nothing was put back."
        )


def _stored_before(core: Core, restore: NotebookRestore) -> Digest:
    if restore.before is None:
        raise InvalidError("A restore is recorded with the document before.")
    return store_whole(core.blobs, restore.before)


def _restore_of(
    tx: Connection, row: Row, before: dict[str, object] | None = None
) -> NotebookRestore:
    path = paths_of(tx, {row["notebook"]})[row["notebook"]]
    return NotebookRestore(
        id=row["id"],
        notebook=path["path"] or path["last_path"],
        target=row["target"],
        cell=row["cell"],
        restored_at=row["restored_at"],
        before=before,
        kernel_restore=row["kernel_restore"],
        undone_at=row["undone_at"],
    )
