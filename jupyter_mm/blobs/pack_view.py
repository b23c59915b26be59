"""The packs of a folder as one process sees them: which there are, and where a blob lies."""

from __future__ import annotations

import heapq
import os
import re
import time
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from jupyter_mm.blobs.pack import Pack
from jupyter_mm.blobs.pack_directory import PackDirectory
from jupyter_mm.blobs.segment import Row  # noqa: TC001  # a field of a NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = re.compile(r"([0-9a-f]{32})\.pack")
SETTLED_S = 0.1
"""A folder that changed longer ago has another time stamp when it changes again."""

FEW = 16
"""So many packs are searched one by one."""
PROBES = 20_000


class Place(NamedTuple):
    """Where a blob lies."""

    pack: Pack
    row: Row


class PackView:
    """Finds blobs in packs. `find` and `places` may be called by any thread at any time."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is opened before it is needed."""
        self._folder = folder
        self._packs: tuple[Pack, ...] = ()
        self._last: Pack | None = None
        self._search: tuple[tuple[Pack, ...], PackDirectory | None] = ((), None)
        """Packs to look into one by one, and a directory of the others."""
        self._probes = 0
        self._listed: tuple[int, int] | None = None
        self._listed_at = 0.0
        self.lock = Lock()
        """Held while packs are looked at again."""

    def find(self, key: bytes) -> Place | None:
        """Return where a durable blob lies, as far as is known without looking again."""
        # Parts of one buffer lie together: where the last one was, the next one is.
        last = self._last
        row = last.find(key) if last is not None else None
        if row is not None and last is not None:
            return Place(last, row)
        for pack in self._candidates(key):
            row = pack.find(key)
            if row is not None:
                self._last = pack
                return Place(pack, row)
        return None

    def places(self, key: bytes) -> list[Place]:
        """Return every place a blob can be read from, without looking again."""
        found = ((pack, pack.find_readable(key)) for pack in self._candidates(key))
        return [Place(pack, row) for pack, row in found if row is not None]

    def _candidates(self, key: bytes) -> tuple[Pack, ...]:
        """Return the packs that may hold a blob."""
        packs, directory = self._search
        self._probes += len(packs)
        return packs if directory is None else (*packs, *directory.candidates(key))

    def refresh(self) -> list[Pack]:
        """Learn what other processes have written; return the packs with bytes after a mark."""
        with self.lock:
            self._list()
            for pack in self._packs:
                with suppress(FileNotFoundError):
                    pack.refresh()
            self._tidy()
            return [pack for pack in self._packs if pack.is_torn]

    def _tidy(self) -> None:
        """Make or renew the directory of full packs, once the search has cost more than that."""
        full = {pack for pack in self._packs if pack.is_final}
        _, directory = self._search
        if directory is not None and not full.issuperset(directory.packs):
            directory = None
        known = len(directory.packs) if directory is not None else 0
        if self._probes > PROBES and len(full) >= known + FEW:
            directory = PackDirectory(tuple(full))
        listed = frozenset(directory.packs) if directory is not None else frozenset()
        self._search = tuple(pack for pack in self._packs if pack not in listed), directory

    def add(self, pack: Pack) -> None:
        """Take in a pack that this process has made."""
        with self.lock:
            if all(pack.name != known.name for known in self._packs):
                self._packs = (pack, *self._packs)
                self._tidy()

    def packs(self) -> tuple[Pack, ...]:
        """Return the packs that are known."""
        return self._packs

    def keys(self) -> Iterator[bytes]:
        """Return the digests of all blobs, sorted, each once."""
        last = b""
        for key in heapq.merge(*(run for pack in self._packs for run in pack.sorted_keys())):
            if key != last:
                yield key
            last = key

    def _list(self) -> None:
        """Take in packs that are new and drop those that are gone."""
        try:
            status = os.stat(self._folder)  # noqa: PTH116  # called often
        except FileNotFoundError:
            self._packs, self._last, self._search = (), None, ((), None)
            return
        stamp, now = (status.st_ino, status.st_mtime_ns), time.monotonic()
        if stamp != self._listed:
            self._listed, self._listed_at = stamp, now
        elif now - self._listed_at > SETTLED_S:
            return
        known = {pack.name: pack for pack in self._packs}
        matches = map(_NAME.fullmatch, os.listdir(self._folder))  # noqa: PTH208  # names, no Paths
        names = sorted(match[1] for match in matches if match)
        self._packs = tuple(known.get(name) or Pack(self._folder, name) for name in names)
        if self._last not in self._packs:
            self._last = None
