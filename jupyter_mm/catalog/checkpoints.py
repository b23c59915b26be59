"""Checkpoints with their tags, and restores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, select

from jupyter_mm.catalog.seal import Row, amend, fetch, fetch_by, fetch_owned, insert
from jupyter_mm.catalog.tables import checkpoint, restore, tag
from jupyter_mm.domain import canonical
from jupyter_mm.domain.checkpoint import Checkpoint, Restore
from jupyter_mm.domain.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Iterable


def add_checkpoint(tx: Connection, given: Checkpoint, *, session: str, position: int) -> None:
    """Add a checkpoint with its tags."""
    row = {
        "id": str(given.id),
        "position": position,
        "execution": given.execution,
        "session": session,
        "parent": None if given.parent is None else str(given.parent),
        "manifest": str(given.manifest),
        "signature": given.signature,
        "kept": given.kept,
        "skipped": given.skipped,
        "size_bytes": given.size_bytes,
        "created_at": given.created_at,
        "message": given.message,
        "tags": 0,
        "pinned": given.pinned,
    }
    insert(tx, checkpoint, [row])
    set_tags(tx, row, given.tags)


def find_checkpoint(tx: Connection, id_: str) -> Row | None:
    """Return a checkpoint's row by its whole id."""
    return fetch_by(tx, checkpoint, id=id_)


def checkpoint_after(tx: Connection, execution: str) -> Row | None:
    """Return the row of the checkpoint after an execution."""
    return fetch_by(tx, checkpoint, execution=execution)


def checkpoints_after(tx: Connection, executions: Iterable[str]) -> dict[str, Row]:
    """Return the rows of the checkpoints after some executions, by execution."""
    query = select(checkpoint).where(checkpoint.c.execution.in_(list(executions)))
    return {row["execution"]: row for row in fetch(tx, checkpoint, query)}


def annotate(tx: Connection, row: Row, changes: Row) -> Row:
    """Change message, pin or note of a checkpoint and return its row as it is now."""
    return amend(tx, checkpoint, row, changes) if changes else row


def set_tags(tx: Connection, row: Row, tags: Iterable[str]) -> Row:
    """Give a checkpoint these tags and no others; return its row as it is now."""
    tx.execute(delete(tag).where(tag.c.checkpoint == row["id"]))
    rows = [
        {"checkpoint": row["id"], "name": name, "place": place}
        for place, name in enumerate(dict.fromkeys(tags))
    ]
    insert(tx, tag, rows)
    return amend(tx, checkpoint, row, {"tags": len(rows)})


def tags_of(tx: Connection, rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Return the tags of some checkpoints, in the order they were given."""
    counts = {row["id"]: row["tags"] for row in rows}
    found = fetch_owned(tx, tag, tag.c.checkpoint, counts, order=[tag.c.place])
    return {id_: tuple(row["name"] for row in owned) for id_, owned in found.items()}


def checkpoint_of(row: Row, tags: tuple[str, ...]) -> Checkpoint:
    """Return a row as the checkpoint it stands for."""
    return Checkpoint(
        id=Digest(row["id"]),
        parent=None if row["parent"] is None else Digest(row["parent"]),
        execution=row["execution"],
        manifest=Digest(row["manifest"]),
        signature=row["signature"],
        kept=row["kept"],
        skipped=row["skipped"],
        size_bytes=row["size_bytes"],
        created_at=row["created_at"],
        message=row["message"],
        tags=tags,
        pinned=row["pinned"],
    )


def add_restore(tx: Connection, given: Restore, *, position: int, now: float) -> None:
    """Add a restore."""
    row = {
        "id": given.id,
        "position": position,
        "session": given.session,
        "source": None if given.source is None else str(given.source),
        "target": str(given.target),
        "names": None if given.names is None else canonical.dumps(given.names).decode(),
        "undoes": given.undoes,
        "restored_at": given.restored_at,
        "recorded_at": now,
    }
    insert(tx, restore, [row])


def find_restore(tx: Connection, id_: str) -> Row | None:
    """Return a restore's row."""
    return fetch_by(tx, restore, id=id_)
