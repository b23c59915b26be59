"""Objects that libraries share among all they make: default paths, identity matrices, settings.

Two figures use the same marker shapes of Matplotlib; that makes them no more related than two
texts that use the same letters.
"""

from __future__ import annotations

import sys
from itertools import islice
from types import (
    BuiltinFunctionType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    ModuleType,
)
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

DEPTH = 3
"""From a module or class: the value, its attributes' dictionary, what that holds. One further, and
a library's list of live objects would count the user's own as the library's."""
MOST_ITEMS = 2000

_LEAVES = frozenset({
    str, bytes, int, float, complex, bool, type(None), type, ModuleType, FunctionType,
    BuiltinFunctionType, property, classmethod, GetSetDescriptorType, MemberDescriptorType,
})  # fmt: skip
"""Types of what cannot change or leads to what is not the package's."""

MOST_MODULES = 400
"""Of a larger package only the modules that define the types in question are looked through."""


class LibraryObjects:
    """Ids of what hangs on the modules and classes of loaded packages; looked up once a module."""

    def __init__(self) -> None:
        """Know no module yet."""
        self._known: dict[tuple[str, int], frozenset[int]] = {}
        self._packages: dict[tuple[str, frozenset[str], int], frozenset[int]] = {}
        """By name, modules in question where there are many, and how many modules it has."""
        self._loaded: dict[str, tuple[int, tuple[str, ...]]] = {}
        """Name -> how many modules there were at all, and those of the package."""

    def without(self, addresses: Iterable[int], kinds: Iterable[type]) -> set[int]:
        """Return those ids that are of none of the shared objects of these types' packages."""
        left = set(addresses)
        for known in self._of(kinds) if left else ():
            left = left.difference(known)
        return left

    def _of(self, kinds: Iterable[type]) -> list[frozenset[int]]:
        packages: dict[str, set[str]] = {}
        for kind in kinds:
            module = getattr(kind, "__module__", None)
            packages.setdefault(package_of(kind), set()).add(str(module))
        return [
            self._of_package(name, frozenset(modules))
            for name, modules in packages.items()
            if name not in {"builtins", "__main__", "jupyter_mm"}
        ]

    def _of_package(self, name: str, modules: frozenset[str]) -> frozenset[int]:
        loaded = self._modules(name)
        is_small = len(loaded) <= MOST_MODULES
        key = name, frozenset() if is_small else modules, len(loaded)
        known = self._packages.get(key)
        if known is None:
            chosen = loaded if is_small else tuple(modules & set(loaded))
            found = (self._of_module(one, name) for one in chosen)
            known = self._packages[key] = frozenset().union(*found)
        return known

    def _modules(self, name: str) -> tuple[str, ...]:
        """Return the loaded modules of a package; gone through anew only when some were added."""
        count, found = self._loaded.get(name, (0, ()))
        if count != len(sys.modules):
            found = tuple(
                one for one in tuple(sys.modules) if one == name or one.startswith(f"{name}.")
            )
            self._loaded[name] = len(sys.modules), found
        return found

    def _of_module(self, name: str, package: str) -> frozenset[int]:
        values = tuple(getattr(sys.modules.get(name), "__dict__", {}).values())
        known = self._known.get((name, len(values)))
        if known is None:
            known = self._known[name, len(values)] = frozenset(_collected(values, package))
        return known


def _collected(values: Iterable[Any], package: str) -> set[int]:
    """Return the ids of what a module's names lead to.

    Not through other modules: what hangs on them is theirs.
    """
    level: list[Any] = []
    for value in values:
        if not issubclass(type(value), type):
            level.append(value)
        elif package_of(value) == package:
            level += [part for part in tuple(value.__dict__.values()) if not callable(part)]
    found: set[int] = set()
    for _ in range(DEPTH):
        level = [value for value in level if type(value) not in _LEAVES]
        found.update(map(id, level))
        level = [part for whole in level for part in _parts(whole)]
    return found


def _parts(value: Any) -> Iterable[Any]:
    kind = type(value)
    if issubclass(kind, dict):
        return islice(tuple(dict.values(value)), MOST_ITEMS)
    for plain in (list, tuple):  # never by a way of its own: a lazy one may be endless
        if issubclass(kind, plain):
            return plain.__getitem__(value, slice(MOST_ITEMS))
    if not kind.__dictoffset__ or callable(value):
        return ()
    try:
        return (object.__getattribute__(value, "__dict__"),)
    except AttributeError:
        return ()


def package_of(kind: Any) -> str:
    """Return the top-level module that defines a type."""
    module = getattr(kind, "__module__", None)
    return module.partition(".")[0] if isinstance(module, str) else "builtins"


def is_drawn(kind: type) -> bool:
    """Tell whether a type is of a part of a figure: one leads to all others."""
    try:
        module = type.__dict__["__module__"].__get__(kind)
    except AttributeError:
        return False
    return type(module) is str and module.startswith(("matplotlib.", "mpl_toolkits."))


def is_drawing(value: Any) -> bool:
    """Tell whether a value is part of a figure, or a list or an array of such parts."""
    kind = type(value)
    if kind is list:
        return bool(value) and is_drawn(type(value[0]))
    if kind is getattr(sys.modules.get("numpy"), "ndarray", None):
        return bool(value.dtype.hasobject and value.size and is_drawn(type(value.item(0))))
    return is_drawn(kind)
