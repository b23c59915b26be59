"""The server's way to its store: opened when it can be, tried again when it could not."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.context import Running, no_files, nothing_runs
from jupyter_mm.core.events import HistoryChanged, NotKept
from jupyter_mm.core.history import show_checkpoint
from jupyter_mm.core.intake import Intake
from jupyter_mm.core.policy import owner
from jupyter_mm.domain.troubles import Troubles
from jupyter_mm.errors import MMError, StoreUnavailableError
from jupyter_mm.reproduce.jobs import ChildJobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.core.events import Event, JobChanged
    from jupyter_mm.settings import Settings

T = TypeVar("T")
RETRY_S = 5.0
THREADS = 4


class ServerStore:
    """Opens the core and runs the verbs in threads; a broken store never stops the server."""

    def __init__(self, settings: Settings, publish: Callable[[Event], None]) -> None:
        """Keep what the core will need; nothing is opened yet."""
        self.settings, self.clock, self.actor = settings, time.time, owner("server")
        self._publish = publish
        self.jobs = ChildJobs(settings.home, os.environ, self._job_changed, self.clock)
        self.running: Running = nothing_runs
        self.read_file: Callable[[str], bytes | None] = no_files
        self.troubles = Troubles()
        self._core: Core | None = None
        self._failure: MMError | None = None
        self._retry_at = 0.0
        self._intake = Intake(Outbox(settings.home), self.clock)
        self._lock = threading.Lock()
        self.executor = ThreadPoolExecutor(THREADS, thread_name_prefix="jupyter_mm")

    def core(self) -> Core:
        """Return the core; one that cannot write is opened anew after 5 s, it may have healed.

        Raises StoreUnavailableError, and asks the disk at most every 5 s then.
        """
        with self._lock:
            healthy = self._core is not None and self._core.catalog.read_only is None
            if not healthy and self.clock() >= self._retry_at:
                self._retry_at = self.clock() + RETRY_S
                self._core = self._opened()
            if self._core is None:
                told = self._failure.message if self._failure else "Not open."
                raise StoreUnavailableError(told) from self._failure
            return self._core

    async def run(self, verb: Callable[..., T], *arguments: Any) -> T:
        """Call `verb(core, *arguments)` in a thread."""
        work = asyncio.get_running_loop().run_in_executor
        return await work(self.executor, lambda: verb(self.core(), *arguments))

    async def take_in(self) -> int:
        """Take in what waits in the outbox; return how many records that were."""
        return await self.run(self._intake, self.actor)

    def lose(self, error: Exception) -> None:
        """Count what could not be kept, and tell the pages."""
        self.troubles.add(error)
        self._publish(NotKept(reason=self.troubles.last or ""))

    def _job_changed(self, event: JobChanged) -> None:
        """Tell of a job; a verdict was recorded by its process, so that nobody saw it."""
        self._publish(event)
        if event.job.status == "done" and event.job.verdict is not None:
            with suppress(MMError):  # then the badge comes with the next look at the history
                shown = show_checkpoint(self.core(), self.actor, event.job.ref)
                self._publish(HistoryChanged(what="verified", row=shown.row))

    def _opened(self) -> Core | None:
        if self._core is not None:
            self._core.close()
        try:
            core = open_core(
                self.settings,
                clock=self.clock,
                publish=self._publish,
                running=self.running,
                read_file=self.read_file,
                jobs=self.jobs,
            )
            return replace(core, troubles=self.troubles)
        except MMError as error:
            self._failure = error
            return None
