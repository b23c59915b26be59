"""The bytes of data files, kept in the store in parts that their content cuts, and put back."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.blobs.content import require_size
from jupyter_mm.blobs.cutting import CUT_ABOVE, cutter
from jupyter_mm.blobs.digest import digest_of, hasher
from jupyter_mm.blobs.durable import discard, sync_folder, write_aside
from jupyter_mm.data.opening import open_ordinary
from jupyter_mm.domain.content import Content
from jupyter_mm.errors import ConflictError, InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.domain.digest import Digest

LIMIT_BYTES = 64 << 20
_BATCH_BYTES = 16 << 20
_WINDOW_BYTES = 16 << 20
_OVERLAP = 256
"""Bytes that a search for keys looks back into the part before."""


def keep(
    blobs: BlobStore,
    path: str,
    digest: Digest,
    *,
    secrets: SecretFinder,
    limit_bytes: int = LIMIT_BYTES,
) -> Content | None:
    """Store the file whose whole content has this digest, and return where it is.

    None for what is larger than `limit_bytes`, cannot be read, holds what looks like a key, or has
    another content by now. Versions of a file share the parts in which they are equal. Raises the
    store's errors. Call it in the background.
    """
    try:
        with open_ordinary(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit_bytes:
                return None
            return _stored(blobs, _searched(_cut(file, size), secrets), digest)
    except (OSError, ValueError, MemoryError, _NotKeptError):
        return None


def restore(
    blobs: BlobStore, content: Content, path: str | Path, *, may_replace: bool = False
) -> None:
    """Put kept bytes under a path: all of them or nothing.

    Missing folders are made; through a link its target is written. A file that already has these
    bytes is left alone. Raises ConflictError for one that has others, unless `may_replace`;
    InvalidError where it cannot be written; and as `BlobStore.get`.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise ConflictError(f"{path} is no file.", hint="Name another path.")
    is_there = target.is_file()
    if is_there and _holds(target, blobs, content):
        return
    if is_there and not may_replace:
        raise ConflictError(
            f"{path} is there with another content.",
            hint="Move it away, name another path, or allow it to be replaced.",
        )
    try:
        _write(blobs, content, target)
    except OSError as error:
        raise InvalidError(
            f"{path} cannot be written: {error.strerror or error}.", hint="Name another path."
        ) from error


class _NotKeptError(Exception):
    """The bytes must not be kept, or are no longer those that were meant."""


def _cut(file: BufferedReader, size: int) -> Iterator[bytes]:
    """Yield the parts of a file. Memory stays below two windows."""
    if size <= CUT_ABOVE:
        yield file.read(size + 1)
        return
    cut, begun, read = cutter(), b"", 0
    while window := file.read(_WINDOW_BYTES):
        read += len(window)
        if read > size:
            raise _NotKeptError  # it grows while it is read
        begun += window
        *whole, last = (bytes(chunk.data) for chunk in cut.cut_buf(begun))
        yield from whole
        begun = last  # it may go on in the next window
    yield begun


def _searched(parts: Iterator[bytes], secrets: SecretFinder) -> Iterator[bytes]:
    before = b""
    for part in parts:
        if secrets.reason(before + part):
            raise _NotKeptError
        before = part[-_OVERLAP:]
        yield part


def _stored(blobs: BlobStore, parts: Iterator[bytes], digest: Digest) -> Content:
    running, names, size = hasher(), list[str](), 0
    batch: dict[Digest, bytes] = {}
    waiting = 0
    for part in parts:
        running.update(part)
        name = digest_of(part)
        names.append(name)
        batch[name] = part
        size, waiting = size + len(part), waiting + len(part)
        if waiting >= _BATCH_BYTES:
            blobs.put_many(batch.values(), digests=list(batch))
            batch, waiting = {}, 0
    if running.hexdigest() != digest:
        raise _NotKeptError
    if len(names) > 1:
        listed = b"".join(map(bytes.fromhex, names))
        batch[digest_of(listed)] = listed
        digest = digest_of(listed)
    blobs.put_many(batch.values(), digests=list(batch))
    return Content(digest=digest, size_bytes=size, parts=len(names))


def _holds(target: Path, blobs: BlobStore, content: Content) -> bool:
    """Tell whether a file has the bytes of a content already."""
    if target.stat().st_size != content.size_bytes:
        return False
    try:
        with target.open("rb") as file:
            return all(
                digest_of(file.read(blobs.size(part))) == part for part in blobs.parts(content)
            )
    except OSError:
        return False


def _write(blobs: BlobStore, content: Content, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    aside = write_aside(target.parent, (blobs.get(part) for part in blobs.parts(content)), 0o666)
    try:
        require_size(content, aside.stat().st_size)
        if mode is not None:
            aside.chmod(mode)
        aside.rename(target)
    except BaseException:
        discard([aside])
        raise
    sync_folder(target.parent)
