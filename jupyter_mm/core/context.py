"""What every verb works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import StoreInfo, open_home, sweep
from jupyter_mm.blobs.protocol import BlobStore
from jupyter_mm.catalog.database import Catalog, open_catalog
from jupyter_mm.core.events import Event
from jupyter_mm.core.jobs import JobRunner
from jupyter_mm.core.live import LiveLogs
from jupyter_mm.core.states import KnownStates
from jupyter_mm.domain.troubles import Troubles
from jupyter_mm.settings import Settings

LEFTOVER_S = 86_400.0
"""A file in `tmp/` that nobody has written to for a day was left by a process that died."""


def tell_nobody(_event: Event) -> None:
    """Drop an event: for hosts that nobody watches."""


Running = Callable[[str], Mapping[str, str | None]]
"""Returns the executions of a notebook, by path, that are at work, with their cells if known."""


def nothing_runs(_notebook: str) -> dict[str, str | None]:
    """Return no executions: for hosts that watch no kernel."""
    return {}


def no_files(_path: str) -> bytes | None:
    """Return no notebook: for hosts that have no files."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The store and its surroundings. Verbs take it as their first argument."""

    info: StoreInfo
    settings: Settings
    blobs: BlobStore
    catalog: Catalog
    clock: Callable[[], float]
    """Seconds since the epoch, UTC."""
    publish: Callable[[Event], None] = tell_nobody
    """Called after the transaction, in the thread of the verb."""
    running: Running = nothing_runs
    read_file: Callable[[str], bytes | None] = no_files
    """The bytes of a notebook's file, by path as it is named now; None where there is none.

    Raises InvalidError for one that cannot be read."""
    jobs: JobRunner | None = None
    """Does long work beside this process; None for hosts that have none."""
    live: LiveLogs = field(default_factory=LiveLogs)
    """What logs and is not recorded yet."""
    known: KnownStates = field(default_factory=KnownStates)
    troubles: Troubles = field(default_factory=Troubles)
    """What the host could not keep."""

    def close(self) -> None:
        """Give everything back that was opened."""
        self.catalog.close()
        self.blobs.close()


def open_core(
    settings: Settings,
    *,
    clock: Callable[[], float],
    publish: Callable[[Event], None] = tell_nobody,
    running: Running = nothing_runs,
    read_file: Callable[[str], bytes | None] = no_files,
    jobs: JobRunner | None = None,
) -> Core:
    """Return the core on the store in `settings.home`; make the store where there is none.

    A store of a newer version, or without write access, is opened for reading only.
    """
    info = open_home(settings.home)
    if info.read_only is None:
        sweep(settings.home, older_than=clock() - LEFTOVER_S)
    return Core(
        info=info,
        settings=settings,
        blobs=FolderStore(settings.home),
        catalog=open_catalog(settings.home, read_only=info.read_only),
        clock=clock,
        publish=publish,
        running=running,
        read_file=read_file,
        jobs=jobs,
    )
