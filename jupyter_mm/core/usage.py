"""How the store is, and what it takes."""

from __future__ import annotations

import os
import shutil
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.catalog.listing import totals
from jupyter_mm.core import policy
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.history import DiskUsage, StoreStatus
from jupyter_mm.errors import StoreUnavailableError, of_storage

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.core.context import Core


def store_status(core: Core, actor: Actor) -> StoreStatus:
    """Return how the store is, in the numbers a status bar needs."""
    policy.require(actor, Scope.READ)
    outbox = Outbox(core.info.home)
    with core.catalog.read() as tx:
        executions, checkpoints = totals(tx)
    return StoreStatus(
        version=installed_version(),
        format=core.info.format,
        store=core.info.store,
        read_only=core.info.read_only or core.catalog.read_only,
        executions=executions,
        checkpoints=checkpoints,
        waiting=len(outbox.pending()),
        rejected=len(outbox.rejected()),
        errors=core.troubles.count,
        last_error=core.troubles.last,
        sqlite=sqlite3.sqlite_version,
    )


def unavailable_status(error: StoreUnavailableError) -> StoreStatus:
    """Return the status of a store that cannot be opened."""
    return StoreStatus(
        version=installed_version(),
        format=0,
        store="",
        read_only=error.message,
        executions=0,
        checkpoints=0,
        waiting=0,
        rejected=0,
        errors=0,
        last_error=None,
        sqlite=sqlite3.sqlite_version,
    )


def disk_usage(core: Core, actor: Actor) -> DiskUsage:
    """Return the bytes on disk, by part."""
    policy.require(actor, Scope.READ)
    home = core.info.home
    try:
        catalog = sum(path.stat().st_size for path in home.glob("catalog*"))
        free = shutil.disk_usage(home).free
    except OSError as error:
        raise of_storage(error) from error
    return DiskUsage(
        blobs=sum(_sizes(home / "blobs")) + sum(_sizes(home / "packs")),
        blob_count=sum(1 for _ in core.blobs.digests()),
        catalog=catalog,
        outbox=sum(_sizes(home / "outbox")),
        profiles=sum(_sizes(home / "profiles")) + sum(_sizes(home / "digests")),
        environments=sum(_sizes(home / "environments")),
        free=free,
    )


def installed_version() -> str:
    """Return the version of this package; empty when it runs without being installed."""
    try:
        return version("jupyter-mm")
    except PackageNotFoundError:
        return ""


def _sizes(folder: Path) -> list[int]:
    """Return the size of every file below a folder; files that vanish meanwhile count nothing."""
    sizes: list[int] = []
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                sizes.append(os.lstat(os.path.join(parent, name)).st_size)  # noqa: PTH118  # fast
            except FileNotFoundError:
                continue
    return sizes
