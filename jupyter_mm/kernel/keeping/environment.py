"""The environment of this process: cheap to ask after every cell, locked in the background.

What can change while a kernel runs: packages (an installation moves the time of their folder), the
search path, the environment variables that are kept, and sources that are installed editable.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import weakref
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jupyter_mm.environment.installed import Installed
    from jupyter_mm.environment.lock import Locksmith

_PACKAGES = ("site-packages", "dist-packages")
_YIELD_EVERY = 8
_YIELD_S = 0.001
LATE, LATER = "taken", "after packages had changed again"
"""A fact that says that a lock may be that of a later moment."""


class Environment:
    """The lock of this process, made anew only when something changed."""

    def __init__(
        self,
        variables: Mapping[str, str] | None = None,
        told: Sequence[str] = (),
        *,
        home: Path | None = None,
    ) -> None:
        """Watch this process; of its environment `variables` those that are `told`, no others.

        What is read of packages is remembered in `home`: the next kernel need not read it.
        """
        self._variables, self._told = variables if variables is not None else {}, tuple(told)
        self._home = home
        self._path: tuple[str, ...] = ()
        self._folders: tuple[str, ...] = ()
        self._notes = f"{sys.prefix}{os.sep}conda-meta"
        self._seen: tuple[object, ...] | None = None
        """What was there at the end of the last cell."""
        self._locked: tuple[object, ...] | None = None
        self._text = b""
        self._smith: Locksmith | None = None
        self._facts: dict[str, str] = {}
        self._imports = Imports()
        self._units = 0
        self._making = threading.Lock()

    def has_changed(self) -> bool:
        """Tell whether an installation or a variable changed since this was last asked.

        Call it in the main thread when a cell has ended. The first answer is False: what was there
        before is no change.
        """
        now = self._look()
        before, self._seen = self._seen, now
        self._imports.note(has_changed=now != before)
        return before is not None and now != before

    @property
    def stamp(self) -> object:
        """What tells the environment at the end of the last cell from any other; None before."""
        return self._seen

    def is_locked(self, stamp: object) -> bool:
        """Tell whether the lock that belongs to a stamp is made. Any thread."""
        locked = self._locked
        return locked is not None and locked[0] == stamp

    def lock(self, stamp: object = None) -> bytes:
        """Return the `pylock.toml`. Called in the background: gives way to the user's cell.

        It holds what was there at the stamp, or else when a cell last ended. Where packages have
        changed again since then, the lock says so: nobody can read any more what was there. Any
        thread may ask; one at a time is answered.
        """
        with self._making:
            seen = next((one for one in (stamp, self._seen) if one is not None), None)
            seen = seen if seen is not None else self._look()
            if (seen, self._sources()) != self._locked:
                text = self._written()
                if self._look() != seen:
                    self._locked = None
                    return self._written({LATE: LATER}).encode()
                self._text, self._locked = text.encode(), (seen, self._sources())
            return self._text

    def _look(self) -> tuple[object, ...]:
        """Return what differs when an installation, the search path or a variable changed."""
        path = tuple(sys.path)
        if path != self._path:
            self._path, self._folders = path, tuple(package_folders(path))
        stamps = [_changed_at(folder) for folder in (*self._folders, self._notes)]
        told = [self._variables.get(name) for name in self._told]
        return self._folders, *stamps, *told, self._imports.anew()

    def _sources(self) -> tuple[object, ...]:
        """Return the state of what is installed editable, as far as it is known by now."""
        if self._smith is None:
            return ()
        state = self._smith.repositories.state
        return tuple(state(folder, self._give_way) for folder in self._smith.editable())

    def _written(self, more: Mapping[str, str] | None = None) -> str:
        from jupyter_mm.environment.lock import Locksmith  # noqa: PLC0415  # a kernel starts first
        from jupyter_mm.environment.machine import facts  # noqa: PLC0415  # as above
        from jupyter_mm.environment.remembered import packages_file  # noqa: PLC0415  # as above

        if self._smith is None:
            memory = None if self._home is None else packages_file(self._home, sys.prefix)
            self._smith, self._facts = Locksmith(memory=memory), facts()
        before = self._smith.packages
        self._smith.look(self._folders, self._give_way)
        imported = self._imports.compare(before, self._smith.packages)
        told = {name: self._variables[name] for name in self._told if name in self._variables}
        return self._smith.text(
            {**self._facts, **(more or {}), "imported packages": imported}, told, self._give_way
        )

    def _give_way(self) -> None:
        """Let the user's cell run; called for each package and each few files."""
        self._units += 1
        if self._units % _YIELD_EVERY == 0:
            time.sleep(_YIELD_S)


class Imports:
    """Packages that were replaced on the disk after they were imported."""

    def __init__(self) -> None:
        """Know of none."""
        self._loaded, self._before = frozenset(sys.modules), frozenset[str]()
        self._count = len(self._loaded)
        self._old: dict[str, tuple[str, str, weakref.ref[ModuleType]]] = {}
        """Package -> version that is imported, module, and which object that is."""
        self._anew = frozenset[str]()

    def note(self, *, has_changed: bool) -> None:
        """Remember what is imported at the end of a cell, and what was before an installation."""
        if has_changed:
            self._before = self._loaded
        if (count := len(sys.modules)) != self._count:
            self._loaded, self._count = frozenset(sys.modules), count

    def anew(self) -> frozenset[str]:
        """Return those of such packages that have been imported anew since."""
        old = self._old.items()
        found = [name for name, (_, top, one) in old if sys.modules.get(top) is not one()]
        self._anew = self._anew.union(found) if found else self._anew
        return self._anew

    def compare(self, before: Mapping[str, Installed], after: Mapping[str, Installed]) -> str:
        """Return, for people, which packages are imported in another version than is installed."""
        found = dict(self._old)  # the main thread asks for it meanwhile
        for name, old in before.items():
            new = after.get(name)
            if name in found or (new is not None and new.version == old.version):
                continue
            module = self._imported_as(old, new)
            if module is not None:
                found[name] = old.version, module, weakref.ref(sys.modules[module])
        for name, (version, top, one) in list(found.items()):
            is_back = name in after and after[name].version == version
            if is_back or sys.modules.get(top) is not one():
                del found[name]
        self._old = found
        told = [f"{name} {old[0]} ({_now(after.get(name))})" for name, old in found.items()]
        return "; ".join(sorted(told)) or "as installed"

    def _imported_as(self, old: Installed, new: Installed | None) -> str | None:
        """Return the module of a package that was imported before it was replaced."""
        for top in sorted(old.modules):
            module = sys.modules.get(top)
            if not issubclass(type(module), ModuleType):
                continue
            # A module that loads itself late would run code if it was asked in its own way.
            version = ModuleType.__getattribute__(module, "__dict__").get("__version__")
            if version == old.version or (
                top in self._before and not (new is not None and version == new.version)
            ):
                return top
        return None


def package_folders(path: Iterable[str]) -> list[str]:
    """Return the folders of a module path that hold installed packages, in order."""
    found: dict[str, None] = {}
    for entry in path:
        if entry and (entry.endswith(_PACKAGES) or _has_packages(entry)) and Path(entry).is_dir():
            found.setdefault(entry)
    return list(found)


def _has_packages(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.endswith(".dist-info") for entry in entries)
    except OSError:
        return False


def _changed_at(folder: str) -> int | None:
    try:
        return os.stat(folder).st_mtime_ns  # noqa: PTH116  # asked after every cell
    except OSError:
        return None


def _now(installed: Installed | None) -> str:
    return "not installed now" if installed is None else f"{installed.version} is installed now"
