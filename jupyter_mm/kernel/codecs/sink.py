"""Where a pickler writes: counted, and interrupted when it takes too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.kernel.codecs.notkept import NotKeptError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pickle import PickleBuffer

OUT_OF_BAND_BYTES = 16 << 10
"""Smaller buffers stay in the stream. Part of the format: docs/formats/manifest.md."""


class Sink:
    """Collects a stream; `check` runs at each piece, so that endless streams end."""

    def __init__(self, limit_bytes: int, check: Callable[[], None]) -> None:
        """Take at most `limit_bytes`."""
        self._limit = limit_bytes
        self._check = check
        self._parts: list[bytes] = []
        self.size = 0
        self.buffers: list[PickleBuffer] = []

    def write(self, piece: bytes) -> int:
        """Take a piece. Raises NotKeptError above the limit."""
        self._parts.append(bytes(piece))
        self._grow(len(piece))
        return len(piece)

    def take_buffer(self, buffer: PickleBuffer) -> bool:
        """Take a buffer out of band unless it is small; return whether it belongs in the stream."""
        with buffer.raw() as raw:
            size = raw.nbytes
        if size < OUT_OF_BAND_BYTES:
            return True
        self.buffers.append(buffer)
        self._grow(size)
        return False

    def content(self) -> bytes:
        """Return the stream."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)

    def _grow(self, size: int) -> None:
        self.size += size
        if self.size > self._limit:
            raise NotKeptError(f"larger than the limit of {self._limit >> 20} MiB")
        self._check()
