"""All packs of a store: found by any thread, appended to by one at a time, settled after a crash.

FolderStores of one folder share one Packs, so that what a process wrote or verified itself is
known to all of it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakSet, WeakValueDictionary

from jupyter_mm.blobs.home import refuse_read_only, require_packs
from jupyter_mm.blobs.pack_view import PackView, Place
from jupyter_mm.blobs.pack_writer import PackWriter, new_pack, taken
from jupyter_mm.blobs.segment import Item
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jupyter_mm.blobs.pack import Pack

INDEX_FROM = 8192
"""So many rows are worth an index: until then each process holds them in memory."""
RESCUE_BYTES = 64 << 20


class Packs:  # noqa: PLR0904  # one more for the fork
    """Finds blobs in packs and appends new ones. Safe to use from several threads."""

    def __init__(self, home: Path) -> None:
        """Look at the packs below `home`; nothing is opened before it is needed."""
        self._home = home
        self._aside = home / "tmp"
        self._view = PackView(home / "packs")
        self._writer: PackWriter | None = None
        self._writing = Lock()
        self._avoided: set[str] = set()
        self.find = self._view.find
        _alive.add(self)

    def __del__(self) -> None:
        self._drop_writer()

    def close(self) -> None:
        """Let others append to this process's pack; the next append takes it again."""
        with self._writing:
            self._drop_writer()

    def _drop_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    # ------------------------------------------------------------ finding

    def places(self, key: bytes) -> list[Place]:
        """Return every place of a blob; looks again when none is known."""
        found = self._view.places(key)
        if not found:
            self.refresh()
            found = self._view.places(key)
        return found

    def is_readable(self, key: bytes) -> bool:
        """Return whether a blob can be read, without looking again."""
        return bool(self._view.places(key))

    def refresh(self) -> None:
        """Learn what other processes have written, and settle what they left behind."""
        own = self._writer.pack if self._writer is not None else None
        for pack in self._view.refresh():
            if pack is not own:
                self._settle(pack)

    def keys(self) -> Iterator[bytes]:
        """Return the digests of all blobs, sorted, each once."""
        self.refresh()
        return self._view.keys()

    def count(self) -> int:
        """Return the number of blobs."""
        self.refresh()
        return sum(pack.count for pack in self._view.packs())

    # ------------------------------------------------------------ appending

    def append(self, items: Sequence[Item]) -> None:
        """Store blobs durably in this process's pack."""
        if not items:
            return
        with self._writing:
            writer = self._take_writer()
            try:
                writer.append(items)
            except BaseException:
                # What the disk holds is uncertain now, and an fsync is not tried twice.
                self._avoided.add(writer.pack.name)
                self._drop_writer()
                raise
            if writer.is_full():
                self._write_index(writer.pack, is_final=True)
                self._drop_writer()
            elif writer.pack.unindexed >= INDEX_FROM:
                self._write_index(writer.pack, is_final=False)

    def _take_writer(self) -> PackWriter:
        """Return this process's writer; take a pack that has none, or make one."""
        if self._writer is not None and self._writer.is_lost():
            self._drop_writer()
        if self._writer is None:
            require_packs(self._home)
            self._writer = self._adopted() or new_pack(self._home / "packs", self._aside)
            self._view.add(self._writer.pack)
        return self._writer

    def _adopted(self) -> PackWriter | None:
        """Go on with a pack that an ended process has left whole."""
        self._view.refresh()
        with self._view.lock:
            for pack in self._view.packs():
                with suppress(FileNotFoundError):
                    writer = taken(pack) if pack.name not in self._avoided else None
                    if writer is not None:
                        return writer
        return None

    def _write_index(self, pack: Pack, *, is_final: bool) -> None:
        """Let this process forget rows that others need not read from the pack either."""
        # The blobs are stored: without an index the pack is read instead.
        with suppress(OSError), self._view.lock:
            pack.write_index(self._aside, covered=pack.end, is_final=is_final)

    # ------------------------------------------------------------ settling

    def _settle(self, pack: Pack) -> None:
        """Take in what is whole in a torn pack, if its writer is gone.

        It is written anew: bytes that were never marked may not be on the disk though they can be
        read, and an fsync that failed for their writer must not be trusted afterwards.
        """
        with suppress(FileNotFoundError), pack.locked() as descriptor:
            if descriptor is None or not self._is_torn(pack):
                return
            size = os.fstat(descriptor).st_size
            try:
                self._rescue(pack, descriptor)
                with self._view.lock:
                    pack.write_index(self._aside, covered=size, is_final=True)
            except (OSError, MMError):
                # A store that cannot be written can be read all the same.
                pack.keep_rescued(dict(pack.rescued(descriptor)), size)

    def _is_torn(self, pack: Pack) -> bool:
        """Look again under the lock: the writer may have ended well, or others been here."""
        with self._view.lock:
            pack.refresh()
            return pack.is_torn

    def _rescue(self, pack: Pack, descriptor: int) -> None:
        refuse_read_only(self._home)
        items: list[Item] = []
        size = 0
        for key, row in pack.rescued(descriptor):
            if self.find(key) is not None:
                continue
            content = os.pread(descriptor, row.stored, row.offset)
            items.append(Item(key, content, row.stored, row.size, row.codec))
            size += row.stored
            if size >= RESCUE_BYTES:
                self.append(items)
                items, size = [], 0
        self.append(items)

    # ------------------------------------------------------------ forks

    def forked(self) -> None:
        """Leave the pack to the parent process: this is its child."""
        self._view.lock, self._writing = Lock(), Lock()
        if self._writer is not None:
            self._writer.pack.forget()
        with suppress(OSError):
            self._drop_writer()


_alive: WeakSet[Packs] = WeakSet()
_shared: WeakValueDictionary[tuple[str, int, int], Packs] = WeakValueDictionary()
_sharing = Lock()


def packs_of(home: Path) -> Packs:
    """Return this process's view of a store's packs. Raises OSError where there is no folder."""
    status = os.stat(home)  # noqa: PTH116  # as above
    key = (str(home), status.st_dev, status.st_ino)
    with _sharing:
        packs = _shared.get(key)
        if packs is None:
            packs = _shared[key] = Packs(home)
        return packs


def _after_fork() -> None:
    global _sharing  # noqa: PLW0603  # another thread of the parent may have held it
    _sharing = Lock()
    for packs in tuple(_alive):
        packs.forked()


os.register_at_fork(after_in_child=_after_fork)
