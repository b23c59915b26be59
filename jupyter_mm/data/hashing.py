"""The digest of one file, and of nothing but its whole content.

A file is looked at before and after it is read; what differs is read once more, then told. Runs in
this process for little and in a child for much, so only light modules are imported here.
"""

from __future__ import annotations

import errno
import mmap
import os
import stat
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jupyter_mm.data.opening import FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CHANGED = "changed while it was read"
GONE = "is gone"
STOPPED = "the reading was stopped"
SYSTEM = "is made up by the system as it is read"
_KINDS = (
    (stat.S_ISDIR, "is a folder"),
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)
_SYSTEM_PLACES = ("/proc", "/sys")
MAP_FROM = 64 << 20
"""From here on mapping and all cores are faster than reading."""
_CHUNK = 1 << 20
_SLICE = 64 << 20
"""Between two slices a reader may be stopped."""
_TICK_NS = 20_000_000
"""Clocks of file systems tick every 1 to 10 ms; a file is first left alone for longer than that."""
_HOLE_STEP = 4 << 20
_BLOCK_BYTES = 512
_TRIES = 2
GIBIBYTE = 1 << 30


class Stamp(NamedTuple):
    """What a file system tells of a file without reading it; equal for a file left alone."""

    device: int
    inode: int
    size_bytes: int
    mtime_ns: int
    ctime_ns: int


class Reading(NamedTuple):
    """What came of one file: a digest, or the reason why there is none."""

    digest: str | None
    reason: str | None
    stamp: Stamp | None
    """Of exactly the content that was read; None where there was nothing to read."""


class _StoppedError(Exception):
    """Somebody wants no digest any more."""


def stamp_of(found: os.stat_result) -> Stamp:
    """Return the stamp that a `stat` holds."""
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def why_not(found: os.stat_result) -> str | None:
    """Return why a thing of this kind has no digest; None for an ordinary file."""
    if stat.S_ISREG(found.st_mode):
        return SYSTEM if _is_made_up(found) else None
    return next((words for is_kind, words in _KINDS if is_kind(found.st_mode)), "is no file")


def reason_of(error: OSError | ValueError) -> str:
    """Return what an operating system's refusal means, for people."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return GONE
    words = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {words or error}"


def read_file(
    path: str, *, limit_bytes: int, stop: Callable[[], bool], may_map: bool = False
) -> Reading:
    """Return the digest of a file's whole content. Never raises for what a file can be.

    `stop` is asked between slices; a file above `limit_bytes` is not read at all. With `may_map`
    large files are mapped: a file that is cut off meanwhile then ends the process by SIGBUS, so
    only a child that is there for nothing else may.
    """
    reading = Reading(None, CHANGED, None)
    for _ in range(_TRIES):
        try:
            reading = _read_once(path, limit_bytes, stop, may_map=may_map)
        except (OSError, ValueError) as error:
            return Reading(None, reason_of(error), None)
        except _StoppedError:
            return Reading(None, STOPPED, None)
        if reading.reason != CHANGED:
            break
    return reading


def too_large(size_bytes: int, limit_bytes: int) -> str | None:
    """Return the reason why a file of this size is not read; None when it is."""
    return None if size_bytes <= limit_bytes else f"larger than {limit_bytes / GIBIBYTE:g} GiB"


def _read_once(path: str, limit_bytes: int, stop: Callable[[], bool], *, may_map: bool) -> Reading:
    descriptor = os.open(path, FLAGS)
    try:
        found = _left_alone(descriptor)
        before = stamp_of(found)
        if reason := why_not(found) or too_large(before.size_bytes, limit_bytes):
            return Reading(None, reason, before)
        if may_map and before.size_bytes >= MAP_FROM:
            digest = _by_mapping(descriptor, found, stop)
        else:
            digest = _by_reading(descriptor, before.size_bytes, stop)
        same = stamp_of(os.fstat(descriptor)) == before == stamp_of(os.stat(path))  # noqa: PTH116  # thousands of them
        return Reading(digest, None, before) if same and digest else Reading(None, CHANGED, before)
    finally:
        os.close(descriptor)


def _left_alone(descriptor: int) -> os.stat_result:
    """Return a look at a file after which every change gets another time."""
    found = os.fstat(descriptor)
    for _ in range(_TRIES):
        age = time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns)
        if not 0 <= age < _TICK_NS:
            break
        time.sleep((_TICK_NS - age) / 1e9)
        found = os.fstat(descriptor)
    return found


def _by_reading(descriptor: int, size: int, stop: Callable[[], bool]) -> str | None:
    """Return the digest of `size` bytes; None when there are fewer. More show in the stamp."""
    from blake3 import blake3  # noqa: PLC0415  # with the first file

    running, buffer, done = blake3(), bytearray(min(size, _CHUNK)), 0
    view = memoryview(buffer)
    while done < size and (count := os.readv(descriptor, [buffer])):
        running.update(view[: min(count, size - done)])
        done += count
        if done % _SLICE < count and stop():
            raise _StoppedError
    return running.hexdigest() if done >= size else None


def _by_mapping(descriptor: int, found: os.stat_result, stop: Callable[[], bool]) -> str | None:
    """Return the digest, computed by all cores; None when the file is shorter by now."""
    try:
        mapped = mmap.mmap(descriptor, found.st_size, prot=mmap.PROT_READ)
    except ValueError:
        return None
    with mapped, memoryview(mapped) as view:
        mapped.madvise(mmap.MADV_SEQUENTIAL)
        return _of_view(view, _stretches(descriptor, found), stop)


def _of_view(
    view: memoryview, stretches: Iterable[tuple[int, int, bool]], stop: Callable[[], bool]
) -> str:
    """Return the digest of mapped memory; what was never written is not read from the disk."""
    from blake3 import blake3  # noqa: PLC0415  # with the first file

    running, zeros = blake3(max_threads=blake3.AUTO), memoryview(bytes(_HOLE_STEP))
    for start, end, is_hole in stretches:
        for at in range(start, end, _HOLE_STEP if is_hole else _SLICE):
            if stop():
                raise _StoppedError
            running.update(zeros[: end - at] if is_hole else view[at : min(at + _SLICE, end)])
    return running.hexdigest()


def _stretches(descriptor: int, found: os.stat_result) -> Iterator[tuple[int, int, bool]]:
    """Return what is written and what is not, in order: start, end, and whether it is a hole."""
    size, at = found.st_size, 0
    if found.st_blocks * _BLOCK_BYTES >= size:
        yield 0, size, False
        return
    while at < size:
        data = min(_data_from(descriptor, at, size), size)
        if data > at:
            yield at, data, True
        at = data
        if at < size:
            hole = min(os.lseek(descriptor, at, os.SEEK_HOLE), size)
            yield at, hole, False
            at = hole


def _data_from(descriptor: int, at: int, size: int) -> int:
    """Return where the next written byte is; `size` when none follows."""
    try:
        return os.lseek(descriptor, at, os.SEEK_DATA)
    except OSError as error:
        if error.errno == errno.ENXIO:
            return size
        raise


def _is_made_up(found: os.stat_result) -> bool:
    """Tell files of `/proc` and `/sys`, which have no size and another content each time."""
    return any(_device(place) == found.st_dev for place in _SYSTEM_PLACES)


@cache
def _device(place: str) -> int | None:
    try:
        return Path(place).stat().st_dev
    except OSError:
        return None
