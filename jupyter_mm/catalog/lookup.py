"""Checkpoints by what people call them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from jupyter_mm.catalog.seal import Row, fetch, fetch_first
from jupyter_mm.catalog.tables import checkpoint, execution, metric, tag

CANDIDATES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to look: everywhere, in one notebook, or in one session."""

    notebook: int | None = None
    session: str | None = None

    def clauses(self) -> list[ColumnElement[bool]]:
        """Return the conditions on an execution."""
        found: list[ColumnElement[bool]] = []
        if self.notebook is not None:
            found.append(execution.c.notebook == self.notebook)
        elif self.session is not None:
            found.append(execution.c.session == self.session)
        return found


def _in(place: Place) -> Select[tuple[object, ...]]:
    joined = checkpoint.join(execution, execution.c.id == checkpoint.c.execution)
    return select(checkpoint).select_from(joined).where(*place.clauses())


def newest(tx: Connection, place: Place) -> Row | None:
    """Return the newest checkpoint of a place."""
    query = _in(place).order_by(checkpoint.c.created_at.desc(), checkpoint.c.position.desc())
    return fetch_first(tx, checkpoint, query)


def newest_until(tx: Connection, place: Place, until: float) -> Row | None:
    """Return the last checkpoint of a place that was made before an instant."""
    query = _in(place).where(checkpoint.c.created_at < until)
    query = query.order_by(checkpoint.c.created_at.desc(), checkpoint.c.position.desc())
    return fetch_first(tx, checkpoint, query)


def with_tag(tx: Connection, place: Place, name: str) -> list[Row]:
    """Return checkpoints of a place with a tag, newest first, a few at most."""
    query = _in(place).where(
        checkpoint.c.id.in_(select(tag.c.checkpoint).where(tag.c.name == name))
    )
    query = query.order_by(checkpoint.c.position.desc()).limit(CANDIDATES)
    return fetch(tx, checkpoint, query)


def with_prefix(tx: Connection, text: str) -> list[Row]:
    """Return checkpoints whose id, or whose execution's id, begins so; a few at most."""
    ids = select(checkpoint.c.id).where(_begins(checkpoint.c.id, text)).limit(CANDIDATES)
    after = select(checkpoint.c.id).where(_begins(checkpoint.c.execution, text)).limit(CANDIDATES)
    found = [row[0] for query in (ids, after) for row in tx.execute(query)]
    query = select(checkpoint).where(checkpoint.c.id.in_(found))
    return fetch(tx, checkpoint, query.order_by(checkpoint.c.position.desc()))


def best_by(tx: Connection, place: Place, name: str, *, lowest: bool) -> Row | None:
    """Return the checkpoint of a place after the execution with the best last value."""
    last = (
        select(metric.c.execution, func.max(metric.c.sequence).label("sequence"))
        .where(metric.c.name == name)
        .group_by(metric.c.execution)
        .subquery()
    )
    joined = (
        checkpoint.join(execution, execution.c.id == checkpoint.c.execution)
        .join(last, last.c.execution == execution.c.id)
        .join(
            metric,
            (metric.c.execution == last.c.execution) & (metric.c.sequence == last.c.sequence),
        )
    )
    order = metric.c.number.asc() if lowest else metric.c.number.desc()
    query = (
        select(checkpoint)
        .select_from(joined)
        .where(*place.clauses(), metric.c.number.is_not(None))
        .order_by(order, checkpoint.c.position.desc())
    )
    return fetch_first(tx, checkpoint, query)


def _begins(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return the condition of a prefix, as a range that an index answers."""
    return or_(column == text, (column > text) & (column < text + "\U0010ffff"))
