"""Executions and what belongs to each: outputs, logged values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, or_, select

from jupyter_mm.catalog.seal import Row, amend, fetch, fetch_by, fetch_first, fetch_owned, insert
from jupyter_mm.catalog.tables import execution, metric, output
from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import OutputRef
from jupyter_mm.domain.execution import Metric

if TYPE_CHECKING:
    from collections.abc import Iterable


def find_execution(tx: Connection, id_: str) -> Row | None:
    """Return an execution's row."""
    return fetch_by(tx, execution, id=id_)


def executions_of(tx: Connection, ids: Iterable[str | None]) -> dict[str, Row]:
    """Return the rows of those executions that are recorded, by id."""
    wanted = sorted({id_ for id_ in ids if id_ is not None})
    found: dict[str, Row] = {}
    for start in range(0, len(wanted), 500):
        query = select(execution).where(execution.c.id.in_(wanted[start : start + 500]))
        found |= {row["id"]: row for row in fetch(tx, execution, query)}
    return found


def add_execution(tx: Connection, row: Row) -> Row:
    """Add an execution and return its row."""
    insert(tx, execution, [row])
    return row


def change_execution(tx: Connection, row: Row, changes: Row) -> Row:
    """Change an execution and return its row as it is now."""
    return amend(tx, execution, row, changes)


def previous_run(tx: Connection, row: Row) -> Row | None:
    """Return the execution of the same cell before this one, in notebook or session."""
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
    )
    return fetch_first(tx, execution, query) if same else None


def document_before(tx: Connection, notebook: int, id_: str, started_at: float) -> str | None:
    """Return the document of the latest execution of a notebook before one; None without any."""
    query = (
        select(execution)
        .where(
            execution.c.notebook == notebook,
            execution.c.started_at < started_at,
            execution.c.id != id_,
        )
        .order_by(execution.c.position.desc())
    )
    found = fetch_first(tx, execution, query)
    return None if found is None else found["document"]


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
    found = fetch_owned(tx, output, output.c.execution, counts, order=[output.c.position])
    return {id_: tuple(map(_output_of, owned)) for id_, owned in found.items()}


def showings_of(
    tx: Connection, notebook: int, digests: Iterable[str]
) -> set[tuple[str, tuple[str, ...]]]:
    """Return each cell of a notebook with all that an execution showed, if it showed only these.

    Without seals, as it can be much: a damaged name is none of these.
    """
    wanted = func.json_each(json.dumps(sorted(digests))).table_valued("value")
    query = (
        select(execution.c.id, execution.c.cell, execution.c.outputs, output.c.digest)
        .join(output, output.c.execution == execution.c.id)
        .where(execution.c.notebook == notebook, execution.c.cell.is_not(None))
        .where(output.c.digest.in_(select(wanted.c.value)))
        .order_by(output.c.execution, output.c.position)
    )
    found: dict[tuple[str, str, int], list[str]] = {}
    for id_, cell, count, digest in tx.execute(query):
        found.setdefault((id_, cell, count), []).append(digest)
    return {
        (cell, tuple(shown)) for (_, cell, count), shown in found.items() if len(shown) == count
    }


def _output_of(row: Row) -> OutputRef:
    return OutputRef(
        position=row["position"],
        kind=row["kind"],
        mime_types=tuple(canonical.loads(row["mime_types"].encode())),
        digest=Digest(row["digest"]),
        size_bytes=row["size_bytes"],
        truncated=row["truncated"],
    )


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


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
