"""Stored bytes as writable memory that is nobody else's, without reading them first.

Files are mapped private (copy on write), run by run, over one range of memory. What cannot be
mapped is copied in. What this process has not verified yet is verified.
"""

from __future__ import annotations

import mmap
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple, Protocol

from jupyter_mm.blobs.area import SMALL, address_of, map_file, read_file
from jupyter_mm.blobs.compression import expanded
from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.map_limit import may_map
from jupyter_mm.blobs.segment import RAW, Row
from jupyter_mm.blobs.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jupyter_mm.blobs.trust import Stamp


class Source(Protocol):
    """A file that holds blobs, and what this process knows of it."""

    @property
    def path(self) -> Path:
        """Where it is."""
        ...

    def stamp(self, descriptor: int) -> Stamp | None:
        """Return the file's present stamp; None when nothing may be trusted."""
        ...

    def is_checked(self, offset: int) -> bool:
        """Return whether the blob at an offset was verified since the last `stamp`."""
        ...

    def note_checked(self, stamp: Stamp | None, offsets: Iterable[int]) -> None:
        """Note what was verified while the file had this stamp."""
        ...


class Piece(NamedTuple):
    """A blob, where it lies, and where in memory it shall be."""

    key: bytes
    source: Source
    row: Row
    at: int


def fill(memory: memoryview, pieces: Iterable[Piece]) -> list[Piece]:
    """Bring the pieces into empty memory, in order; return those that are not what they should be.

    Raises OSError when a file cannot be opened.
    """
    with ExitStack() as closing:
        work = _Filling(memory, closing)
        for piece in pieces:
            work.add(piece)
        work.map()
        return work.finish()


class _File:
    """A source that is open while memory is filled."""

    def __init__(self, source: Source, closing: ExitStack) -> None:
        self.source = source
        self.descriptor = os.open(source.path, os.O_RDONLY | os.O_CLOEXEC)
        closing.callback(os.close, self.descriptor)
        self.size = os.fstat(self.descriptor).st_size
        self.stamp = source.stamp(self.descriptor)
        self.is_trusted = self.stamp is not None
        self.fresh: list[Piece] = []


class _Filling:
    """What has to be done to fill some memory."""

    def __init__(self, memory: memoryview, closing: ExitStack) -> None:
        self._memory = memory
        self._closing = closing
        self._files: dict[Source, _File] = {}
        self._runs: list[list[int]] = []  # descriptor, offset, at, length
        self._copies: list[tuple[Piece, int, bool]] = []
        self._checks: list[Piece] = []
        self._wrong: list[Piece] = []
        self._page = mmap.PAGESIZE
        self._is_mappable = memory.nbytes >= SMALL

    def add(self, piece: Piece) -> None:
        """Decide how a piece comes in."""
        _, source, row, at = piece
        file = self._files.get(source)
        if file is None:
            file = self._files[source] = _File(source, self._closing)
        if row.offset + row.stored > file.size:
            self._wrong.append(piece)
            return
        is_fresh = not (file.is_trusted and source.is_checked(row.offset))
        if is_fresh:
            file.fresh.append(piece)
        page = self._page
        if row.codec != RAW or row.offset % page or at % page or not self._is_mappable:
            self._copies.append((piece, file.descriptor, is_fresh))
            return
        self._extend(file.descriptor, row, at)
        if is_fresh:
            self._checks.append(piece)

    def _extend(self, descriptor: int, row: Row, at: int) -> None:
        """Add a run, or make the last one longer where this piece goes on."""
        if self._runs:
            run = self._runs[-1]
            last, offset, start, length = run
            if row.offset == offset + length and at == start + length and descriptor == last:
                run[3] = length + row.stored
                return
        self._runs.append([descriptor, row.offset, at, row.stored])

    def map(self) -> None:
        """Map every run, as far as the operating system has room for so many."""
        if not self._runs:
            return
        allowed = may_map(len(self._runs))
        start = address_of(self._memory)
        for descriptor, offset, at, length in self._runs[:allowed]:
            map_file(start + at, length, descriptor, offset)
        for descriptor, offset, at, length in self._runs[allowed:]:
            read_file(self._memory[at : at + length], descriptor, offset)

    def finish(self) -> list[Piece]:
        """Copy and verify the rest; return what is wrong."""
        # Copies come after the runs: the last page of a run may reach into the piece behind it.
        side_by_side(self._copy, self._copies, sum(piece.row.size for piece, _, _ in self._copies))
        side_by_side(self._check, self._checks, sum(piece.row.size for piece in self._checks))
        wrong = set(self._wrong)
        for file in self._files.values():
            right = (piece.row.offset for piece in file.fresh if piece not in wrong)
            file.source.note_checked(file.stamp, right)
        return self._wrong

    def _copy(self, task: tuple[Piece, int, bool]) -> None:
        piece, descriptor, is_fresh = task
        row = piece.row
        place = self._memory[piece.at : piece.at + row.size]
        if row.codec == RAW:
            read_file(place, descriptor, row.offset)
        else:
            content = expanded(os.pread(descriptor, row.stored, row.offset), row.size, row.codec)
            if content is None:
                self._wrong.append(piece)
                return
            place[:] = content
        if is_fresh:
            self._check(piece)

    def _check(self, piece: Piece) -> None:
        content = self._memory[piece.at : piece.at + piece.row.size]
        if digest_of(content) != piece.key.hex():
            self._wrong.append(piece)
