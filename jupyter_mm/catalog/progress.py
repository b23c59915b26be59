"""Values in a notebook; cells from run to run."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from jupyter_mm.catalog.seal import Row, fetch
from jupyter_mm.catalog.tables import checkpoint, execution, metric, tag
from jupyter_mm.catalog.terms import count_of


def last_numbers(tx: Connection, notebook: int) -> list[tuple[str, str, float]]:
    """Return name, execution and last number of all that a notebook's runs logged, in order."""
    # SQLite takes the bare column from the row with the highest sequence.
    last = (
        select(
            metric.c.name,
            metric.c.execution,
            metric.c.number,
            func.max(metric.c.sequence),
        )
        .join(execution, execution.c.id == metric.c.execution)
        .where(execution.c.notebook == notebook)
        .group_by(metric.c.name, metric.c.execution)
        .order_by(execution.c.position)
    )
    return [(row[0], row[1], row[2]) for row in tx.execute(last) if row[2] is not None]


def marked_checkpoints(tx: Connection, notebook: int, name: str, *, limit: int) -> list[str]:
    """Return the checkpoints of a notebook with a tag, newest first, and then those pinned."""
    joined = checkpoint.join(execution, execution.c.id == checkpoint.c.execution)
    has_tag = checkpoint.c.id.in_(select(tag.c.checkpoint).where(tag.c.name == name))
    query = (
        select(checkpoint.c.id)
        .select_from(joined)
        .where(execution.c.notebook == notebook, or_(has_tag, checkpoint.c.pinned.is_(True)))
        .order_by(has_tag.desc(), checkpoint.c.position.desc())
    )
    return [row[0] for row in tx.execute(query.limit(limit))]


def versions_of_cell(
    tx: Connection, notebook: int, cell: str, *, limit: int
) -> list[tuple[Row, int]]:
    """Return the newest execution of each text of a cell, newest first, and how many had it."""
    newest = func.max(execution.c.position).label("position")
    grouped = (
        select(newest, func.count().label("runs"))
        .where(execution.c.notebook == notebook, execution.c.cell == cell)
        .group_by(execution.c.source)
        .order_by(newest.desc())
    )
    runs = {row[0]: int(row[1]) for row in tx.execute(grouped.limit(limit))}
    query = select(execution).where(execution.c.position.in_(runs))
    rows = fetch(tx, execution, query.order_by(execution.c.position.desc()))
    return [(row, runs[row["position"]]) for row in rows]


def runs_of_cell(tx: Connection, notebook: int, cell: str) -> int:
    """Return how often a cell ran."""
    found = (execution.c.notebook == notebook, execution.c.cell == cell)
    return int(tx.execute(count_of(*found)).scalar_one())
