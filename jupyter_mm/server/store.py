"""The server's way to its store: opened when it can be, tried again when it could not."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.context import nothing_runs
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.policy import owner
from jupyter_mm.errors import MMError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jupyter_mm.core.events import Event
    from jupyter_mm.settings import Settings

T = TypeVar("T")
RETRY_S = 5.0
LEFT_S = 30.0  # at most, for records that could not be taken in
THREADS = 4


class ServerStore:
    """Opens the core and runs the verbs in threads; a broken store never stops the server."""

    def __init__(self, settings: Settings, publish: Callable[[Event], None]) -> None:
        """Keep what the core will need; nothing is opened yet."""
        self.settings, self.clock, self.actor = settings, time.time, owner("server")
        self._publish = publish
        self.running: Callable[[str], tuple[str, ...]] = nothing_runs
        self._core: Core | None = None
        self._failure: MMError | None = None
        self._retry_at = 0.0
        self._left: list[Path] = []
        self._left_until, self._pause = 0.0, 1.0
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
        outbox = Outbox(self.settings.home)

        def verb(core: Core) -> int:
            waiting = outbox.pending()
            if not waiting or (waiting == self._left and self.clock() < self._left_until):
                return 0
            taken = take_in(core, self.actor, outbox)
            before, self._left = self._left, outbox.pending()
            self._pause = min(self._pause * 2, LEFT_S) if before == self._left else 1.0
            self._left_until = self.clock() + self._pause
            return taken

        return await self.run(verb)

    def _opened(self) -> Core | None:
        if self._core is not None:
            self._core.close()
        try:
            return open_core(
                self.settings, clock=self.clock, publish=self._publish, running=self.running
            )
        except MMError as error:
            self._failure = error
            return None
