"""Variables that truly share mutable state belong together; all others stay apart.

Joined: two names that reach one list, one array's memory, one object with attributes. Not joined:
what merely uses the same module, class, dtype, text, number or other value that cannot change.
"""

from __future__ import annotations

import datetime as dt
import enum
import pathlib
import re
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    MappingProxyType,
    MethodType,
    ModuleType,
)
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jupyter_mm.kernel.codecs.pickler import Pickled
    from jupyter_mm.kernel.library_objects import LibraryObjects

_UNCHANGING = (
    str, bytes, int, float, complex, bool, type(None), tuple, frozenset, range, slice, type,
    ModuleType, CodeType, BuiltinFunctionType, MethodType, MappingProxyType, type(Ellipsis),
    type(NotImplemented), enum.Enum, dt.date,
    dt.time, dt.timedelta, dt.tzinfo, pathlib.PurePath, re.Pattern,
)  # fmt: skip
_UNCHANGING_BASES = frozenset({
    ("decimal", "Decimal"), ("fractions", "Fraction"), ("uuid", "UUID"),
    ("numpy", "generic"), ("numpy", "dtype"), ("numpy", "ufunc"),
    ("pandas", "Index"), ("pandas", "NAType"), ("pandas", "NaTType"),
    ("pandas", "ExtensionDtype"), ("pandas", "BaseOffset"), ("pandas", "Period"),
    ("pandas", "Interval"),
})  # fmt: skip

_COMPILED_FUNCTIONS = {"cython_function_or_method", "fused_cython_function"}


def may_change(value: Any, pickled: Pickled) -> bool:
    """Tell whether sharing this object means sharing state."""
    kind = type(value)
    if (
        issubclass(kind, _UNCHANGING)
        or kind.__name__ in _COMPILED_FUNCTIONS
        or id(value) in pickled.hidden
    ):
        return False
    if kind is FunctionType:
        return id(value) in pickled.by_value
    return not any(
        (base.__module__.partition(".")[0], base.__name__) in _UNCHANGING_BASES
        for base in kind.__mro__[:-1]
    )


def joined(
    pickles: Mapping[str, Pickled], inside: Mapping[str, str], library: LibraryObjects
) -> list[list[str]]:
    """Return the names in groups, each sorted, ordered by first name.

    `inside` names values that another value holds: they need no pickle of their own.
    """
    union = _Union([*pickles, *inside])
    for name, holder in inside.items():
        union.join(name, holder)
    seen: dict[int, str] = {}
    owners: dict[int, str] = {}
    for name, pickled in pickles.items():
        shared = {
            address: pickled.memo[address][1]
            for address in pickled.memo.keys() & seen.keys()
            if may_change(pickled.memo[address][1], pickled)
        }
        memory = pickled.owners.keys() & owners.keys()
        if shared or memory:
            common = library.of(map(type, shared.values()))
            for address in shared.keys() - common:
                union.join(name, seen[address])
            for address in memory - common:
                union.join(name, owners[address])
        seen.update(dict.fromkeys(pickled.memo, name))
        owners.update(dict.fromkeys(pickled.owners, name))
    return union.groups()


def needs_sharing(pickles: Iterable[Pickled]) -> bool:
    """Tell whether several arrays of a group lie in the same memory."""
    arrays: dict[int, set[int]] = {}
    for pickled in pickles:
        for owner, found in pickled.owners.items():
            arrays.setdefault(owner, set()).update(found)
    return any(len(found) > 1 for found in arrays.values())


class _Union:
    """Names and who is joined with whom."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parents = {name: name for name in names}

    def join(self, first: str, second: str) -> None:
        self._parents[self._root(first)] = self._root(second)

    def groups(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for name in sorted(self._parents):
            found.setdefault(self._root(name), []).append(name)
        return list(found.values())

    def _root(self, name: str) -> str:
        while self._parents[name] != name:
            self._parents[name] = name = self._parents[self._parents[name]]
        return name
