"""One pack as this process sees it: what it holds, where, and whether it was verified.

Packs only ever grow. Everything before a mark is durable; what follows the last mark belongs to
its writer, or, when that one is gone, to whoever settles the pack.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jupyter_mm.blobs.compression import expanded
from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.pack_index import PackIndex, open_index, write_index
from jupyter_mm.blobs.segment import (
    BLOCK,
    SEGMENT_MAGIC,
    Head,
    Row,
    is_pack_head,
    is_table_of,
    mark_of,
    parse_head,
    row_bytes,
    rows_in,
)
from jupyter_mm.blobs.trust import Stamp, Trust, stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WINDOW = 64 << 10
SCAN = 1 << 20


class Pack(Trust):  # noqa: PLR0904  # one noun: what one file holds
    """The rows of one pack, read as far as its writer has marked it.

    `refresh` and `settle` are called by one thread at a time, `find` by any.
    """

    def __init__(self, folder: Path, name: str) -> None:
        """Name a pack; nothing is opened."""
        super().__init__()
        self.name = name
        self.id = bytes.fromhex(name)
        self.path = folder / f"{name}.pack"
        self._index_path = folder / f"{name}.idx"
        self._index: PackIndex | None = None
        self._index_stamp: Stamp | None = None
        self._tail: dict[bytes, Row] = {}
        self._rescued: dict[bytes, Row] = {}
        self._rescued_to = 0
        self._seen = -1
        self.end = 0
        """Everything before this offset is known and durable."""
        self.is_final = False
        self.is_torn = False
        """There are bytes after the last mark."""

    # ------------------------------------------------------------ what it holds

    def find(self, key: bytes) -> Row | None:
        """Return where a durable blob lies; None when this pack does not hold it."""
        row = self._tail.get(key)
        if row is None and self._index is not None:
            row = self._index.find(key)
        return row

    def find_readable(self, key: bytes) -> Row | None:
        """Return where a blob lies that can be read, though perhaps not after a power cut."""
        return self.find(key) or self._rescued.get(key)

    def sorted_keys(self) -> list[Iterator[bytes]]:
        """Return the digests as sorted runs: what the index names, and what it does not."""
        indexed = self._index.keys() if self._index is not None else iter(())
        return [indexed, iter(sorted(self._tail)), iter(sorted(self._rescued))]

    @property
    def unindexed(self) -> int:
        """How many rows are held in memory."""
        return len(self._tail)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._tail) + (self._index.count if self._index is not None else 0)

    @contextmanager
    def opened(self) -> Iterator[int]:
        """Open the file for reading."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    # ------------------------------------------------------------ growing

    def refresh(self) -> None:
        """Learn what has been marked since the last time."""
        if self.is_final or self.is_growing:
            return
        if self._load_index():
            return
        size = os.stat(self.path).st_size  # noqa: PTH116  # called often
        if size != self._seen:
            with self.opened() as descriptor:
                for head, table in self._marked(descriptor):
                    self._tail.update(rows_in(table))
                    self.end = head.next
            self.is_torn = size > max(self.end, self._rescued_to)
            self._seen = size if size == self.end else -1

    def added(self, rows: dict[bytes, Row], end: int) -> None:
        """Take over what this process has just appended and marked."""
        self._tail.update(rows)
        self.end = self._seen = end

    def takes_more(self) -> bool:
        """Return whether segments may follow."""
        return self.end >= BLOCK and not self.is_final

    def _load_index(self) -> bool:
        """Open the index when there is a new one; return whether it is the last."""
        try:
            stamp = stamp_of(os.stat(self._index_path))  # noqa: PTH116  # called often
        except FileNotFoundError:
            return False
        if stamp != self._index_stamp:
            self._index_stamp = stamp
            index = open_index(self._index_path, self.id)
            if index is not None and index.covered >= self.end:
                self._index, self.end, self.is_final = index, index.covered, index.is_final
                self._tail = {}
                self.is_torn = self.is_torn and not index.is_final
        return self.is_final

    def _marked(self, descriptor: int) -> Iterator[tuple[Head, bytes]]:
        """Yield the segments from `end` on that are marked, until one is not."""
        window = _Window(descriptor)
        if self.end == 0:
            if not is_pack_head(window.at(0, BLOCK), self.id):
                return
            self.end = BLOCK
        while True:
            head = parse_head(self.id, self.end, window.at(self.end, BLOCK))
            if head is None or window.at(head.mark_at, BLOCK) != mark_of(head, self.id):
                return
            table = window.at(head.start + BLOCK, head.count * BLOCK)
            if not is_table_of(head, self.id, table):
                return
            yield head, table

    # ------------------------------------------------------------ settling

    @contextmanager
    def locked(self) -> Iterator[int | None]:
        """Open the file for reading and hold its lock inside; None when its writer lives."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
            else:
                yield descriptor
        finally:
            os.close(descriptor)

    def rescued(self, descriptor: int) -> Iterator[tuple[bytes, Row]]:
        """Yield every blob after the last mark whose bytes are what its digest says.

        For packs whose writer is gone. A damaged head hides its own segment only.
        """
        size = os.fstat(descriptor).st_size
        place = max(self.end, BLOCK)
        while (place := _next_head(descriptor, self.id, place, size)) < size:
            head = parse_head(self.id, place, os.pread(descriptor, BLOCK, place))
            if head is None:
                return  # changed under our eyes
            table = os.pread(descriptor, head.count * BLOCK, place + BLOCK)
            for key, row in rows_in(table[: len(table) // BLOCK * BLOCK]):
                if _is_whole(descriptor, key, row, size):
                    yield key, row
            place = head.next if head.next <= size else place + BLOCK

    def keep_rescued(self, rows: dict[bytes, Row], end: int) -> None:
        """Let what lies after the last mark be read; it does not count as durable."""
        self._rescued, self._rescued_to, self.is_torn = rows, end, False

    def write_index(self, aside: Path, *, covered: int, is_final: bool) -> None:
        """Write an index of everything up to the last mark, and use it."""
        rows = [row_bytes(key, row) for key, row in tuple(self._tail.items())]
        if self._index is not None:
            rows += self._index.rows()
        write_index(
            self._index_path, self.id, rows, covered=covered, aside=aside, is_final=is_final
        )
        self._load_index()


class _Window:
    """Reads a file in larger pieces than it is asked for."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._start = 0
        self._content = b""

    def at(self, offset: int, length: int) -> bytes:
        """Return the bytes there; fewer at the end of the file."""
        begin = offset - self._start
        if begin < 0 or begin + length > len(self._content):
            self._content = os.pread(self._descriptor, max(length, WINDOW), offset)
            self._start, begin = offset, 0
        return self._content[begin : begin + length]


def _next_head(descriptor: int, pack: bytes, place: int, size: int) -> int:
    """Return where the next segment begins at or after `place`; `size` when there is none."""
    while place < size:
        block = os.pread(descriptor, SCAN, place)
        at = block.find(SEGMENT_MAGIC)
        while at >= 0:
            if (place + at) % BLOCK == 0 and parse_head(
                pack, place + at, block[at : at + BLOCK].ljust(BLOCK, b"\0")
            ):
                return place + at
            at = block.find(SEGMENT_MAGIC, at + 1)
        place += SCAN
    return size


def _is_whole(descriptor: int, key: bytes, row: Row, size: int) -> bool:
    """Return whether the bytes at a row are what its digest says."""
    if row.offset + row.stored > size:
        return False
    content = expanded(os.pread(descriptor, row.stored, row.offset), row.size, row.codec)
    return content is not None and digest_of(content) == key.hex()
