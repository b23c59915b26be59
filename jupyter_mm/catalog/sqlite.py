"""SQLite connections as this catalog needs them, and SQLite's errors as ours."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from jupyter_mm.errors import (
    CatalogDamagedError,
    InvalidError,
    MMError,
    ReadOnlyError,
    StoreFullError,
    StoreUnavailableError,
    of_storage,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_TIMEOUT_S = 30.0
STEPS = 10_000
"""Instructions of SQLite's machine between two looks at the clock."""

PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
)
# FULL: with NORMAL a power cut loses commits that were acknowledged.
# No automatic checkpoint: see lock.py.
WRITING = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA wal_autocheckpoint=0")


def connect(path: Path, *, mode: str) -> sqlite3.Connection:
    """Return a connection; `mode` is `rw`, `ro` or `immutable`."""
    query = "immutable=1" if mode == "immutable" else f"mode={mode}"
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{query}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,  # BEGIN is ours: see `engine_for`
        check_same_thread=False,  # the pool hands a connection to one thread at a time
    )
    for pragma in PRAGMAS + (WRITING if mode == "rw" else ()):
        connection.execute(pragma).close()
    return connection


def engine_for(path: Path, *, mode: str) -> Engine:
    """Return a pool of connections. Transactions begin DEFERRED, or as option `begin` says."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, mode=mode),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=16,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


@contextmanager
def limited(connection: Connection, within_s: float | None) -> Iterator[None]:
    """Interrupt queries inside that go on for too long."""
    raw = connection.connection.driver_connection
    if within_s is None or not isinstance(raw, sqlite3.Connection):
        yield
        return
    deadline = time.monotonic() + within_s
    raw.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


@contextmanager
def sqlite_errors() -> Iterator[None]:
    """Raise ours for every error of SQLite, SQLAlchemy or the operating system inside."""
    try:
        yield
    except DBAPIError as error:
        raise translated(error.orig) from error
    except SQLAlchemyError as error:
        raise StoreUnavailableError(f"The catalog failed: {error}.") from error
    except sqlite3.Error as error:
        raise translated(error) from error
    except UnicodeDecodeError as error:  # SQLite's own message quotes damaged text
        raise CatalogDamagedError("The catalog is damaged: text in it is not UTF-8.") from error
    except OSError as error:
        raise of_storage(error) from error


def translated(error: BaseException | None) -> MMError:
    """Return our error for one of SQLite."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreFullError("No space left for the catalog.")
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return ReadOnlyError(f"The catalog cannot be written: {error}.")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return CatalogDamagedError(f"The catalog is damaged: {error}.")
    if code == sqlite3.SQLITE_INTERRUPT:
        return InvalidError("The search took too long.", hint="Search for less at once.")
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreUnavailableError(f"The catalog is locked: {error}.")
    return StoreUnavailableError(f"The catalog failed: {error}.")
