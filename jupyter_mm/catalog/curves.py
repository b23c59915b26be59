"""Logged values in the order they were logged, as many as are to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from jupyter_mm.catalog.seal import Row, checked, fetch
from jupyter_mm.catalog.tables import execution, metric

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRow:
    """One logged value, and where it stands among those of its execution and name."""

    row: Row
    total: int
    is_last: bool


def that_logged(tx: Connection, clauses: Sequence[ColumnElement[bool]], *, limit: int) -> list[Row]:
    """Return executions that logged anything, the newest first."""
    logged = exists().where(metric.c.execution == execution.c.id)
    query = select(execution).where(*clauses, logged)
    return fetch(tx, execution, query.order_by(execution.c.position.desc()).limit(limit))


def curves(tx: Connection, ids: Iterable[str], *, points: int) -> dict[str, list[CurveRow]]:
    """Return values that executions logged, by execution and in order.

    Of each name about `points`, evenly spread, with the first, the last, the lowest and the highest
    number among them.
    """
    each = [metric.c.execution, metric.c.name]
    has_none = metric.c.number.is_(None)
    numbered = (
        select(
            metric,
            _place(each, metric.c.sequence).label("place"),
            func.count().over(partition_by=each).label("total"),
            _place(each, has_none, metric.c.number, metric.c.sequence).label("from_lowest"),
            _place(each, has_none, metric.c.number.desc(), metric.c.sequence).label("from_highest"),
        )
        .where(metric.c.execution.in_(list(ids)))
        .subquery()
    )
    given = numbered.c
    stride = (given.total + points - 1) // points
    wanted = or_(
        (given.place - 1) % stride == 0,
        given.place == given.total,
        given.from_lowest == 1,
        given.from_highest == 1,
    )
    query = select(numbered).where(wanted).order_by(given.execution, given.sequence)
    found: dict[str, list[CurveRow]] = {}
    for raw in tx.execute(query).mappings():
        one = CurveRow(
            row=checked(tx, metric, raw),
            total=raw["total"],
            is_last=raw["place"] == raw["total"],
        )
        found.setdefault(raw["execution"], []).append(one)
    return found


def _place(each: Sequence[ColumnElement[str]], *order: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the number of a row among those of its execution and name, from 1."""
    return func.row_number().over(partition_by=each, order_by=order)


def among(tx: Connection, ids: Iterable[str], clause: ColumnElement[bool]) -> set[str]:
    """Return those executions that meet a condition."""
    query = select(execution.c.id).where(execution.c.id.in_(list(ids)), clause)
    return {row[0] for row in tx.execute(query)}
