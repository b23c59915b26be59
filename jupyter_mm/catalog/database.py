"""The catalog of one store: opened, read by many, written by one at a time."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from jupyter_mm.catalog.lock import WriteLock
from jupyter_mm.catalog.migrate import HEAD, KNOWN, migrate, newer_revision, prepare, revision_of
from jupyter_mm.catalog.sqlite import BUSY_TIMEOUT_S, connect, engine_for, limited, sqlite_errors
from jupyter_mm.errors import ReadOnlyError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "catalog.sqlite"
LOCK = "catalog.lock"
CHECKPOINT_BYTES = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Facts in SQL. Safe to use from several threads; not across a fork."""

    path: Path
    read_only: str | None
    """Why nothing may be written; None when it may."""
    engine: Engine
    lock: WriteLock
    copy: TemporaryDirectory[str] | None = None
    """Where a catalog on read-only media was copied to, WAL and all."""

    @contextmanager
    def read(self, *, within_s: float | None = None) -> Iterator[Connection]:
        """Run queries inside on one unchanging state of the catalog.

        Raises InvalidError when they take longer than `within_s`.
        """
        with (
            sqlite_errors(),
            self.engine.connect() as connection,
            connection.begin(),
            limited(connection, within_s),
        ):
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run one transaction inside: durable after the block, or without any effect.

        Raises ReadOnlyError, StoreFullError, or StoreUnavailableError after 30 s of others' writes.
        """
        if self.read_only is not None:
            raise ReadOnlyError(self.read_only)
        with sqlite_errors(), self.lock.held():
            with self.engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
                newer = newer_revision(connection)
                if newer is not None:
                    raise ReadOnlyError(_newer(self.path, newer))
                yield connection
            self._empty_log()

    def close(self) -> None:
        """Give the connections back. The last one of all processes also empties the WAL."""
        if self.read_only is not None:
            self.engine.dispose()
            if self.copy is not None:
                self.copy.cleanup()
            return
        with sqlite_errors(), self.lock.held():
            self.engine.dispose()

    def _empty_log(self) -> None:
        """Copy the WAL into the database when it has grown; readers are not waited for."""
        log = self.path.with_name(self.path.name + "-wal")
        if log.exists() and log.stat().st_size > CHECKPOINT_BYTES:
            with closing(connect(self.path, mode="rw")) as connection:
                connection.execute("PRAGMA busy_timeout=0").close()
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def open_catalog(home: Path, *, read_only: str | None = None) -> Catalog:
    """Return the catalog of a store; make it or bring it to the present shape where needed.

    A catalog of a newer version is opened for reading only. `read_only` says why nothing may be
    written, where the caller knows a reason.
    """
    path = home / FILE
    lock = WriteLock(home / LOCK, BUSY_TIMEOUT_S)
    with sqlite_errors():
        reason = read_only
        if reason is None:
            reason = _up_to_date(path, lock)
        if reason is None:
            engine, copy = engine_for(path, mode="rw"), None
        else:
            engine, copy = _reading_engine(path)
        return Catalog(path=path, read_only=reason, engine=engine, lock=lock, copy=copy)


def _up_to_date(path: Path, lock: WriteLock) -> str | None:
    """Migrate where needed; return why the catalog can only be read, or None."""
    with lock.held():
        prepare(path)
        found = revision_of(path)
        if found == HEAD:
            return None
        if found is not None and found not in KNOWN:
            return _newer(path, found)
        engine = engine_for(path, mode="rw")
        try:
            migrate(path, engine, found=found)
        finally:
            engine.dispose()
    return None


def _newer(path: Path, found: str) -> str:
    return (
        f"The catalog {path} was written by a newer jupyter_mm (revision {found}; this one "
        f"knows {HEAD}). It can be read, not written."
    )


def _reading_engine(path: Path) -> tuple[Engine, TemporaryDirectory[str] | None]:
    """Return how to read a catalog that must not change.

    On read-only media SQLite cannot make the -shm file that a WAL needs. `immutable` does without,
    but is wrong while the WAL holds commits: then a copy is read. So it is for an older revision:
    the copy is brought to the present shape.
    """
    mode, found = _readable(path)
    if mode is not None and (found == HEAD or found not in KNOWN):
        return engine_for(path, mode=mode), None
    folder = TemporaryDirectory(prefix="jupyter_mm-")
    copy = Path(folder.name) / path.name
    for part in (path, path.with_name(path.name + "-wal")):
        if part.exists():
            shutil.copyfile(part, copy.with_name(part.name))
    if revision_of(copy) != HEAD and revision_of(copy) in KNOWN:
        engine = engine_for(copy, mode="rw")
        migrate(copy, engine, found=None)
        engine.dispose()
    return engine_for(copy, mode="ro"), folder


def _readable(path: Path) -> tuple[str | None, str | None]:
    """Return how a catalog can be read in its place, or None, and its revision."""
    try:
        return "ro", revision_of(path, mode="ro")
    except sqlite3.OperationalError:
        log = path.with_name(path.name + "-wal")
        if not path.exists():
            raise
        if log.exists() and log.stat().st_size > 0:
            return None, None
        return "immutable", revision_of(path, mode="immutable")
