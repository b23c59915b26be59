"""Every row read and checked; what the rows name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, select, text

from jupyter_mm.catalog.seal import Row, checked, is_unchecked
from jupyter_mm.catalog.sqlite import sqlite_errors
from jupyter_mm.catalog.tables import SEALED, checkpoint, execution, notebook_restore, output
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import CorruptError, InvalidError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 100
NOT_CHECKED = "A newer version wrote this catalog: this one cannot check its rows."


@dataclass(slots=True)
class Scan:
    """What was found in a catalog."""

    damage: list[tuple[str, str]] = field(default_factory=list)
    """Name of what is damaged, and how."""
    checkpoints: dict[Digest, Row] = field(default_factory=dict)
    by_execution: dict[str, Digest] = field(default_factory=dict)
    documents: dict[Digest, set[str]] = field(default_factory=dict)
    """Executions by the document they name."""
    outputs: dict[Digest, set[str]] = field(default_factory=dict)
    """Executions by the output they name."""


def scan(tx: Connection) -> Scan:
    """Read and check the whole catalog. Damage is reported, never raised."""
    found = Scan()
    found.damage += [("catalog", detail) for detail in _structure(tx)]
    for table in SEALED:
        for row in _rows(tx, table, found):
            _note(table, row, found)
    return found


def _note(table: Table, row: Row, found: Scan) -> None:
    if table is checkpoint:
        id_ = Digest.parse(row["id"])
        found.checkpoints[id_] = row
        found.by_execution[row["execution"]] = id_
    elif table is execution and row["document"] is not None:
        found.documents.setdefault(Digest.parse(row["document"]), set()).add(row["id"])
    elif table is notebook_restore:
        found.documents.setdefault(Digest.parse(row["document"]), set())
    elif table is output:
        found.outputs.setdefault(Digest.parse(row["digest"]), set()).add(row["execution"])


def _structure(tx: Connection) -> list[str]:
    """Return what SQLite itself finds, and whether that is all that can be found."""
    try:
        with sqlite_errors():
            lines = [row[0] for row in tx.execute(text(f"PRAGMA integrity_check({MOST})"))]
            broken = tx.execute(text("PRAGMA foreign_key_check")).all()
            is_newer = is_unchecked(tx)
    except (CorruptError, StoreUnavailableError) as error:
        return [error.message]
    details = [NOT_CHECKED] if is_newer else []
    details += [line for line in lines if line != "ok"]
    details += [f"{row[0]} row {row[1]} names a {row[2]} that is not there" for row in broken]
    return details[:MOST]


def _rows(tx: Connection, table: Table, found: Scan) -> Iterator[Row]:
    """Yield the good rows of a table and note the others."""
    try:
        with sqlite_errors():
            result = tx.execute(select(table).execution_options(yield_per=500))
            for row in result.mappings():
                try:
                    yield checked(tx, table, row)
                except (CorruptError, InvalidError) as error:
                    found.damage.append((str(table.name), error.message))
    except (CorruptError, StoreUnavailableError) as error:
        found.damage.append((str(table.name), error.message))
