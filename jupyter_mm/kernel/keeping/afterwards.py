"""What a record does not wait for: profiles of tables, digests of very large files."""

from __future__ import annotations

import queue
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.kernel.keeping.wishes import DataWishes

MOST_WAITING = 100
"""What is beyond is left out: it is looked at when a cell reads it again."""


class Afterwards:
    """One thread that does one file after another; begun with the first."""

    def __init__(self, home: Path, secrets: SecretFinder, wishes: DataWishes) -> None:
        """Keep profiles and digests in `home`."""
        self._home, self._secrets, self._wishes = home, secrets, wishes
        self._waiting: queue.Queue[tuple[str, Digest | None]] = queue.Queue(MOST_WAITING)
        self._asked: set[Digest] = set()
        self._thread: threading.Thread | None = None

    def ask(self, path: str, digest: Digest | None) -> None:
        """Have a table profiled, once for each content; without digest, have the file read."""
        from jupyter_mm.data.tables import suffix_of  # noqa: PLC0415  # with the first file

        is_done = digest is not None and (digest in self._asked or not suffix_of(path))
        if is_done or self._waiting.full():
            return
        if digest is not None:
            self._asked.add(digest)
        self._waiting.put((path, digest))
        if self._thread is None:
            name = "jupyter_mm afterwards"
            self._thread = threading.Thread(target=self._run, name=name, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        self._wishes.own_threads.add(threading.get_ident())
        while True:
            path, digest = self._waiting.get()
            with suppress(MMError, OSError):  # a record stands without a profile, too
                self._do(path, digest)

    def _do(self, path: str, digest: Digest | None) -> None:
        if digest is None:
            from jupyter_mm.data.digests import Digests  # noqa: PLC0415  # seldom

            limit = self._wishes.digest_limit_bytes
            Digests(self._home, limit_bytes=limit).digest(path, cancelled=self._is_over)
            return
        from jupyter_mm.data.profile import profile_file  # noqa: PLC0415  # with the first table

        profile_file(
            self._home,
            path,
            digest,
            secrets=self._secrets,
            limit_bytes=self._wishes.profile_limit_bytes,
            cancelled=self._is_over,
        )

    def _is_over(self) -> bool:
        return time.monotonic() > self._wishes.reads_until
