"""Bring a catalog to the present shape: backed up first, all or nothing, by one process."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from jupyter_mm.catalog.sqlite import connect

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

HEAD = "0005"
"""The newest revision this version knows."""
KNOWN = ("0001", "0002", "0003", "0004", "0005")

# alembic keeps the running migration in module globals: one at a time among threads, too.
_ALEMBIC = threading.Lock()


def revision_of(path: Path, *, mode: str = "rw") -> str | None:
    """Return the revision of a catalog; None for one without tables."""
    with closing(connect(path, mode=mode)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
    return None if row is None else str(row[0])


def newer_revision(tx: Connection) -> str | None:
    """Return the revision of a catalog that a newer version has brought on; else None.

    That may happen under a process of this version that has it open.
    """
    found = tx.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None or found in KNOWN else str(found)


def prepare(path: Path) -> None:
    """Make an empty file with the right mode: SQLite gives the same to its other files."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
    _sync(path.parent)


def migrate(path: Path, engine: Engine, *, found: str | None) -> None:
    """Bring the catalog to HEAD. The caller holds the write lock."""
    from alembic import command  # noqa: PLC0415  # only opened stores that need it pay for it
    from alembic.config import Config  # noqa: PLC0415  # as above

    if found is not None:
        back_up(path, path.with_name(f"catalog-{found}.backup.sqlite"))
    with as_file(files("jupyter_mm.catalog") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        immediate = engine.execution_options(begin="BEGIN IMMEDIATE")
        with _ALEMBIC, immediate.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, HEAD)


def back_up(path: Path, target: Path) -> None:
    """Copy a catalog, whole and synced, beside itself; an older copy of the name is replaced."""
    aside = path.parent / "tmp" / target.name
    aside.unlink(missing_ok=True)
    with closing(connect(path, mode="rw")) as source, closing(sqlite3.connect(aside)) as copy:
        source.backup(copy)
    aside.chmod(0o600)
    _sync(aside)
    aside.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    """Make a file's bytes or a folder's names durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
