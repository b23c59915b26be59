"""Executions and what belongs to each: outputs, logged values, changed names, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, or_, select

from jupyter_mm.catalog.seal import Row, amend, fetch, fetch_by, insert, require_counts
from jupyter_mm.catalog.tables import change, data_ref, execution, metric, output
from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import OutputRef
from jupyter_mm.domain.execution import DataRef, Metric

if TYPE_CHECKING:
    from collections.abc import Iterable


def find_execution(tx: Connection, id_: str) -> Row | None:
    """Return an execution's row."""
    return fetch_by(tx, execution, id=id_)


def add_execution(tx: Connection, row: Row) -> Row:
    """Add an execution and return its row."""
    insert(tx, execution, [row])
    return row


def change_execution(tx: Connection, row: Row, changes: Row) -> Row:
    """Change an execution and return its row as it is now."""
    return amend(tx, execution, row, changes)


def previous_source(tx: Connection, row: Row) -> str | None:
    """Return the source that the same cell had when it ran before, in notebook or session."""
    if row["cell"] is None:
        return None
    same = []
    if row["notebook"] is not None:
        same.append(execution.c.notebook == row["notebook"])
    if row["session"] is not None:
        same.append(execution.c.session == row["session"])
    query = (
        select(execution)
        .where(
            or_(*same),
            execution.c.cell == row["cell"],
            execution.c.started_at < row["started_at"],
            execution.c.id != row["id"],
        )
        .order_by(execution.c.position.desc())
        .limit(1)
    )
    found = fetch(tx, execution, query) if same else []
    return found[0]["source"] if found else None


def add_outputs(tx: Connection, id_: str, outputs: Iterable[OutputRef]) -> None:
    """Add what an execution showed."""
    insert(
        tx,
        output,
        [
            {
                "execution": id_,
                "position": ref.position,
                "kind": ref.kind,
                "mime_types": canonical.dumps(ref.mime_types).decode(),
                "digest": str(ref.digest),
                "size_bytes": ref.size_bytes,
                "truncated": ref.truncated,
            }
            for ref in outputs
        ],
    )


def replace_outputs(tx: Connection, id_: str, outputs: Iterable[OutputRef]) -> None:
    """Let an execution have these outputs and no others."""
    tx.execute(delete(output).where(output.c.execution == id_))
    add_outputs(tx, id_, outputs)


def outputs_of(tx: Connection, rows: Iterable[Row]) -> dict[str, tuple[OutputRef, ...]]:
    """Return the outputs of some executions, in order."""
    counts = {row["id"]: row["outputs"] for row in rows}
    query = (
        select(output)
        .where(output.c.execution.in_(list(counts)))
        .order_by(output.c.execution, output.c.position)
    )
    found: dict[str, list[OutputRef]] = {id_: [] for id_ in counts}
    for row in fetch(tx, output, query):
        ref = OutputRef(
            position=row["position"],
            kind=row["kind"],
            mime_types=tuple(canonical.loads(row["mime_types"].encode())),
            digest=Digest(row["digest"]),
            size_bytes=row["size_bytes"],
            truncated=row["truncated"],
        )
        found[row["execution"]].append(ref)
    require_counts("outputs", counts, found)
    return {id_: tuple(refs) for id_, refs in found.items()}


def add_metrics(tx: Connection, id_: str, metrics: Iterable[Metric], *, position: int) -> None:
    """Add logged values."""
    insert(
        tx,
        metric,
        [
            {
                "execution": id_,
                "sequence": given.sequence,
                "position": position,
                "name": given.name,
                "value": canonical.dumps(given.value).decode(),
                "number": _number(given.value),
                "step": given.step,
                "logged_at": given.logged_at,
            }
            for given in metrics
        ],
    )


def known_metrics(tx: Connection, id_: str, sequences: Iterable[int]) -> list[Row]:
    """Return the rows of an execution's logged values with these numbers."""
    rows: list[Row] = []
    wanted = list(sequences)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        query = select(metric).where(metric.c.execution == id_, metric.c.sequence.in_(part))
        rows.extend(fetch(tx, metric, query))
    return rows


def metrics_of(tx: Connection, id_: str) -> tuple[Metric, ...]:
    """Return everything that an execution logged, in order."""
    query = select(metric).where(metric.c.execution == id_).order_by(metric.c.sequence)
    return tuple(metric_of(row) for row in fetch(tx, metric, query))


def metric_of(row: Row) -> Metric:
    """Return a row as the logged value it stands for."""
    return Metric(
        sequence=row["sequence"],
        name=row["name"],
        value=canonical.loads(row["value"].encode()),
        step=row["step"],
        logged_at=row["logged_at"],
    )


def latest_metric_rows(tx: Connection, ids: Iterable[str]) -> list[Row]:
    """Return the last row of each name that some executions logged."""
    last = (
        select(metric.c.execution, func.max(metric.c.sequence).label("sequence"))
        .where(metric.c.execution.in_(list(ids)))
        .group_by(metric.c.execution, metric.c.name)
        .subquery()
    )
    query = (
        select(metric)
        .join(
            last,
            (metric.c.execution == last.c.execution) & (metric.c.sequence == last.c.sequence),
        )
        .order_by(metric.c.execution, metric.c.name)
    )
    return fetch(tx, metric, query)


def add_changes(tx: Connection, id_: str, names: Iterable[str]) -> None:
    """Add the names that an execution changed."""
    insert(tx, change, [{"execution": id_, "name": name} for name in dict.fromkeys(names)])


def changes_of(tx: Connection, rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Return the names that some executions changed, sorted."""
    counts = {row["id"]: row["changes"] for row in rows}
    query = select(change).where(change.c.execution.in_(list(counts))).order_by(change.c.name)
    found: dict[str, list[str]] = {id_: [] for id_ in counts}
    for row in fetch(tx, change, query):
        found[row["execution"]].append(row["name"])
    require_counts("changed names", counts, found)
    return {id_: tuple(names) for id_, names in found.items()}


def add_inputs(tx: Connection, id_: str, inputs: Iterable[DataRef]) -> None:
    """Add the files that an execution opened, so that they can be searched."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for ref in inputs:
        rows[ref.path, ref.mode] = {
            "execution": id_,
            "path": ref.path,
            "mode": ref.mode,
            "size_bytes": ref.size_bytes,
            "mtime_ns": ref.mtime_ns,
            "digest": ref.digest,
            "reason": ref.reason,
        }
    insert(tx, data_ref, rows.values())


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
