"""Kernel sessions, and which notebook each belongs to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, exists, or_, select

from jupyter_mm.catalog.notebooks import paths_of
from jupyter_mm.catalog.seal import Row, amend, fetch, fetch_by, fetch_first, insert
from jupyter_mm.catalog.tables import checkpoint, execution, restore, session
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import KernelSession


def find_session(tx: Connection, id_: str) -> Row | None:
    """Return a session's row."""
    return fetch_by(tx, session, id=id_)


def path_of_session(tx: Connection, id_: str) -> str | None:
    """Return where the notebook of a session is now; None where it has none or it is gone."""
    row = find_session(tx, id_)
    if row is None or row["notebook"] is None:
        return None
    path = paths_of(tx, {row["notebook"]})[row["notebook"]]["path"]
    return None if path is None else str(path)


def sessions_of_kernel(tx: Connection, kernel_id: str) -> list[Row]:
    """Return the sessions of a kernel: one for each of its restarts."""
    return fetch(tx, session, select(session).where(session.c.kernel_id == kernel_id))


def add_session(
    tx: Connection, given: KernelSession, *, notebook: int | None, position: int, now: float
) -> Row:
    """Add a session and return its row."""
    row: dict[str, Any] = {
        "id": given.id,
        "position": position,
        "kernel_id": given.kernel_id,
        "language": given.language,
        "version": given.version,
        "host": given.host,
        "pid": given.pid,
        "started_at": given.started_at,
        "hint": given.notebook,
        "project": given.project,
        "notebook": notebook,
        "notebook_since": None,
        "recorded_at": now,
    }
    insert(tx, session, [row])
    return row


def assign_notebook(tx: Connection, row: Row, notebook: int, since: float) -> None:
    """Let a session belong to the notebook that the server saw it run, the latest sight winning.

    Executions of the session that the server did not see follow.
    """
    if row["notebook_since"] is not None and row["notebook_since"] >= since:
        return
    amend(tx, session, row, {"notebook": notebook, "notebook_since": since})
    unseen = select(execution).where(
        execution.c.session == row["id"],
        execution.c.observed_notebook.is_(None),
        execution.c.notebook.is_distinct_from(notebook),
    )
    for found in fetch(tx, execution, unseen):
        amend(tx, execution, found, {"notebook": notebook})


def head_of(tx: Connection, id_: str) -> Digest | None:
    """Return the checkpoint that a session stands on: its last one, or what it restored after.

    By the kernel's own times: records may arrive late. A restore of single names moves no head.
    """
    made = fetch_first(
        tx,
        checkpoint,
        select(checkpoint)
        .where(checkpoint.c.session == id_)
        .order_by(checkpoint.c.created_at.desc(), checkpoint.c.position.desc()),
    )
    moved = fetch_first(
        tx,
        restore,
        select(restore)
        .where(restore.c.session == id_, restore.c.names.is_(None))
        .order_by(restore.c.restored_at.desc(), restore.c.position.desc()),
    )
    if moved and moved["restored_at"] >= (made["created_at"] if made else -1.0):
        return Digest(moved["target"])
    return Digest(made["id"]) if made else None


def restores_since(tx: Connection, id_: str, since: float) -> list[Row]:
    """Return the restores of a session after a time, the oldest first."""
    query = (
        select(restore)
        .where(restore.c.session == id_, restore.c.restored_at >= since)
        .order_by(restore.c.restored_at, restore.c.position)
    )
    return fetch(tx, restore, query)


def has_restored(tx: Connection, id_: str) -> bool:
    """Return whether a session has restored anything, single names included."""
    return fetch_first(tx, restore, select(restore).where(restore.c.session == id_)) is not None


def newest_other(tx: Connection, id_: str, **same: object) -> Row | None:
    """Return the newest session but this one, with these columns, in which something was run.

    A session that only restored counts, too. Never one that began after this one.
    """
    this = find_session(tx, id_)
    shared = [session.c[name] == value for name, value in same.items()]
    ran = exists().where(execution.c.session == session.c.id)
    restored = exists().where(restore.c.session == session.c.id)
    query = select(session).where(*shared, session.c.id != id_, or_(ran, restored))
    if this is not None:
        query = query.where(session.c.started_at <= this["started_at"])
    return fetch_first(tx, session, query.order_by(session.c.started_at.desc()))


def session_of(row: Row) -> KernelSession:
    """Return a row as the session it stands for."""
    return KernelSession(
        id=row["id"],
        kernel_id=row["kernel_id"],
        language=row["language"],
        version=row["version"],
        host=row["host"],
        pid=row["pid"],
        started_at=row["started_at"],
        notebook=row["hint"],
        project=row["project"],
    )
