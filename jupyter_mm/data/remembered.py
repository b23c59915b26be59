"""Digests that were computed before, by the stamp of the file. Format: docs/formats/remembered.md.

Nothing here raises for the disk: what cannot be remembered is computed again.
"""

from __future__ import annotations

import fcntl
import os
import struct
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from xxhash import xxh3_64_digest

from jupyter_mm.blobs.durable import make_folder, replace
from jupyter_mm.domain.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from jupyter_mm.data.hashing import Stamp

MOST_RECORDS = 1 << 18
"""A longer file is made anew with the later half of what it says."""
HEAD = b"jmmremd\x01".ljust(80, b"\0")
_KIND_BYTES = 7
_KEY = struct.Struct("<QQQqq")
_PLACES = struct.Struct("<QQ64x")
_DIGEST_END = _KEY.size + 32
RECORD_BYTES = _DIGEST_END + 8


class Remembered:
    """What one file of remembered digests says; any number of processes may add to it.

    Not for several threads at once.
    """

    def __init__(self, path: Path) -> None:
        """Look at `path` when something is asked for; its folder is made with the first record."""
        self._path = path
        self._file: tuple[int, int] | None = None
        """Device and inode of the file that was read."""
        self._records = bytearray()
        self._at: dict[tuple[int, int], int] = {}
        """Where the latest record of a file is, by its device and inode."""

    def refresh(self) -> None:
        """Read what other processes have added."""
        with suppress(OSError):
            found, known = self._path.stat(), len(self._records)
            if (found.st_dev, found.st_ino) != self._file or found.st_size < known or not known:
                self._read_all()
            elif found.st_size >= known + RECORD_BYTES:
                self._read_on()

    def find(self, stamp: Stamp) -> Digest | None:
        """Return the digest of the file as it stands; None when that was not remembered."""
        at = self._at.get((stamp.device, stamp.inode))
        if at is None:
            return None
        record = bytes(self._records[at : at + RECORD_BYTES])
        if record[: _KEY.size] != _key(stamp) or not _is_whole(record):
            return None
        return Digest(record[_KEY.size : _DIGEST_END].hex())

    def add(self, found: Iterable[tuple[Stamp, str]]) -> None:
        """Remember digests, for all processes. The caller vouches that they fit their stamps."""
        records = b"".join(_record(stamp, digest) for stamp, digest in found)
        if not records:
            return
        with suppress(OSError), _locked(self._path) as descriptor:
            if _begin(descriptor):
                os.write(descriptor, records)
            if os.fstat(descriptor).st_size > RECORD_BYTES * MOST_RECORDS:
                self._shorten(descriptor)
        self.refresh()

    def _read_all(self) -> None:
        self._records, self._at, self._file = bytearray(), {}, None
        with self._path.open("rb") as file:
            found, content = os.fstat(file.fileno()), file.read()
        self._file = (found.st_dev, found.st_ino)
        if content.startswith(HEAD):
            self._take(content)

    def _read_on(self) -> None:
        with self._path.open("rb") as file:
            file.seek(len(self._records))
            self._take(file.read())

    def _take(self, content: bytes) -> None:
        """Take whole records; a last one that is still being written comes with the next look."""
        whole = content[: len(content) // RECORD_BYTES * RECORD_BYTES]
        begin = len(self._records)
        self._records += whole
        places = range(begin, len(self._records), RECORD_BYTES)
        self._at.update(zip(_PLACES.iter_unpack(whole), places, strict=True))

    def _shorten(self, descriptor: int) -> None:
        """Replace the file by its later half: whole records, of each file only the latest."""
        content = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        latest: dict[bytes, bytes] = {}
        for at in range(len(content) - RECORD_BYTES, 0, -RECORD_BYTES):
            record = content[at : at + RECORD_BYTES]
            if len(latest) < MOST_RECORDS // 2 and _is_whole(record):
                latest.setdefault(record[:16], record)
        kept = HEAD + b"".join(reversed(latest.values()))
        replace(self._path, kept, 0o600, aside=self._path.parent)


def _key(stamp: Stamp) -> bytes | None:
    try:
        return _KEY.pack(*stamp)
    except struct.error:
        return None  # a file of the year 2300


def _record(stamp: Stamp, digest: str) -> bytes:
    key = _key(stamp)
    if key is None:
        return b""
    said = key + bytes.fromhex(digest)
    return said + xxh3_64_digest(said)


def _is_whole(record: bytes) -> bool:
    return record[_DIGEST_END:] == xxh3_64_digest(record[:_DIGEST_END])


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open the file for appending, with nobody else adding to it or replacing it."""
    make_folder(path.parent)
    while True:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is_still(path, descriptor):
                yield descriptor
                return
        finally:
            os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    """Tell whether the file was not replaced while we waited for its lock."""
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    return False


def _begin(descriptor: int) -> bool:
    """Make the file ready for a record; False when a newer version wrote it."""
    size = os.fstat(descriptor).st_size
    head = os.pread(descriptor, len(HEAD), 0)
    if head == HEAD:
        # A process that was killed, or a full disk, may have left a part of a record.
        os.ftruncate(descriptor, size // RECORD_BYTES * RECORD_BYTES)
        return True
    if len(head) == len(HEAD) and head[:_KIND_BYTES] == HEAD[:_KIND_BYTES]:
        return False
    os.ftruncate(descriptor, 0)
    os.write(descriptor, HEAD)
    return True
