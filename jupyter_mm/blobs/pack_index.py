"""The sorted index beside a pack: found by bisection, so that memory stays small.

Format: docs/formats/blobs.md.
"""

from __future__ import annotations

import mmap
import os
import struct
from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import hasher
from jupyter_mm.blobs.durable import replace
from jupyter_mm.blobs.segment import BLOCK, Row, row_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAGIC = b"jmmindx\x02"
FINAL = 1
"""Nothing will be appended to the pack any more."""
_HEAD = struct.Struct("<8s16sIIQ24x")
_FAN = struct.Struct("<256I")
_ROWS_AT = _HEAD.size + _FAN.size
_SUM = 32
_MAPPED_FROM = 1 << 20


class PackIndex:
    """The rows of one index file, verified when it was opened."""

    def __init__(self, content: bytes | mmap.mmap, count: int, flags: int, covered: int) -> None:
        """Look into the bytes of an index that `open_index` has checked."""
        self._content = content
        self._fan = _FAN.unpack_from(content, _HEAD.size)
        self.count = count
        self.is_final = bool(flags & FINAL)
        self.covered = covered
        """Everything before this offset of the pack is in the index."""

    def find(self, key: bytes) -> Row | None:
        """Return where a blob lies in the pack; None when it is not there."""
        content, first = self._content, key[0]
        low = self._fan[first - 1] if first else 0
        high = self._fan[first]
        while low < high:
            middle = (low + high) >> 1
            at = _ROWS_AT + middle * BLOCK
            seen = content[at : at + 32]
            if seen == key:
                return row_at(content, at)
            if seen < key:
                low = middle + 1
            else:
                high = middle
        return None

    def rows(self) -> Iterator[bytes]:
        """Return all rows, sorted."""
        for at in range(_ROWS_AT, _ROWS_AT + self.count * BLOCK, BLOCK):
            yield self._content[at : at + BLOCK]

    def keys(self) -> Iterator[bytes]:
        """Return all digests, sorted."""
        for at in range(_ROWS_AT, _ROWS_AT + self.count * BLOCK, BLOCK):
            yield self._content[at : at + 32]


def open_index(path: Path, pack: bytes) -> PackIndex | None:
    """Return the index of a pack; None when there is none or it is damaged.

    Without it the pack is read instead.
    """
    try:
        content = _content(path)
    except FileNotFoundError:
        return None
    if len(content) < _ROWS_AT + _SUM:
        return None
    magic, owner, count, flags, covered = _HEAD.unpack_from(content)
    if magic != MAGIC or owner != pack or len(content) != _ROWS_AT + count * BLOCK + _SUM:
        return None
    with memoryview(content) as view:
        if hasher().update(view[:-_SUM]).digest() != bytes(view[-_SUM:]):
            return None
    return PackIndex(content, count, flags, covered)


def write_index(
    path: Path,
    pack: bytes,
    rows: Iterable[bytes],
    *,
    covered: int,
    aside: Path,
    is_final: bool = True,
) -> None:
    """Put a durable index beside a pack, in the place of the one there."""
    table = sorted(rows)
    fan, place = [], 0
    for first in range(256):
        while place < len(table) and table[place][0] == first:
            place += 1
        fan.append(place)
    head = _HEAD.pack(MAGIC, pack, len(table), FINAL if is_final else 0, covered)
    body = b"".join((head, _FAN.pack(*fan), *table))
    replace(path, body + hasher().update(body).digest(), 0o400, aside=aside)


def _content(path: Path) -> bytes | mmap.mmap:
    """Return a file's bytes; large ones stay there. Indexes are replaced, never changed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_size >= _MAPPED_FROM:
            return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        with open(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)
