"""Executions as people list them: a page of rows, each with all that is shown of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, func, select

from jupyter_mm.catalog.checkpoints import checkpoints_after, tags_of
from jupyter_mm.catalog.data import data_counts
from jupyter_mm.catalog.environments import environments_of
from jupyter_mm.catalog.executions import latest_metric_rows, metric_of
from jupyter_mm.catalog.lineage import changes_of
from jupyter_mm.catalog.notebooks import paths_of
from jupyter_mm.catalog.seal import Row, fetch, fetch_first
from jupyter_mm.catalog.sessions import find_session
from jupyter_mm.catalog.tables import checkpoint, execution
from jupyter_mm.catalog.terms import Term, count_of
from jupyter_mm.catalog.verdicts import latest_outcomes
from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import CellCounts, HistoryRow, LatestMetric

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


def latest_of_cells(tx: Connection, notebook: int, *, until: Row | None = None) -> list[Row]:
    """Return the latest execution of each cell of a notebook, in the order of execution.

    With `until`, an execution: as it was when that one had run.
    """
    wanted = [execution.c.notebook == notebook, execution.c.cell.is_not(None)]
    if until is not None:
        wanted.append(execution.c.position <= until["position"])
    newest = select(func.max(execution.c.position)).where(*wanted).group_by(execution.c.cell)
    query = select(execution).where(execution.c.position.in_(newest))
    return fetch(tx, execution, query.order_by(execution.c.position))


def newest_with_document(tx: Connection, notebook: int) -> Row | None:
    """Return the newest execution of a notebook whose document was seen."""
    query = select(execution).where(
        execution.c.notebook == notebook, execution.c.document.is_not(None)
    )
    return fetch_first(tx, execution, query.order_by(execution.c.position.desc()))


def newest_of(tx: Connection, notebook: int) -> list[Row]:
    """Return the newest execution of a notebook, if there is one."""
    query = select(execution).where(execution.c.notebook == notebook)
    return fetch(tx, execution, query.order_by(execution.c.position.desc()).limit(1))


def history_rows(tx: Connection, rows: Sequence[Row]) -> tuple[HistoryRow, ...]:
    """Return executions as they are listed, in the same order."""
    ids = [row["id"] for row in rows]
    checkpoints = checkpoints_after(tx, ids)
    beside = _Beside(
        checkpoints=checkpoints,
        tags=tags_of(tx, checkpoints.values()),
        changed=changes_of(tx, rows),
        metrics=_latest_metrics(tx, ids),
        paths=paths_of(tx, {row["notebook"] for row in rows if row["notebook"] is not None}),
        environments=_environments(tx, rows, checkpoints),
        data=data_counts(tx, rows),
        verdicts=latest_outcomes(tx, [row["id"] for row in checkpoints.values()]),
    )
    return tuple(_row(row, beside) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What is shown with executions, from other tables."""

    checkpoints: Mapping[str, Row]
    tags: Mapping[str, tuple[str, ...]]
    changed: Mapping[str, tuple[str, ...]]
    metrics: Mapping[str, tuple[LatestMetric, ...]]
    paths: Mapping[int, Row]
    environments: Mapping[str, str]
    """By checkpoint."""
    data: Mapping[str, int]
    verdicts: Mapping[str, str]
    """By checkpoint."""


def _environments(
    tx: Connection, rows: Sequence[Row], checkpoints: Mapping[str, Row]
) -> dict[str, str]:
    """Return the environments before those of the rows, by checkpoint; most are rows, too."""
    locked = {
        checkpoints[row["id"]]["id"]: row["environment"]
        for row in rows
        if row["environment"] is not None and row["id"] in checkpoints
    }
    wanted = {state["parent"] for state in checkpoints.values() if state["id"] in locked}
    here = {state["id"] for state in checkpoints.values()}
    return locked | environments_of(tx, wanted - here)


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


def _row(row: Row, beside: _Beside) -> HistoryRow:
    found = beside.checkpoints.get(row["id"], _NO_CHECKPOINT)
    lock, before = row["environment"], beside.environments.get(found["parent"])
    return HistoryRow(
        execution=row["id"],
        position=row["position"],
        session=row["session"] or row["kernel_id"] or "",
        notebook=beside.paths[row["notebook"]]["path"] if row["notebook"] is not None else None,
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
        tags=beside.tags.get(found["id"], ()),
        pinned=found["pinned"],
        kept=found["kept"],
        skipped=found["skipped"],
        size_bytes=found["size_bytes"],
        changed=beside.changed[row["id"]],
        metrics=beside.metrics.get(row["id"], ()),
        thumbnail=row["thumbnail"],
        outputs=row["outputs"],
        lost=row["lost"],
        environment=lock and Digest(lock),
        has_new_environment=None not in {lock, before} and lock != before,
        data=beside.data[row["id"]],
        verdict=beside.verdicts.get(found["id"]),
        note=found["note"],
        cells=_counts(row["cells"]),
    )


def _counts(text: str | None) -> CellCounts | None:
    return None if text is None else CellCounts(**canonical.loads(text.encode()))


_NO_CHECKPOINT: Row = {
    "id": None,
    "parent": None,
    "message": None,
    "pinned": False,
    "kept": 0,
    "skipped": 0,
    "size_bytes": 0,
    "note": None,
}
