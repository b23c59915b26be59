"""Which files a folder or a glob holds now. Rules: docs/reference/data.md."""

from __future__ import annotations

import os
import re
from fnmatch import translate
from functools import cache
from typing import TYPE_CHECKING

from jupyter_mm.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

MOST_FILES = 200_000
LEFT_OUT = frozenset({".git", ".hg", ".ipynb_checkpoints", "__pycache__"})
"""Folders that are beside the data, never part of it."""
_FILE, _FOLDER = "file", "folder"
_MAGIC = re.compile(r"[*?\[]")


def is_glob(path: str) -> bool:
    """Tell a pattern from a name; a file that is really called `a[1].csv` is a name."""
    return _MAGIC.search(path) is not None and not os.path.lexists(path)


def base(path: str) -> str:
    """Return the folder that the names of a set are relative to: of a file, the one it is in."""
    if is_glob(path):
        parts = path.split("/")
        first = next(at for at, part in enumerate(parts) if _MAGIC.search(part))
        return "/".join(parts[:first]) or ("/" if path.startswith("/") else ".")
    return path if os.path.isdir(path) else os.path.dirname(path)  # noqa: PTH112, PTH120  # text in, text out


def present(
    path: str,
    *,
    cancelled: Callable[[], bool] | None = None,
    left_out: Collection[str] = LEFT_OUT,
) -> list[str]:
    """Return the files that a folder or glob holds now, relative to its `base` and sorted.

    Links are followed, but not back to where they are. What cannot be entered holds nothing.
    Raises TooLargeError above 200,000 files or folders; stops early when `cancelled` says so.
    """
    start = base(path)
    if not is_glob(path):
        if os.path.isdir(path):  # noqa: PTH112  # text in, text out
            return sorted(_walk(start, None, cancelled or _never, left_out))
        return [os.path.basename(path)] if os.path.isfile(path) else []  # noqa: PTH113, PTH119  # as above
    pattern = tuple(part for part in path[len(start) :].split("/") if part)
    depth = None if "**" in pattern else len(pattern)
    found = _walk(start, depth, cancelled or _never, left_out)
    return sorted(name for name in found if matches(tuple(name.split("/")), pattern))


def matches(name: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Tell whether a name's parts fit a pattern's; `**` is any number of folders, as in glob."""
    if not pattern:
        return not name
    if pattern == ("**",):  # at the end it stands for files, so for one part at least
        return bool(name) and not any(part.startswith(".") for part in name)
    if pattern[0] == "**":
        rest = bool(name) and not name[0].startswith(".") and matches(name[1:], pattern)
        return rest or matches(name, pattern[1:])
    return bool(name) and _fits(name[0], pattern[0]) and matches(name[1:], pattern[1:])


def _fits(part: str, pattern: str) -> bool:
    is_hidden = part.startswith(".") and not pattern.startswith(".")
    return not is_hidden and _form(pattern).match(part) is not None


@cache
def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern))


def _walk(
    start: str, depth: int | None, cancelled: Callable[[], bool], left_out: Collection[str]
) -> Iterator[str]:
    """Yield the files below a folder; with a depth, only so many levels down."""
    waiting: list[tuple[str, tuple[tuple[int, int], ...]]] = [("", ())]
    seen = 0
    while waiting and not cancelled():
        place, above = waiting.pop()
        entries, identity = _entries(os.path.join(start, place), left_out)  # noqa: PTH118  # many of them
        if identity in above:
            continue
        seen += len(entries)
        if seen > MOST_FILES:
            raise TooLargeError(
                f"{start} holds more than {MOST_FILES:,} files.",
                hint="Track a smaller folder, or an archive of these files.",
            )
        is_last = depth is not None and place.count("/") + bool(place) + 1 >= depth
        for name, is_folder in entries:
            inner = f"{place}/{name}" if place else name
            if not is_folder:
                yield inner
            elif not is_last:
                waiting.append((inner, (*above, identity)))


def _entries(
    folder: str, left_out: Collection[str]
) -> tuple[list[tuple[str, bool]], tuple[int, int]]:
    """Return names with whether they are folders, and the folder's own identity."""
    try:
        found = os.stat(folder)  # noqa: PTH116  # as above
        with os.scandir(folder) as entries:
            kinds = [(entry.name, _kind(entry)) for entry in entries]
    except OSError:
        return [], (0, 0)
    listed = [
        (name, kind == _FOLDER)
        for name, kind in kinds
        if kind == _FILE or (kind == _FOLDER and name not in left_out)
    ]
    return listed, (found.st_dev, found.st_ino)


def _kind(entry: os.DirEntry[str]) -> str:
    """Return what an entry is, or what its link leads to."""
    try:
        if entry.is_file():
            return _FILE
        return _FOLDER if entry.is_dir() else ""
    except OSError:
        return ""  # a link to itself


def _never() -> bool:
    return False
