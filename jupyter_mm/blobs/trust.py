"""What this process need not verify again: what it wrote or verified since a file last changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Stamp = tuple[int, int, int, int]


def stamp_of(status: os.stat_result) -> Stamp:
    """Return what changes when a file is written to."""
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size


class Trust:
    """The offsets of one file whose blobs are known to be whole.

    Any change of the file that is not an append of this process ends it.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._checked: set[int] = set()
        self._stamp: Stamp | None = None
        self._wrote_from: int | None = None
        self.is_growing = False
        """This process is appending at this moment."""

    def begins_growing(self, descriptor: int) -> None:
        """Note that this process is about to append; a foreign change so far costs the trust."""
        if stamp_of(os.fstat(descriptor)) != self._stamp:
            self._checked, self._wrote_from = set(), None
        self.is_growing = True

    def has_grown(self, descriptor: int, start: int) -> None:
        """Note that the append from `start` on is done, and is ours."""
        if self._wrote_from is None:
            self._wrote_from = start
        self._stamp = stamp_of(os.fstat(descriptor))
        self.is_growing = False

    def stamp(self, descriptor: int) -> Stamp | None:
        """Return the file's present stamp, and forget what was verified if it has changed.

        None while this process appends: nothing is trusted then, and nothing forgotten.
        """
        if self.is_growing:
            return None
        stamp = stamp_of(os.fstat(descriptor))
        if stamp != self._stamp:
            self._checked, self._wrote_from, self._stamp = set(), None, stamp
        return stamp

    def is_checked(self, offset: int) -> bool:
        """Return whether this process has written or verified the blob at an offset."""
        ours = self._wrote_from
        return (ours is not None and offset >= ours) or offset in self._checked

    def note_checked(self, stamp: Stamp | None, offsets: Iterable[int]) -> None:
        """Note what was verified while the file had this stamp."""
        if stamp is not None and stamp == self._stamp:
            self._checked.update(offsets)

    def forget(self) -> None:
        """Trust nothing, as at the beginning."""
        self._checked, self._wrote_from, self._stamp = set(), None, None
        self.is_growing = False
