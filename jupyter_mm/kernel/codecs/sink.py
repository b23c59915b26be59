"""Where a pickler writes: counted, and interrupted when it takes too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.kernel.codecs.notkept import NotKeptError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pickle import PickleBuffer

OUT_OF_BAND_BYTES = 16 << 10
"""Smaller buffers stay in the stream. Part of the format: docs/formats/manifest.md."""


PROTO, FRAME = b"\x80", b"\x95"
FRAME_HEADER = 9


class Sink:
    """Collects a stream; `check` runs at each piece, so that endless streams end."""

    def __init__(self, limit_bytes: int, check: Callable[[], None]) -> None:
        """Take at most `limit_bytes`."""
        self._limit = limit_bytes
        self._check = check
        self._parts: list[bytes] = []
        self._is_payload = False
        """Whether the next piece is the content of one long text or bytes object."""
        self.size = 0
        self.buffers: list[PickleBuffer] = []

    def write(self, piece: bytes) -> int:
        """Take a piece. Raises NotKeptError above the limit."""
        if self._is_payload:
            self._is_payload = False
            self._take(bytes(piece))
            return len(piece)
        head, body, rest = _unframed(bytes(piece))
        self._is_payload = bool(rest)
        for part in (head, body, rest):
            self._take(part)
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

    def _take(self, part: bytes) -> None:
        if part:
            self._parts.append(part)
            self._grow(len(part))

    def _grow(self, size: int) -> None:
        self.size += size
        if self.size > self._limit:
            raise NotKeptError(f"larger than the limit of {self._limit >> 20} MiB")
        self._check()


def _unframed(piece: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what stands before a frame, in it and after it, without the frame's own header.

    A pickler hands over at most one frame at a time. What follows a frame announces a long text or
    bytes object, which comes as the next piece. Frames say where 64 KiB were full: with them, one
    more entry would move all that follows. Format: https://peps.python.org/pep-3154/#framing.
    """
    start = 2 if piece[:1] == PROTO else 0
    if piece[start : start + 1] != FRAME:
        return piece[:start], b"", piece[start:]
    begin = start + FRAME_HEADER
    end = begin + int.from_bytes(piece[start + 1 : begin], "little")
    return piece[:start], piece[begin:end], piece[end:]


def framed(stream: bytes) -> bytes:
    """Return a stream as one frame, so that it is read at once."""
    if stream[:1] != PROTO or stream[2:3] == FRAME:
        return stream
    return b"".join((stream[:2], FRAME, (len(stream) - 2).to_bytes(8, "little"), stream[2:]))
