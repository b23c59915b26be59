"""Blobs that have a file each. Format and order of steps: docs/formats/blobs.md."""

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
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from typing_extensions import Buffer

    from jupyter_mm.blobs.trust import Stamp

CHUNK = 1 << 20
MODE = 0o400


class LooseBlobs:  # noqa: PLR0904  # as BlobStore
    """The files below `<home>/blobs`; any number of processes may share the folder.

    Safe to use from several threads.
    """

    def __init__(self, home: Path) -> None:
        """Look at the store in `home`; nothing is opened or made before it is needed."""
        self._home = home
        self._blobs = home / "blobs"
        # Held for certain: written or synced by this process. A blob that somebody else has just
        # renamed into place is visible before it is durable, so its folder is synced here first.
        self._held: set[Digest] = set()
        # Renamed, but the folder's fsync failed: written anew next time.
        self._doubted: set[Digest] = set()

    def put_stream(self, chunks: Iterable[Buffer]) -> Digest:
        """Store the bytes that the chunks make together and return their name."""
        with storage_errors():
            refuse_read_only(self._home)
            running = hasher()
            written = write_aside(self._home / "tmp", _hashed(chunks, running), MODE)
            digest = Digest(running.hexdigest())
            if self.is_known(digest, written.stat().st_size):
                discard([written])
                self._place({}, {digest})
            else:
                self._place({digest: written}, set())
        return digest

    def put_many(self, parts: Mapping[Digest, Buffer]) -> None:
        """Store blobs under their names."""
        written: dict[Digest, Path] = {}
        known: set[Digest] = set()
        with storage_errors():
            refuse_read_only(self._home)
            try:
                for digest, part in parts.items():
                    if self.is_known(digest, memoryview(part).nbytes):
                        known.add(digest)
                    else:
                        written[digest] = write_aside(self._home / "tmp", [part], MODE)
            except BaseException:
                discard(written.values())
                raise
            self._place(written, known)

    def get(self, digest: Digest) -> bytes:
        """Return the bytes, verified."""
        try:
            content = self.path(digest).read_bytes()
        except OSError as error:
            raise _unreadable(digest, error) from error
        _require_same(digest, digest_of(content))
        return content

    def stream(self, digest: Digest) -> Iterator[bytes]:
        """Return the bytes in pieces, the last one only after verification."""
        running, last = hasher(), b""
        for chunk in self._chunks(digest):
            running.update(chunk)
            if last:
                yield last
            last = chunk
        _require_same(digest, running.hexdigest())
        yield last

    def holds(self, digest: Digest) -> bool:
        """Return whether there is a file of this name."""
        name = Digest.parse(digest)  # it becomes part of a path
        try:
            os.stat(f"{self._blobs}/{name[:2]}/{name[2:]}")  # noqa: PTH116  # called often
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def size(self, digest: Digest) -> int:
        """Return the number of bytes."""
        try:
            return self.path(digest).stat().st_size
        except OSError as error:
            raise _unreadable(digest, error) from error

    def digests(self) -> Iterator[Digest]:
        """Return the names of all blobs."""
        with storage_errors():
            for folder in sorted(os.scandir(self._blobs), key=lambda entry: entry.name):
                for name in sorted(os.listdir(folder.path)):  # noqa: PTH208  # names, no Paths
                    try:
                        yield Digest.parse(folder.name + name)
                    except InvalidError:
                        continue  # not a blob: left alone

    def path(self, digest: Digest) -> Path:
        """Return where a blob lies. The name is checked first: it becomes part of a path."""
        name = Digest.parse(digest)
        return self._blobs / name[:2] / name[2:]

    def _chunks(self, digest: Digest) -> Iterator[bytes]:
        try:
            with self.path(digest).open("rb", buffering=0) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise _unreadable(digest, error) from error

    def is_known(self, digest: Digest, size: int) -> bool:
        """Return whether a file of this name has the right size."""
        if digest in self._doubted:
            return False
        try:
            return os.stat(f"{self._blobs}/{digest[:2]}/{digest[2:]}").st_size == size  # noqa: PTH116  # called often
        except FileNotFoundError:
            return False

    def _place(self, written: dict[Digest, Path], known: set[Digest]) -> None:
        """Give the written files their names and make all names durable."""
        waiting = dict(written)
        folders = {self.path(digest).parent for digest in known - self._held}
        is_new = bool(folders)
        try:
            for digest, path in written.items():
                target = self.path(digest)
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


class LooseFile:
    """A blob with a file of its own, for those who map it: verified each time."""

    def __init__(self, path: Path) -> None:
        """Name the file."""
        self.path = path

    def stamp(self, _descriptor: int) -> None:
        """Return that nothing is trusted."""

    def is_checked(self, _offset: int) -> bool:
        """Return that nothing was verified."""
        return False

    def note_checked(self, stamp: Stamp | None, offsets: Iterable[int]) -> None:
        """Keep nothing."""


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
