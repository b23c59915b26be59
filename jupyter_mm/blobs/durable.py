"""Files that survive a power cut: written aside, synced, renamed. Plain system calls only.

An fsync that failed is never repeated on the same file: after a failure the kernel may have
dropped the dirty pages and report success the second time.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from jupyter_mm.errors import of_storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from typing_extensions import Buffer


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise ours for every error of the operating system inside."""
    try:
        yield
    except OSError as error:
        raise of_storage(error) from error


def write_aside(folder: Path, chunks: Iterable[Buffer], mode: int) -> Path:
    """Write a new file under a random name, sync it and return its path.

    Nothing is left behind when a step fails.
    """
    path = folder / secrets.token_hex(16)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        try:
            for chunk in chunks:
                _write_all(descriptor, chunk)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        discard([path])
        raise
    return path


def _write_all(descriptor: int, chunk: Buffer) -> None:
    """Write every byte: one call may write less than asked, 2 GiB at the most."""
    left = memoryview(chunk).cast("B")
    while left:
        left = left[os.write(descriptor, left) :]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> bool:
    """Create one folder that only its owner may enter; return whether it is new."""
    try:
        os.mkdir(folder, 0o700)  # noqa: PTH102  # the system call itself: crash tests count them
    except FileExistsError:
        return False
    return True


def discard(paths: Iterable[Path]) -> None:
    """Remove what was written aside; what cannot be removed is left to the sweep of `tmp/`."""
    for path in paths:
        with suppress(OSError):
            os.unlink(path)  # noqa: PTH108  # as above


def create_once(path: Path, content: bytes, mode: int, *, aside: Path) -> bool:
    """Create a whole, durable file unless one is there; return whether this call made it.

    Of several processes exactly one wins: a hard link does not replace.
    """
    written = write_aside(aside, [content], mode)
    try:
        os.link(written, path)
    except FileExistsError:
        return False
    finally:
        discard([written])
    sync_folder(path.parent)
    return True


def replace(path: Path, content: bytes, mode: int, *, aside: Path) -> None:
    """Put a whole, durable file under a name."""
    written = write_aside(aside, [content], mode)
    try:
        os.rename(written, path)  # noqa: PTH104  # as above
    except BaseException:
        discard([written])
        raise
    sync_folder(path.parent)
