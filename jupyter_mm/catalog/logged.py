"""Logged values by their name: on the way to a checkpoint, and all over a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, select

from jupyter_mm.catalog.lineage import led_to
from jupyter_mm.catalog.seal import Row, fetch, fetch_first
from jupyter_mm.catalog.tables import execution, metric

if TYPE_CHECKING:
    from collections.abc import Sequence


def last_logged(tx: Connection, checkpoint_id: str, name: str) -> Row | None:
    """Return the row of the last value of a name on the way to a checkpoint."""
    joined = metric.join(execution, execution.c.id == metric.c.execution)
    query = (
        select(metric)
        .select_from(joined)
        .where(led_to(checkpoint_id), metric.c.name == name)
        .order_by(execution.c.position.desc(), metric.c.sequence.desc())
    )
    return fetch_first(tx, metric, query)


def names_logged(tx: Connection, checkpoint_id: str, limit: int) -> list[str]:
    """Return names of which values were logged on the way to a checkpoint, sorted."""
    joined = metric.join(execution, execution.c.id == metric.c.execution)
    query = select(metric.c.name).select_from(joined).where(led_to(checkpoint_id)).distinct()
    return [row[0] for row in tx.execute(query.order_by(metric.c.name).limit(limit))]


def latest_that_logged(
    tx: Connection, name: str, clauses: Sequence[ColumnElement[bool]], limit: int
) -> list[Row]:
    """Return executions that logged a name, the newest first."""
    logged = execution.c.id.in_(select(metric.c.execution).where(metric.c.name == name))
    query = select(execution).where(*clauses, logged)
    return fetch(tx, execution, query.order_by(execution.c.position.desc()).limit(limit))


def latest_on_the_way(tx: Connection, checkpoint_id: str, limit: int) -> list[Row]:
    """Return executions that led to a checkpoint, the newest first."""
    query = select(execution).where(led_to(checkpoint_id))
    return fetch(tx, execution, query.order_by(execution.c.position.desc()).limit(limit))
