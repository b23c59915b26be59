"""Ordinary files opened for reading, and nothing else: no pipe is waited for, no device touched."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedReader

# Without O_NONBLOCK the opening of a pipe would wait for somebody to write.
FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def open_ordinary(path: str | os.PathLike[str]) -> BufferedReader:
    """Return an ordinary file, open for reading. Raises OSError, ValueError for an odd name."""
    descriptor = os.open(path, FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "It is no ordinary file", os.fspath(path))  # noqa: TRY301  # closed below
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")
