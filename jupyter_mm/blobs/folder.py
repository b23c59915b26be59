"""Blobs as files in a folder. Format and order of steps: docs/formats/blobs.md."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import digest_of, hasher
from jupyter_mm.blobs.durable import (
    discard,
    make_folder,
    storage_errors,
    sync_folder,
    write_aside,
)
from jupyter_mm.blobs.home import refuse_read_only
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import CorruptError, InvalidError, MMError, NotFoundError, of_storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from typing_extensions import Buffer

CHUNK = 1 << 20
MODE = 0o400


class FolderStore:
    """The blobs below `<home>/blobs`; any number of processes may share the folder.

    Safe to use from several threads.
    """

    def __init__(self, home: Path) -> None:
        """Look at the store in `home`; nothing is opened or made before it is needed."""
        self._home = home
        self._blobs = home / "blobs"
        self._may_write = False
        # Held for certain: written or synced by this process. A blob that somebody else has just
        # renamed into place is visible before it is durable, so its folder is synced here first.
        self._held: set[Digest] = set()
        # Renamed, but the folder's fsync failed: written anew next time.
        self._doubted: set[Digest] = set()

    def put(self, chunks: Buffer | Iterable[Buffer]) -> Digest:
        """Store bytes and return their name; see BlobStore."""
        if isinstance(chunks, bytes | bytearray | memoryview):
            return self.put_many([chunks])[0]
        with storage_errors():
            self._require_write()
            running = hasher()
            written = write_aside(self._home / "tmp", _hashed(chunks, running), MODE)  # type: ignore[arg-type]  # the buffers were taken above
            digest = Digest(running.hexdigest())
            if self._is_known(digest, written.stat().st_size):
                discard([written])
                self._place({}, {digest})
            else:
                self._place({digest: written}, set())
        return digest

    def put_many(self, parts: Iterable[Buffer]) -> list[Digest]:
        """Store several blobs and return their names in order; see BlobStore."""
        names: list[Digest] = []
        written: dict[Digest, Path] = {}
        known: set[Digest] = set()
        with storage_errors():
            self._require_write()
            try:
                for part in parts:
                    digest = digest_of(part)
                    names.append(digest)
                    if digest in written or digest in known:
                        continue
                    if self._is_known(digest, memoryview(part).nbytes):
                        known.add(digest)
                    else:
                        written[digest] = write_aside(self._home / "tmp", [part], MODE)
            except BaseException:
                discard(written.values())
                raise
            self._place(written, known)
        return names

    def get(self, digest: Digest) -> bytes:
        """Return the bytes, verified; see BlobStore."""
        try:
            content = self._path(digest).read_bytes()
        except OSError as error:
            raise _unreadable(digest, error) from error
        _require_same(digest, digest_of(content))
        return content

    def stream(self, digest: Digest) -> Iterator[bytes]:
        """Return the bytes in pieces, the last one only after verification; see BlobStore."""
        running, last = hasher(), b""
        for chunk in self._chunks(digest):
            running.update(chunk)
            if last:
                yield last
            last = chunk
        _require_same(digest, running.hexdigest())
        yield last

    def missing(self, digests: Iterable[Digest]) -> frozenset[Digest]:
        """Return those that are not stored; see BlobStore."""
        return frozenset(digest for digest in digests if not self._path(digest).is_file())

    def size(self, digest: Digest) -> int:
        """Return the number of bytes; see BlobStore."""
        try:
            return self._path(digest).stat().st_size
        except OSError as error:
            raise _unreadable(digest, error) from error

    def digests(self) -> Iterator[Digest]:
        """Return the names of all blobs; see BlobStore."""
        with storage_errors():
            for folder in sorted(os.scandir(self._blobs), key=lambda entry: entry.name):
                for name in sorted(os.listdir(folder.path)):  # noqa: PTH208  # names, no Paths
                    try:
                        yield Digest.parse(folder.name + name)
                    except InvalidError:
                        continue  # not a blob: left alone

    def _path(self, digest: Digest) -> Path:
        """Return where a blob lies. The name is checked first: it becomes part of a path."""
        name = Digest.parse(digest)
        return self._blobs / name[:2] / name[2:]

    def _chunks(self, digest: Digest) -> Iterator[bytes]:
        try:
            with self._path(digest).open("rb", buffering=0) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise _unreadable(digest, error) from error

    def _require_write(self) -> None:
        if not self._may_write:
            refuse_read_only(self._home)
            self._may_write = True

    def _is_known(self, digest: Digest, size: int) -> bool:
        if digest in self._doubted:
            return False
        try:
            return self._path(digest).stat().st_size == size
        except FileNotFoundError:
            return False

    def _place(self, written: dict[Digest, Path], known: set[Digest]) -> None:
        """Give the written files their names and make all names durable."""
        waiting = dict(written)
        folders = {self._path(digest).parent for digest in known - self._held}
        is_new = bool(folders)
        try:
            for digest, path in written.items():
                target = self._path(digest)
                is_new |= make_folder(target.parent)
                self._doubted.add(digest)
                os.rename(path, target)  # noqa: PTH104  # the system call itself
                del waiting[digest]
                folders.add(target.parent)
        except BaseException:
            discard(waiting.values())
            raise
        for folder in sorted(folders):
            sync_folder(folder)
        if is_new:
            sync_folder(self._blobs)
        self._doubted -= written.keys()
        self._held |= written.keys() | known


def _hashed(chunks: Iterable[Buffer], running: object) -> Iterator[Buffer]:
    for chunk in chunks:
        running.update(chunk)  # type: ignore[attr-defined]  # blake3 is imported on first use
        yield chunk


def _require_same(digest: Digest, found: str) -> None:
    if found != digest:
        raise CorruptError(f"Blob {digest} holds other bytes than its name says.")


def _unreadable(digest: Digest, error: OSError) -> MMError:
    if isinstance(error, FileNotFoundError):
        return NotFoundError(f"There is no blob {digest}.")
    return of_storage(error)
