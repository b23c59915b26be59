"""Seals: a short digest in every row, so that a damaged row is an error and never an answer.

Except of a newer version's catalog, whose rows cannot be checked.

SQLite's own check finds damaged structure, not damaged values: of 300 flipped bits it missed 59.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Connection, Float, Select, Table, and_, select

from jupyter_mm.catalog.migrate import newer_revision
from jupyter_mm.errors import CatalogDamagedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Row = dict[str, Any]

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _number(value: Any) -> float:
    """Return a number as SQLite gives it back: it knows no negative zero."""
    return float(value) + 0.0


@cache
def _casts(table: Table) -> tuple[tuple[str, Callable[[Any], object] | None], ...]:
    """Return columns in order of name, with the type that SQL makes of their values."""
    kinds: dict[str, Callable[[Any], object] | None] = {}
    for column in table.columns:
        match column.type:
            case Float():
                kinds[column.name] = _number
            case Boolean():
                kinds[column.name] = bool
            case _:
                kinds[column.name] = None
    kinds.pop("seal")
    return tuple(sorted(kinds.items()))


def seal_of(table: Table, row: Mapping[Any, Any]) -> int:
    """Return the seal of a row: 64 bits of BLAKE2b of its columns that are not null."""
    content = _ENCODER.encode([table.name, _cast(table, row)]).encode()
    digest = hashlib.blake2b(content, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _cast(table: Table, row: Mapping[Any, Any]) -> Row:
    """Return the columns that are not null, sorted, with the types they are declared to have."""
    return {
        name: value if cast is None else cast(value)
        for name, cast in _casts(table)
        if (value := row.get(name)) is not None
    }


def checked(tx: Connection, table: Table, row: Mapping[Any, Any]) -> Row:
    """Return a row that is as it was written. Raises CatalogDamagedError otherwise.

    But a newer version may seal columns that are not known here: rows of its catalog are returned
    unchecked, whatever they hold.
    """
    try:
        expected = seal_of(table, row)
    except (ValueError, TypeError) as error:  # a flipped bit can change the type of a value
        raise _damaged(table, row) from error
    if row["seal"] != expected and not is_unchecked(tx):
        raise _damaged(table, row)
    return {**row, **_cast(table, row)}


def is_unchecked(tx: Connection) -> bool:
    """Return whether a newer version wrote this catalog; asked until it did, it never goes back."""
    if not tx.info.get("is_newer"):
        tx.info["is_newer"] = newer_revision(tx) is not None
    return bool(tx.info["is_newer"])


def fetch(tx: Connection, table: Table, query: Select[Any]) -> list[Row]:
    """Return the rows of a query for all columns of one table, each checked."""
    return [checked(tx, table, row) for row in tx.execute(query).mappings()]


def fetch_by(tx: Connection, table: Table, **key: object) -> Row | None:
    """Return the one row with these values, checked, or None."""
    return fetch_first(tx, table, select(table).where(*(table.c[k] == v for k, v in key.items())))


def fetch_first(tx: Connection, table: Table, query: Select[Any]) -> Row | None:
    """Return the first row of such a query, checked, or None."""
    rows = fetch(tx, table, query.limit(1))
    return rows[0] if rows else None


def fetch_owned(
    tx: Connection,
    table: Table,
    owner: Column[Any],
    counts: Mapping[str, int],
    *,
    order: Sequence[Column[Any]],
) -> dict[str, list[Row]]:
    """Return the rows that belong to others, by owner and in order.

    Raises CatalogDamagedError when an owner has not as many as `counts` says.
    """
    query = select(table).where(owner.in_(list(counts))).order_by(*order)
    found: dict[str, list[Row]] = {id_: [] for id_ in counts}
    for row in fetch(tx, table, query):
        found[row[owner.name]].append(row)
    for id_, count in counts.items():
        if len(found[id_]) != count:
            raise CatalogDamagedError(
                f"The catalog is damaged: {id_[:80]} has {count} rows in {table.name}, "
                f"{len(found[id_])} found."
            )
    return found


def insert(tx: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows, sealed."""
    sealed = [{**row, "seal": seal_of(table, row)} for row in rows]
    if sealed:
        tx.execute(table.insert(), sealed)


def amend(tx: Connection, table: Table, row: Mapping[str, Any], changes: Mapping[str, Any]) -> Row:
    """Change a row that was fetched, and seal it anew; return it as it is now."""
    now = {**row, **changes}
    now["seal"] = seal_of(table, now)
    key = and_(*(column == row[column.name] for column in table.primary_key))
    tx.execute(table.update().where(key).values({**changes, "seal": now["seal"]}))
    return now


def _damaged(table: Table, row: Mapping[Any, Any]) -> CatalogDamagedError:
    key = ", ".join(f"{column.name} {row[column.name]!r}" for column in table.primary_key)
    return CatalogDamagedError(f"A row of the catalog is damaged: {table.name} with {key[:200]}.")
