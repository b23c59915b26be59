"""Executions as people list them: a page of rows, each with all that is shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, func, select

from jupyter_mm.catalog.checkpoints import checkpoints_after, tags_of
from jupyter_mm.catalog.executions import changes_of, latest_metric_rows, metric_of
from jupyter_mm.catalog.notebooks import paths_of
from jupyter_mm.catalog.seal import Row, fetch
from jupyter_mm.catalog.sessions import find_session
from jupyter_mm.catalog.tables import checkpoint, execution
from jupyter_mm.catalog.terms import Term, count_of
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import HistoryRow, LatestMetric

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def conditions(
    tx: Connection, *, notebook: int | None, session: str | None, terms: Iterable[Term] = ()
) -> list[ColumnElement[bool]]:
    """Return what executions must meet; a kernel without support is its own session."""
    clauses: list[ColumnElement[bool]] = []
    if notebook is not None:
        clauses.append(execution.c.notebook == notebook)
    if session is not None:
        if find_session(tx, session) is not None:
            clauses.append(execution.c.session == session)
        else:
            clauses += [execution.c.kernel_id == session, execution.c.session.is_(None)]
    clauses.extend(term.clause() for term in terms)
    return clauses


def page(
    tx: Connection, clauses: Sequence[ColumnElement[bool]], *, before: int | None, limit: int
) -> list[Row]:
    """Return executions, newest first, at most `limit`."""
    query = select(execution).where(*clauses).order_by(execution.c.position.desc()).limit(limit)
    if before is not None:
        query = query.where(execution.c.position < before)
    return fetch(tx, execution, query)


def total(tx: Connection, clauses: Sequence[ColumnElement[bool]]) -> int:
    """Return how many executions match."""
    return int(tx.execute(count_of(*clauses)).scalar_one())


def totals(tx: Connection) -> tuple[int, int]:
    """Return how many executions and checkpoints there are."""
    checkpoints = select(func.count()).select_from(checkpoint)
    return total(tx, ()), int(tx.execute(checkpoints).scalar_one())


def latest_of_cells(tx: Connection, notebook: int) -> list[Row]:
    """Return the latest execution of each cell of a notebook, in the order of execution."""
    newest = (
        select(func.max(execution.c.position))
        .where(execution.c.notebook == notebook, execution.c.cell.is_not(None))
        .group_by(execution.c.cell)
    )
    query = select(execution).where(execution.c.position.in_(newest))
    return fetch(tx, execution, query.order_by(execution.c.position))


def newest_of(tx: Connection, notebook: int) -> list[Row]:
    """Return the newest execution of a notebook, if there is one."""
    query = select(execution).where(execution.c.notebook == notebook)
    return fetch(tx, execution, query.order_by(execution.c.position.desc()).limit(1))


def history_rows(tx: Connection, rows: Sequence[Row]) -> tuple[HistoryRow, ...]:
    """Return executions as they are listed, in the same order."""
    ids = [row["id"] for row in rows]
    checkpoints = checkpoints_after(tx, ids)
    tags = tags_of(tx, checkpoints.values())
    changed = changes_of(tx, rows)
    logged = _latest_metrics(tx, ids)
    paths = paths_of(tx, {row["notebook"] for row in rows if row["notebook"] is not None})
    return tuple(
        _row(
            row,
            checkpoints.get(row["id"]),
            tags,
            path=paths[row["notebook"]]["path"] if row["notebook"] is not None else None,
            changed=changed[row["id"]],
            metrics=logged.get(row["id"], ()),
        )
        for row in rows
    )


def _latest_metrics(tx: Connection, ids: list[str]) -> dict[str, tuple[LatestMetric, ...]]:
    found: dict[str, list[LatestMetric]] = {}
    for row in latest_metric_rows(tx, ids):
        given = metric_of(row)
        latest = LatestMetric(name=given.name, value=given.value, step=given.step)
        found.setdefault(row["execution"], []).append(latest)
    return {id_: tuple(values) for id_, values in found.items()}


def error_of(row: Row) -> str | None:
    """Return the error of an execution in one line."""
    if row["failure_name"] is None:
        return None
    return f"{row['failure_name']}: {row['failure_message'] or ''}".rstrip(": ")


def _row(
    row: Row,
    state: Row | None,
    tags: dict[str, tuple[str, ...]],
    *,
    path: str | None,
    changed: tuple[str, ...],
    metrics: tuple[LatestMetric, ...],
) -> HistoryRow:
    found = state or _NO_CHECKPOINT
    return HistoryRow(
        execution=row["id"],
        position=row["position"],
        session=row["session"] or row["kernel_id"] or "",
        notebook=path,
        cell=row["cell"],
        title=found["message"] or row["title"],
        status=row["status"],
        error=error_of(row),
        count=row["count"],
        started_at=row["started_at"],
        duration_s=row["duration_s"],
        recorded_at=row["recorded_at"],
        checkpoint=found["id"] and Digest(found["id"]),
        parent=found["parent"] and Digest(found["parent"]),
        message=found["message"],
        tags=tags.get(found["id"], ()),
        pinned=found["pinned"],
        kept=found["kept"],
        skipped=found["skipped"],
        size_bytes=found["size_bytes"],
        changed=changed,
        metrics=metrics,
        thumbnail=row["thumbnail"],
        outputs=row["outputs"],
        lost=row["lost"],
    )


_NO_CHECKPOINT: Row = {
    "id": None,
    "parent": None,
    "message": None,
    "pinned": False,
    "kept": 0,
    "skipped": 0,
    "size_bytes": 0,
}
