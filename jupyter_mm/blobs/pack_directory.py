"""Which of many full packs may hold a blob: eight bytes of memory for each blob."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.blobs.pack import Pack

MOST_PACKS = 1 << 16
_START = 6
"""So many bytes of a digest are kept; the other two say which pack."""


class PackDirectory:
    """Packs that nothing is appended to any more, by the first bytes of their blobs' digests."""

    def __init__(self, packs: tuple[Pack, ...]) -> None:
        """Read the indexes of full packs."""
        self.packs = packs[:MOST_PACKS]
        self._entries = array("Q", sorted(self._read()))

    def _read(self) -> Iterator[int]:
        for number, pack in enumerate(self.packs):
            for run in pack.sorted_keys():
                for key in run:
                    yield int.from_bytes(key[:_START], "big") << 16 | number

    def candidates(self, key: bytes) -> Iterator[Pack]:
        """Return the packs that hold a blob whose digest begins as this one."""
        start = int.from_bytes(key[:_START], "big") << 16
        place = bisect_left(self._entries, start)
        while place < len(self._entries) and self._entries[place] >> 16 == start >> 16:
            yield self.packs[self._entries[place] & 0xFFFF]
            place += 1
