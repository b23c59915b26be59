"""What a call of `open` says: the path, how it was asked for, and by whom."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jupyter_mm.kernel.inputs.seen import READ, WRITE

if TYPE_CHECKING:
    from types import FrameType

FILE_MODULES = frozenset(
    {"IPython.core.interactiveshell", "bz2", "codecs", "contextlib", "fileinput", "gzip", "io"}
    | {
        "lzma",
        "os",
        "pathlib",
        "pathlib._local",
        "shutil",
        "tarfile",
        "tempfile",
        "zipfile",
        "zipfile._path",
    }
)
"""Modules that open files for somebody else."""
_WRITES = os.O_WRONLY | os.O_RDWR


def letter_of(mode: object, flags: object) -> str:
    """Return how `open` was asked to open a file."""
    if type(mode) is str:
        if any(letter in mode for letter in "wax"):
            return WRITE
        return "u" if "+" in mode else READ
    if type(flags) is int and flags & _WRITES:
        is_anew = flags & (os.O_WRONLY | os.O_TRUNC | os.O_APPEND | os.O_EXCL)
        return WRITE if is_anew else "u"
    return READ


def text_of(path: object) -> str | None:
    """Return a path as text without running code of the user's; None for what is no path."""
    if isinstance(path, os.PathLike) and type(path).__module__.startswith("pathlib"):
        path = os.fspath(path)
    if type(path) is bytes:
        return os.fsdecode(path)
    return path if type(path) is str else None


def absolute(path: object) -> str | None:
    """Return a path from the root; None for no path, or when the working folder is gone."""
    text = text_of(path)
    try:
        return os.path.abspath(text) if text else None  # noqa: PTH100  # on the cell's clock
    except FileNotFoundError:
        return None


def module_of(frame: FrameType | None) -> str:
    """Return the name of the module that had a file opened."""
    for _ in range(6):
        if frame is None:
            break
        name = frame.f_globals.get("__name__")
        if name not in FILE_MODULES:
            return name if type(name) is str else ""
        frame = frame.f_back
    return ""
