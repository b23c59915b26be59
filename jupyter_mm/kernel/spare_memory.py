"""Copies of the user's bytes, made quickly: the cell waits for them."""

from __future__ import annotations

import mmap

LARGE_BYTES = 8 << 20

Bytes = bytes | mmap.mmap


def copied(data: bytes | memoryview) -> Bytes:
    """Return the bytes in memory of their own; what cannot change is not copied.

    Large copies go into huge pages where the system has them: a page fault for every 4 KiB would
    take several times as long as the copying.
    """
    size = memoryview(data).nbytes
    if isinstance(data, bytes) or size < LARGE_BYTES or not hasattr(mmap, "MAP_PRIVATE"):
        return bytes(data)
    place = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        place.madvise(mmap.MADV_HUGEPAGE)
    place[:] = memoryview(data).cast("B")
    return place
