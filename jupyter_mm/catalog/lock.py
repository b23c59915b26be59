"""One writer at a time, among threads and processes.

SQLite before 3.51.3 can corrupt a WAL database when two connections write and checkpoint at the
same instant (the WAL-reset bug). Every write and every checkpoint of ours holds this lock.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jupyter_mm.errors import StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST_PAUSE_S = 0.0005
LONGEST_PAUSE_S = 0.02


class WriteLock:
    """An operating system lock on a file: gone with the process that held it, never stale."""

    def __init__(self, path: Path, timeout_s: float) -> None:
        """Name the file; it is made, with no content, when it is needed."""
        self._path = path
        self._timeout_s = timeout_s
        self._threads = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock inside. Raises StoreUnavailableError when others keep it too long."""
        deadline = time.monotonic() + self._timeout_s
        if not self._threads.acquire(timeout=self._timeout_s):
            raise self._busy()
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                self._wait(descriptor, deadline)
                yield
            finally:
                os.close(descriptor)
        finally:
            self._threads.release()

    def _wait(self, descriptor: int, deadline: float) -> None:
        pause = FIRST_PAUSE_S
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise self._busy() from None
                time.sleep(pause)
                pause = min(pause * 1.5, LONGEST_PAUSE_S)
            else:
                return

    def _busy(self) -> StoreUnavailableError:
        return StoreUnavailableError(
            f"The catalog was kept busy by another process for over {self._timeout_s:g} s."
        )
