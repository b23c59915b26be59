"""Data that executions used: files, sets of files and remote objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, func, literal_column, or_, select

from jupyter_mm.catalog.seal import Row, fetch, fetch_owned, insert
from jupyter_mm.catalog.tables import data_ref, execution
from jupyter_mm.domain import canonical
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Iterable


def add_data(tx: Connection, id_: str, refs: Iterable[DataRef]) -> None:
    """Add the data that an execution used."""
    insert(tx, data_ref, [{"execution": id_, **_columns(ref)} for ref in distinct(refs)])


def distinct(refs: Iterable[DataRef]) -> tuple[DataRef, ...]:
    """Return one reference for each path and mode: the last."""
    return tuple({(ref.path, ref.mode): ref for ref in refs}.values())


def data_counts(tx: Connection, rows: Iterable[Row]) -> dict[str, int]:
    """Return how much data some executions used; those of older revisions are counted."""
    counts = {row["id"]: row["data"] for row in rows}
    old = [id_ for id_, count in counts.items() if count is None]
    query = select(data_ref.c.execution, func.count()).where(data_ref.c.execution.in_(old))
    grouped = tx.execute(query.group_by(data_ref.c.execution)) if old else ()
    found: dict[str, int] = {row[0]: row[1] for row in grouped}
    return {id_: found.get(id_, 0) if n is None else n for id_, n in counts.items()}


def data_of(tx: Connection, rows: Iterable[Row]) -> dict[str, tuple[DataRef, ...]]:
    """Return the data that some executions used, sorted by path."""
    order = [data_ref.c.path, data_ref.c.mode]
    found = fetch_owned(tx, data_ref, data_ref.c.execution, data_counts(tx, rows), order=order)
    return {id_: tuple(map(ref_of, owned)) for id_, owned in found.items()}


def ref_of(row: Row) -> DataRef:
    """Return a row as the reference it stands for."""
    return DataRef(
        path=row["path"],
        mode=row["mode"],
        size_bytes=row["size_bytes"],
        mtime_ns=row["mtime_ns"],
        digest=row["digest"],
        reason=row["reason"],
        how=row["how"] or "",
        files=row["files"],
        version=row["version"],
        label=row["label"],
        kept=None if row["kept"] is None else _content(row["kept"]),
    )


def _columns(ref: DataRef) -> dict[str, Any]:
    return {
        "path": ref.path,
        "mode": ref.mode,
        "size_bytes": ref.size_bytes,
        "mtime_ns": ref.mtime_ns,
        "digest": ref.digest,
        "reason": ref.reason,
        "how": ref.how or None,
        "files": ref.files,
        "version": ref.version,
        "label": ref.label,
        "kept": None if ref.kept is None else canonical.dumps(ref.kept).decode(),
    }


def _content(text: str) -> Content:
    given = canonical.loads(text.encode())
    return Content(
        digest=Digest(given["digest"]), size_bytes=given["size_bytes"], parts=given["parts"]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Data with the execution that used it."""

    ref: DataRef
    execution: str
    position: int
    """Of the execution."""


def uses(
    tx: Connection, clauses: Iterable[ColumnElement[bool]], *, is_latest: bool, limit: int | None
) -> tuple[list[Use], int]:
    """Return uses of data, the latest first, at most `limit`, and how many there are in all.

    With `is_latest` only the latest use of each path and mode counts.
    """
    joined = data_ref.join(execution, execution.c.id == data_ref.c.execution)
    found = select(data_ref, execution.c.position).select_from(joined).where(*clauses)
    if is_latest:
        # SQLite takes the bare columns from the row with the highest position.
        newest = func.max(execution.c.position).label("position")
        found = select(data_ref, newest).select_from(joined).where(*clauses)
        found = found.group_by(data_ref.c.path, data_ref.c.mode)
    every = select(func.count()).select_from(found.subquery())
    total = None if limit is None else tx.execute(every).scalar_one()
    order = [literal_column("position").desc(), data_ref.c.path, data_ref.c.mode]
    rows = fetch(tx, data_ref, found.order_by(*order).limit(limit))
    return [
        Use(ref=ref_of(row), execution=row["execution"], position=row["position"]) for row in rows
    ], len(rows) if total is None else int(total)


def use_counts(tx: Connection, paths: Iterable[str]) -> dict[str, int]:
    """Return how many executions used each of some paths."""
    query = select(data_ref.c.path, func.count(data_ref.c.execution.distinct()))
    query = query.where(data_ref.c.path.in_(sorted(set(paths)))).group_by(data_ref.c.path)
    return {row[0]: row[1] for row in tx.execute(query)}


def recorded_sets(tx: Connection, limit: int) -> list[tuple[str, Digest]]:
    """Return path and digest of all sets of files that were used, the latest first."""
    query = (
        select(data_ref.c.path, data_ref.c.digest, func.max(execution.c.position).label("position"))
        .join(execution, execution.c.id == data_ref.c.execution)
        .where(data_ref.c.files.is_not(None), data_ref.c.digest.is_not(None))
        .group_by(data_ref.c.path, data_ref.c.digest)
        .order_by(literal_column("position").desc())
    )
    return [(row[0], Digest(row[1])) for row in tx.execute(query.limit(limit))]


def is_path_or_set(path: str, sets: Iterable[Digest]) -> ColumnElement[bool]:
    """Return the condition that data is of this path, or one of these sets of files."""
    return or_(data_ref.c.path == path, data_ref.c.digest.in_([str(one) for one in sets]))


def has_digest(digest: Digest) -> ColumnElement[bool]:
    """Return the condition that data had this content."""
    return data_ref.c.digest == str(digest)


def has_path(paths: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that data is of one of these paths."""
    return data_ref.c.path.in_(sorted(paths))


def is_of(id_: str) -> ColumnElement[bool]:
    """Return the condition that an execution used data."""
    return data_ref.c.execution == id_


def has_mode(mode: str) -> ColumnElement[bool]:
    """Return the condition that data was read (`r`) or written (`w`)."""
    return data_ref.c.mode == mode


def is_kept() -> ColumnElement[bool]:
    """Return the condition that the bytes themselves are kept."""
    return data_ref.c.kept.is_not(None)
