"""The executions that led to checkpoints, walked once for all that is asked about them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from jupyter_mm.catalog.data import ref_of
from jupyter_mm.catalog.executions import latest_metric_rows
from jupyter_mm.catalog.lineage import FURTHEST, way_to
from jupyter_mm.catalog.seal import Row, fetch
from jupyter_mm.catalog.tables import data_ref, metric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import TableValuedAlias

    from jupyter_mm.domain.data import DataRef

Way = tuple[str, ...]
"""Executions, the nearest first."""


def way_behind(tx: Connection, checkpoint: str) -> Way:
    """Return the way to one checkpoint, its own execution first."""
    return _executions(_walked(tx, checkpoint))


def ways_to(tx: Connection, before: str, after: str) -> tuple[Way, Way]:
    """Return the ways to two checkpoints; one that lies on the other's way is not walked again."""
    way = _walked(tx, after)
    place = next((n for n, (id_, _) in enumerate(way) if id_ == before), None)
    is_cut = len(way) == FURTHEST
    behind = _walked(tx, before) if place is None or is_cut else way[place:]
    return _executions(behind), _executions(way)


def last_metrics_on(tx: Connection, way: Way) -> list[Row]:
    """Return the last value of each name on a way, by name."""
    steps = _steps(way)
    nearest = (
        select(metric.c.name, func.min(steps.c.key))
        .select_from(steps.join(metric, metric.c.execution == steps.c.value))
        .group_by(metric.c.name)
    )
    found = {name: way[place] for name, place in tx.execute(nearest)}
    rows = latest_metric_rows(tx, set(found.values()))
    last = [row for row in rows if found.get(row["name"]) == row["execution"]]
    return sorted(last, key=lambda row: str(row["name"]))


def data_on(tx: Connection, way: Way, *, is_read: bool = False) -> dict[str, DataRef]:
    """Return the latest use of each path on a way; of one execution, what it read.

    With `is_read` only what was read counts: files that a notebook writes differ by its own doing.
    """
    steps = _steps(way)
    # SQLite takes the bare columns from the row with the least of these.
    nearest = func.min(2 * steps.c.key + (data_ref.c.mode != "r"))
    query = (
        select(data_ref, nearest)
        .select_from(steps.join(data_ref, data_ref.c.execution == steps.c.value))
        .group_by(data_ref.c.path)
    )
    query = query.where(data_ref.c.mode == "r") if is_read else query
    return {row["path"]: ref_of(row) for row in fetch(tx, data_ref, query)}


def _walked(tx: Connection, id_: str) -> Sequence[tuple[str, str]]:
    """Return checkpoints and their executions, the nearest first."""
    way = way_to(id_)
    query = select(way.c.id, way.c.execution).order_by(way.c.back).limit(FURTHEST)
    return [(row[0], row[1]) for row in tx.execute(query)]


def _executions(way: Sequence[tuple[str, str]]) -> Way:
    return tuple(execution for _, execution in way)


def _steps(way: Way) -> TableValuedAlias:
    """Return a way as a table of `key`, its place, and `value`, the execution."""
    return func.json_each(json.dumps(way)).table_valued("key", "value", name="way")
