"""Seals: a short digest in every row, so that a damaged row is an error and never an answer.

SQLite's own check finds damaged structure, not damaged values: of 300 flipped bits it missed 59.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Connection, Float, Select, Table, and_, select

from jupyter_mm.errors import CatalogDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sized

Row = dict[str, Any]

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@cache
def _casts(table: Table) -> tuple[tuple[str, type | None], ...]:
    """Return columns in order of name, with the type that SQL makes of their values."""
    kinds: dict[str, type | None] = {}
    for column in table.columns:
        match column.type:
            case Float():
                kinds[column.name] = float
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


def checked(table: Table, row: Mapping[Any, Any]) -> Row:
    """Return a row that is as it was written. Raises CatalogDamagedError otherwise."""
    try:
        expected = seal_of(table, row)
    except (ValueError, TypeError) as error:  # a flipped bit can change the type of a value
        raise _damaged(table, row) from error
    if row["seal"] != expected:
        raise _damaged(table, row)
    return {**row, **_cast(table, row)}


def fetch(tx: Connection, table: Table, query: Select[Any]) -> list[Row]:
    """Return the rows of a query for all columns of one table, each checked."""
    return [checked(table, row) for row in tx.execute(query).mappings()]


def fetch_by(tx: Connection, table: Table, **key: object) -> Row | None:
    """Return the one row with these values, checked, or None."""
    rows = fetch(tx, table, select(table).where(*(table.c[k] == v for k, v in key.items())))
    return rows[0] if rows else None


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


def require_counts(what: str, counts: Mapping[str, int], found: Mapping[str, Sized]) -> None:
    """Raise CatalogDamagedError when rows that belong to others have vanished or doubled."""
    for id_, count in counts.items():
        if len(found[id_]) != count:
            raise CatalogDamagedError(
                f"The catalog is damaged: {id_[:80]} has {count} {what}, {len(found[id_])} found."
            )


def _damaged(table: Table, row: Mapping[Any, Any]) -> CatalogDamagedError:
    key = ", ".join(f"{column.name} {row[column.name]!r}" for column in table.primary_key)
    return CatalogDamagedError(f"A row of the catalog is damaged: {table.name} with {key[:200]}.")
