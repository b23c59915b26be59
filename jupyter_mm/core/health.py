"""Is the store well? What was looked at, what was found, what to do. Changes nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.blobs.home import read_home
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.catalog.database import open_catalog
from jupyter_mm.errors import MMError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "afs", "9p")
LOW_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    mark: str
    """`ok`, `note` or `bad`."""
    text: str
    step: str = ""
    """What to do next."""


def examine_store(home: Path) -> Iterator[Finding]:
    """Yield all findings about a store's folder, in the order in which one would look."""
    yield from _store(home)
    yield from _outbox(home)
    yield from _disk(home)


def ok(text: str) -> Finding:
    """Return that all is well."""
    return Finding(mark="ok", text=text)


def note(text: str, step: str) -> Finding:
    """Return what need not be wrong."""
    return Finding(mark="note", text=text, step=step)


def bad(text: str, step: str) -> Finding:
    """Return what is wrong."""
    return Finding(mark="bad", text=text, step=step)


def _store(home: Path) -> Iterator[Finding]:
    try:
        info = read_home(home)
        catalog = open_catalog(home, read_only=info.read_only or "examined, not changed")
        with catalog.read() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM execution").scalar_one()
        catalog.close()
    except NotFoundError:
        yield note(f"no store in {home} yet", "it is made when the first cell is run")
        return
    except MMError as error:
        yield bad(f"the store in {home} cannot be opened: {error.message}", error.hint)
        return
    if info.read_only:
        yield bad(info.read_only, "upgrade jupyter_mm, or give the folder write access")
    else:
        yield ok(f"store of format {info.format} in {home}, readable and writable")


def _outbox(home: Path) -> Iterator[Finding]:
    if not (home / "outbox").is_dir():
        return
    outbox = Outbox(home)
    waiting = len(outbox.pending())
    if waiting:
        yield note(f"{waiting} records wait in the outbox", "jupyter mm history takes them in")
    else:
        yield ok("no records wait in the outbox")
    for path in outbox.rejected():
        reason = _text(path.with_name(path.name + ".reason")).strip() or "unknown reason"
        yield bad(f"rejected record {path.name}: {reason}", f"kept in {path.parent}")


def _disk(home: Path) -> Iterator[Finding]:
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    kind = _file_system(place.resolve())
    if kind.startswith(NETWORK):
        yield bad(
            f"{place} is on a network file system ({kind}): SQLite may lose records there",
            "set JUPYTER_MM_HOME to a folder on a local disk",
        )
    else:
        yield ok(f"file system {kind or 'of unknown kind'}")
    free = shutil.disk_usage(place).free
    low = free < LOW_BYTES
    said = f"{free >> 20} MiB free"
    yield note(said, "free space; jupyter mm du shows what the store uses") if low else ok(said)


def _file_system(place: Path) -> str:
    """Return the kind of file system, from the longest mount point above; empty if unknown."""
    best, kind = "", ""
    for line in _text(Path("/proc/self/mounts")).splitlines():
        _, mount, found, *_ = line.split(" ")
        mount = mount.replace("\\040", " ")
        if place.is_relative_to(mount) and len(mount) >= len(best):
            best, kind = mount, found
    return kind


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
