"""Appending to a pack: one segment, one fsync, one mark.

A pack has one writer, which holds the lock of its file while it lives.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from jupyter_mm.blobs.durable import discard, sync_folder
from jupyter_mm.blobs.pack import Pack
from jupyter_mm.blobs.segment import BLOCK, Item, build, mark_of, pack_head, parse_head

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from typing_extensions import Buffer

FULL_BYTES = 256 << 20
FULL_ROWS = 1 << 16
MOST_BUFFERS = 1024
"""More than these the operating system does not take at once."""
MODE = 0o600


class PackWriter:
    """The pack that this process appends to. Used by one thread at a time.

    After an error nothing more is appended: what the disk holds is then uncertain.
    """

    def __init__(self, pack: Pack, descriptor: int) -> None:
        """Take over a pack that is known to its end, and the descriptor that holds its lock."""
        self.pack = pack
        self._descriptor = descriptor
        self._close = os.close  # still there while the interpreter ends
        # Until something is marked the name itself may be lost with the power.
        self._folder = pack.path.parent if pack.end == BLOCK else None

    def is_lost(self) -> bool:
        """Return whether somebody has deleted the file."""
        return os.fstat(self._descriptor).st_nlink == 0

    def is_full(self) -> bool:
        """Return whether the next segment belongs into a new pack."""
        return is_full(self.pack)

    def append(self, items: Sequence[Item]) -> None:
        """Write blobs durably, then mark them.

        When that fails, what was written is cut off again: nobody has relied on it.
        """
        pack, descriptor, start = self.pack, self._descriptor, self.pack.end
        buffers, rows = build(pack.id, start, items)
        head = parse_head(pack.id, start, bytes(buffers[0])[:BLOCK])
        if head is None:
            raise AssertionError("a segment that was just built")
        pack.begins_growing(descriptor)
        try:
            self._write_durably(buffers, start)
        except BaseException:
            pack.forget()
            self._take_back(start)
            raise
        try:
            _write_all(descriptor, [mark_of(head, pack.id)], head.mark_at)
            pack.added(rows, head.next)
            pack.has_grown(descriptor, start)
        except BaseException:
            pack.forget()
            raise

    def _take_back(self, start: int) -> None:
        """Remove what nobody can know of yet: a disk that is full stays no fuller."""
        with suppress(OSError):
            if start == BLOCK:
                os.unlink(self.pack.path)  # noqa: PTH108  # the system call itself
            else:
                os.ftruncate(self._descriptor, start)

    def _write_durably(self, buffers: Sequence[Buffer], start: int) -> None:
        _write_all(self._descriptor, buffers, start)
        os.fsync(self._descriptor)
        if self._folder is not None:
            sync_folder(self._folder)
            self._folder = None

    def close(self) -> None:
        """Give the lock back."""
        self._close(self._descriptor)


def is_full(pack: Pack) -> bool:
    """Return whether a pack takes no more segments."""
    return pack.end >= FULL_BYTES or pack.count >= FULL_ROWS


def new_pack(folder: Path, aside: Path) -> PackWriter:
    """Return a writer of a new pack: locked before others can see it."""
    name = secrets.token_hex(16)
    pack = Pack(folder, name)
    path = aside / name
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _write_all(descriptor, [pack_head(pack.id)], 0)
        os.rename(path, pack.path)  # noqa: PTH104  # the system call itself: crash tests count them
    except BaseException:
        os.close(descriptor)
        discard([path])
        raise
    pack.end = BLOCK
    return PackWriter(pack, descriptor)


def taken(pack: Pack) -> PackWriter | None:
    """Return a writer for a pack that is whole, not full and nobody's."""
    if not pack.takes_more() or is_full(pack):
        return None
    descriptor = os.open(pack.path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        pack.refresh()  # its last writer may have gone on since
        if pack.takes_more() and os.fstat(descriptor).st_size == pack.end and not is_full(pack):
            return PackWriter(pack, descriptor)
    except BlockingIOError:
        pass
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _write_all(descriptor: int, buffers: Sequence[Buffer], offset: int) -> None:
    """Write every byte: one call may write less than asked."""
    left = [memoryview(buffer).cast("B") for buffer in buffers if memoryview(buffer).nbytes]
    while left:
        done = os.pwritev(descriptor, left[:MOST_BUFFERS], offset)
        offset += done
        whole = 0
        while whole < len(left) and done >= len(left[whole]):
            done -= len(left[whole])
            whole += 1
        left = left[whole:]
        if done:
            left[0] = left[0][done:]
