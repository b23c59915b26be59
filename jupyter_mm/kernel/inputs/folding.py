"""Many files of one folder become one set."""

from __future__ import annotations

import os
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.kernel.inputs.pace import giving_way
from jupyter_mm.kernel.inputs.seen import READ

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jupyter_mm.kernel.inputs.judging import Found

MANY = 32
"""So many files of one folder are recorded one by one."""
_STORES = (".zgroup", ".zarray", "zarr.json")
"""A folder that holds one of these is a Zarr store, or a part of one."""

Sets = dict[tuple[str, str], "list[Found]"]


def folded(found: Sequence[Found], folders: Iterable[str | None]) -> tuple[Sets, list[Found]]:
    """Return sets by folder and mode, and the files that stay alone.

    `folders` are the working folders: neither they nor what they are in become one set.
    """
    sets: Sets = defaultdict(list)
    left: dict[str, list[Found]] = defaultdict(list)
    stores = _Stores()
    for one in giving_way(found):
        store = stores.root(os.path.dirname(one.path))  # noqa: PTH120  # many
        folder = one.set_folder or store
        if store is not None and one.mode == READ and one.was_written_since:
            continue  # asked for before it was there, as Zarr does with all it makes
        if folder is not None:
            sets[folder, one.mode].append(one)
        else:
            left[one.mode].append(one)
    closed = _closed(folders)
    singles: list[Found] = []
    for mode, files in left.items():
        tree = _Tree(files, closed)
        singles += [one for one in files if one.path not in tree.folder_of]
        for one in files:
            if folder := tree.folder_of.get(one.path):
                sets[folder, mode].append(one)
    return dict(sets), singles


def _closed(folders: Iterable[str | None]) -> frozenset[str]:
    """Return folders whose files have nothing in common but the place."""
    places = [Path.home(), Path(tempfile.gettempdir()), *(Path(one) for one in folders if one)]
    return frozenset(str(one) for place in places for one in (place, *place.parents))


class _Stores:
    """Finds the topmost folder of a Zarr store."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {"/": None}

    def root(self, folder: str) -> str | None:
        """Return the root of the store that this folder is in; None if it is in none."""
        if folder not in self._known:
            above = self.root(os.path.dirname(folder))  # noqa: PTH120  # many
            is_store = above is not None or any(
                os.path.isfile(f"{folder}/{name}")  # noqa: PTH113  # many
                for name in _STORES
            )
            self._known[folder] = above or (folder if is_store else None)
        return self._known[folder]


class _Tree:
    """Counts files by folder, and says which folders are sets."""

    def __init__(self, files: Sequence[Found], closed: frozenset[str]) -> None:
        self._closed = closed
        self._count: Counter[str] = Counter()
        self._inner: dict[str, set[str]] = defaultdict(set)
        self._files: dict[str, list[str]] = defaultdict(list)
        self.folder_of: dict[str, str] = {}
        """File -> the folder of its set."""
        for one in giving_way(files):
            self._add(one.path)
        self._fold("/")

    def _add(self, path: str) -> None:
        folder = os.path.dirname(path)  # noqa: PTH120  # many
        self._files[folder].append(path)
        self._count[folder] += 1
        while folder != "/":
            above = os.path.dirname(folder)  # noqa: PTH120  # many
            self._inner[above].add(folder)
            self._count[above] += 1
            folder = above

    def _fold(self, folder: str) -> None:
        """Make a set of the deepest folder that holds many files in more than one of its parts."""
        if self._count[folder] <= MANY:
            return
        large = [one for one in self._inner[folder] if self._count[one] > MANY]
        others = self._count[folder] - sum(self._count[one] for one in large)
        is_closed = folder in self._closed
        if not is_closed and (len(large) != 1 or others > MANY):
            self._take(folder, folder)
            return
        for one in large:
            self._fold(one)
        if is_closed and len(self._files[folder]) > MANY:
            self.folder_of.update(dict.fromkeys(self._files[folder], folder))

    def _take(self, folder: str, root: str) -> None:
        self.folder_of.update(dict.fromkeys(self._files[folder], root))
        for one in self._inner[folder]:
            self._take(one, root)
