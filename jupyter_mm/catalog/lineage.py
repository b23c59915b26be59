"""What executions changed and read, and what they did outside the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CTE, ColumnElement, Connection, func, literal, select

from jupyter_mm.catalog.seal import Row, fetch, fetch_owned, insert
from jupyter_mm.catalog.tables import change, checkpoint, effect, execution, read
from jupyter_mm.domain.capture import Effect, Read

if TYPE_CHECKING:
    from collections.abc import Iterable

FURTHEST = 20_000
"""Checkpoints that are gone back through for the origin of a variable."""


def add_changes(tx: Connection, id_: str, names: Iterable[str]) -> None:
    """Add the names that an execution changed."""
    insert(tx, change, [{"execution": id_, "name": name} for name in dict.fromkeys(names)])


def changes_of(tx: Connection, rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Return the names that some executions changed, sorted."""
    counts = {row["id"]: row["changes"] for row in rows}
    found = fetch_owned(tx, change, change.c.execution, counts, order=[change.c.name])
    return {id_: tuple(row["name"] for row in owned) for id_, owned in found.items()}


def add_reads(tx: Connection, id_: str, reads: Iterable[Read]) -> None:
    """Add the variables that an execution may have read."""
    rows = [{"execution": id_, "name": one.name, "source": one.execution} for one in reads]
    insert(tx, read, rows)


def reads_of(tx: Connection, rows: Iterable[Row]) -> dict[str, tuple[Read, ...]]:
    """Return the variables that some executions may have read, sorted by name."""
    counts = {row["id"]: row["reads"] or 0 for row in rows}
    found = fetch_owned(tx, read, read.c.execution, counts, order=[read.c.name])
    return {
        id_: tuple(Read(name=row["name"], execution=row["source"]) for row in owned)
        for id_, owned in found.items()
    }


def add_effects(tx: Connection, id_: str, effects: Iterable[Effect]) -> None:
    """Add what an execution did outside the kernel."""
    rows = [
        {"execution": id_, "place": place, "kind": one.kind, "detail": one.detail}
        for place, one in enumerate(effects)
    ]
    insert(tx, effect, rows)


def effects_of(tx: Connection, rows: Iterable[Row]) -> dict[str, tuple[Effect, ...]]:
    """Return what some executions did outside the kernel, in the order they were seen."""
    counts = {row["id"]: row["effects"] or 0 for row in rows}
    found = fetch_owned(tx, effect, effect.c.execution, counts, order=[effect.c.place])
    return {
        id_: tuple(Effect(kind=row["kind"], detail=row["detail"]) for row in owned)
        for id_, owned in found.items()
    }


def origins_of(tx: Connection, checkpoint_id: str) -> dict[str, str]:
    """Return the executions that last changed the names of a checkpoint, by name.

    Goes back through its parents; a name that none of them changed is left out.
    """
    way = way_to(checkpoint_id)
    # SQLite takes the bare columns from the row with the smallest `back`.
    query = (
        select(change, func.min(way.c.back))
        .join(way, way.c.execution == change.c.execution)
        .group_by(change.c.name)
    )
    return {row["name"]: row["execution"] for row in fetch(tx, change, query)}


def led_to(checkpoint_id: str) -> ColumnElement[bool]:
    """Return the condition that an execution led to a checkpoint, its own one included."""
    return execution.c.id.in_(select(way_to(checkpoint_id).c.execution))


def has_changed(name: str) -> ColumnElement[bool]:
    """Return the condition that an execution changed a variable."""
    return execution.c.id.in_(select(change.c.execution).where(change.c.name == name))


def readers_of(tx: Connection, sources: Iterable[str]) -> list[tuple[str, Read]]:
    """Return who read what some executions had written: the reader, and what it read."""
    query = select(read).where(read.c.source.in_(list(sources)))
    rows = fetch(tx, read, query.order_by(read.c.source, read.c.name, read.c.execution))
    return [(row["execution"], Read(name=row["name"], execution=row["source"])) for row in rows]


def way_to(checkpoint_id: str) -> CTE:
    """Return the executions of a checkpoint and its ancestors, with how far `back` each is."""
    way = (
        select(
            checkpoint.c.id, checkpoint.c.execution, checkpoint.c.parent, literal(0).label("back")
        )
        .where(checkpoint.c.id == checkpoint_id)
        .cte("way", recursive=True)
    )
    parents = select(
        checkpoint.c.id, checkpoint.c.execution, checkpoint.c.parent, way.c.back + 1
    ).where(checkpoint.c.id == way.c.parent, way.c.back < FURTHEST)
    return way.union_all(parents)
