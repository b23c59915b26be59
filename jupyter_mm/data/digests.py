"""Digests of files, computed once and remembered. Rules: docs/reference/data.md."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.data.children import ChildError, lines_of
from jupyter_mm.data.hashing import (
    GIBIBYTE,
    MAP_FROM,
    STOPPED,
    Reading,
    Stamp,
    read_file,
    reason_of,
    stamp_of,
    too_large,
    why_not,
)
from jupyter_mm.data.remembered import Remembered
from jupyter_mm.domain.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LIMIT_BYTES = 64 * GIBIBYTE
MANY = 200
"""From here on a child reads: beside a busy cell each of a thread's file operations waits 5 ms for
the interpreter's lock."""
NOT_READ = "was not read since it changed"
RACY_NS = 2_000_000_000
"""A file that changed so shortly before it was read is not remembered: the clocks of some file
systems tick every two seconds, and within one tick it may change without another time."""


@dataclass(frozen=True, slots=True)
class FileDigest:
    """The digest of a file's whole content, or the reason why there is none."""

    digest: Digest | None
    reason: str | None
    size_bytes: int | None
    """None, as the time, where nothing could be learned of the file."""
    mtime_ns: int | None


class Digests:
    """The digests of files on this machine. Reads them: call it in the background.

    Not for several threads at once; each makes its own, which costs nothing.
    """

    def __init__(
        self,
        home: Path,
        *,
        limit_bytes: int = LIMIT_BYTES,
        clock_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        """`home` is the store's folder; files above `limit_bytes` are not read."""
        self._remembered = Remembered(home / "digests" / "remembered")
        self._limit_bytes = limit_bytes
        self._clock_ns = clock_ns

    def known(self, path: str | Path) -> FileDigest:
        """Return what is known of a file without reading it; NOT_READ is the reason if it must."""
        self._remembered.refresh()
        return _told(self._look(os.fspath(path)))

    def digest(
        self, path: str | Path, *, cancelled: Callable[[], bool] | None = None
    ) -> FileDigest:
        """Return the digest of one file. Never raises for what a file can be."""
        return self.digest_many([path], cancelled=cancelled)[0]

    def digest_many(
        self, paths: Iterable[str | Path], *, cancelled: Callable[[], bool] | None = None
    ) -> list[FileDigest]:
        """Return the digests of files, in order; cheaper than one by one.

        Much to read is read by a child process of the lowest priority. When `cancelled` says so,
        the files that are left have a reason instead.
        """
        names = [os.fspath(path) for path in paths]
        self._remembered.refresh()
        found = [self._look(name) for name in names]
        unread = {
            name: one.stamp.size_bytes
            for name, one in zip(names, found, strict=True)
            if one.reason is NOT_READ and one.stamp
        }
        read = self._read(unread, cancelled or _never)
        return [
            _told(read.get(name, one) if one.reason is NOT_READ else one)
            for name, one in zip(names, found, strict=True)
        ]

    def _look(self, path: str) -> Reading:
        try:
            found = os.stat(path)  # noqa: PTH116  # 10,000 of them in a pass
        except (OSError, ValueError) as error:
            return Reading(None, reason_of(error), None)
        stamp = stamp_of(found)
        digest = self._remembered.find(stamp)
        if digest is not None:
            return Reading(digest, None, stamp)
        reason = why_not(found) or too_large(stamp.size_bytes, self._limit_bytes)
        return Reading(None, reason or NOT_READ, stamp)

    def _read(self, unread: dict[str, int], cancelled: Callable[[], bool]) -> dict[str, Reading]:
        if not unread:
            return {}
        begun, paths = self._clock_ns(), list(unread)
        found: list[Reading] = []
        if len(paths) >= MANY or sum(unread.values()) >= MAP_FROM:
            found = self._read_by_child(paths, cancelled)
        for path in paths[len(found) :]:
            found.append(
                Reading(None, STOPPED, None)
                if cancelled()
                else read_file(path, limit_bytes=self._limit_bytes, stop=cancelled)
            )
        self._remember(found, begun)
        return dict(zip(paths, found, strict=True))

    def _read_by_child(self, paths: Sequence[str], cancelled: Callable[[], bool]) -> list[Reading]:
        """Return what the child has read: less than asked if it was ended or could not start."""
        found: list[Reading] = []
        words = [str(self._limit_bytes), *paths]
        with suppress(ChildError):
            for line in lines_of("jupyter_mm.data.hashing_child", words, cancelled=cancelled):
                digest, reason, stamp = json.loads(line)
                found.append(Reading(digest, reason, Stamp(*stamp) if stamp else None))
        return found

    def _remember(self, found: Iterable[Reading], begun_ns: int) -> None:
        settled = [
            (one.stamp, one.digest)
            for one in found
            if one.digest and one.stamp and _is_settled(one.stamp, begun_ns)
        ]
        if settled:
            mapped = inodes_mapped_for_writing()
            self._remembered.add(pair for pair in settled if pair[0].inode not in mapped)


def inodes_mapped_for_writing() -> frozenset[int]:
    """Return the files that this process may change by writing to its memory.

    A page that was written to once is written to again without any change of the file's time.
    """
    try:
        lines = Path("/proc/self/maps").read_bytes().splitlines()
    except OSError:
        return frozenset()
    shared = (line.split(maxsplit=5) for line in lines if b" rw-s " in line)
    return frozenset(int(words[4]) for words in shared)


def _is_settled(stamp: Stamp, begun_ns: int) -> bool:
    return max(stamp.mtime_ns, stamp.ctime_ns) + RACY_NS < begun_ns


def _as_digest(text: str | None) -> Digest | None:
    return text if text is None or isinstance(text, Digest) else Digest(text)


def _told(reading: Reading) -> FileDigest:
    stamp = reading.stamp
    return FileDigest(
        digest=_as_digest(reading.digest),
        reason=reading.reason,
        size_bytes=stamp.size_bytes if stamp else None,
        mtime_ns=stamp.mtime_ns if stamp else None,
    )


def _never() -> bool:
    return False
