"""Variables that truly share mutable state belong together; all others stay apart.

Joined: two names that reach one list, one array's memory, one object with attributes. Not joined:
what merely uses the same module, class, dtype, text, number or other value that cannot change.
"""

from __future__ import annotations

import datetime as dt
import enum
import gc
import pathlib
import re
import sys
from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import compress
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    MappingProxyType,
    MethodType,
    ModuleType,
)
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.state.library_objects import package_of
from jupyter_mm.kernel.state.touch import PLOTTING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jupyter_mm.kernel.codecs.pickler import Pickled
    from jupyter_mm.kernel.state.library_objects import LibraryObjects

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

COMPILED_FUNCTIONS = frozenset({"cython_function_or_method", "fused_cython_function"})
"""Types that Cython makes for functions; their modules are called `_cython_3_1_2` and so on."""
_verdicts: dict[type, bool] = {}
"""Whether values of a library's type may change; the notebook's types come and go."""

BINDING_REFERENCES = 2
"""To a value for each of its names: the namespace and the copy that a capture works on."""


def may_change(value: Any, pickled: Pickled) -> bool:
    """Tell whether sharing this object means sharing state."""
    kind = type(value)
    if kind is FunctionType:
        return id(value) in pickled.by_value
    return _may_change(kind) and id(value) not in pickled.hidden


def _may_change(kind: type) -> bool:
    """Tell whether objects of a type may change; of functions it is not the type that tells."""
    verdict = _verdicts.get(kind)
    if verdict is None:
        verdict = _is_changing(kind)
        if kind.__module__ != "__main__":
            _verdicts[kind] = verdict
    return verdict


def _is_changing(kind: type) -> bool:
    if kind.__name__ in COMPILED_FUNCTIONS:
        return False
    if issubclass(kind, _UNCHANGING):
        has_attributes = kind.__module__ == "__main__" and kind.__dictoffset__ != 0
        return has_attributes and not issubclass(kind, type | enum.Enum)
    return not any(
        (str(base.__module__).partition(".")[0], base.__name__) in _UNCHANGING_BASES
        for base in kind.__mro__[:-1]
    )


def changing(objects: Mapping[int, Any], by_value: set[int], hidden: set[int]) -> dict[int, Any]:
    """Return those objects that may change, by id: as `may_change`, a type judged once for all."""
    kinds = {kind: _may_change(kind) for kind in set(map(type, objects.values()))}
    kinds[FunctionType] = False
    found = {
        address: value
        for address, value in objects.items()
        if kinds[type(value)] and address not in hidden
    }
    found.update((address, objects[address]) for address in by_value & objects.keys())
    return found


def without_library_memory(pickled: Pickled, library: LibraryObjects) -> Pickled:
    """Leave out the memory of arrays that a library shares among all it makes: figures do."""
    if pickled.spans and drawn(pickled):
        own = library.without(pickled.spans.values(), pickled.kinds)
        spans = {span: owner for span, owner in pickled.spans.items() if owner in own}
        return replace(pickled, spans=spans)
    return pickled


def drawn(pickled: Pickled) -> set[type]:
    """Return the types of what figures are made of.

    These share lists of their library, as of colours, that do not tell whose they are.
    """
    return {kind for kind in pickled.kinds if package_of(kind) in PLOTTING}


def joined(
    pickles: Mapping[str, Pickled],
    inside: Mapping[str, str],
    library: LibraryObjects,
    bindings: Callable[[], Mapping[int, int]],
    index_of: Callable[[str], array[int]],
) -> list[list[str]]:
    """Return the names in groups, each sorted, ordered by first name.

    `inside` names values that another value holds: they need no pickle of their own. `bindings`
    counts the names of each value, by id. `index_of` returns the sorted ids inside a value that is
    too large to list; it is asked only where an object is held by more than what is known.
    """
    union = _Union([*pickles, *inside])
    for name, holder in inside.items():
        union.join(name, holder)
    listed = {name: pickled.changing for name, pickled in pickles.items()}
    _join_listed(union, listed, pickles, library)
    _join_owners(union, pickles, library)
    large = [name for name, found in listed.items() if found is None]
    if large:
        bound = bindings()
        found = {name: held_elsewhere(objects or {}, bound) for name, objects in listed.items()}
        _join_large(union, found, large, library, index_of)
    return union.groups()


def _join_listed(
    union: _Union,
    listed: Mapping[str, dict[int, Any] | None],
    pickles: Mapping[str, Pickled],
    library: LibraryObjects,
) -> None:
    seen: dict[int, str] = {}
    for name, found in listed.items():
        shared = (found or {}).keys() & seen.keys()
        if found and shared:
            kinds = {type(found[one]) for one in shared} | drawn(pickles[name])
            for address in library.without(shared, kinds):
                union.join(name, seen[address])
        seen.update(dict.fromkeys(found or (), name))


def _join_owners(union: _Union, pickles: Mapping[str, Pickled], library: LibraryObjects) -> None:
    """Join what lies in one array's memory, though no object is shared."""
    owners: dict[int, str] = {}
    for name, pickled in pickles.items():
        memory = pickled.owners.keys() & owners.keys()
        for address in library.without(memory, pickled.kinds):
            union.join(name, owners[address])
        owners.update(dict.fromkeys(pickled.owners, name))
    for name, pickled in pickles.items():
        for address in pickled.beside.keys() & owners.keys():
            union.join(name, owners[address])


def _join_large(
    union: _Union,
    held: Mapping[str, dict[int, Any]],
    large: list[str],
    library: LibraryObjects,
    index_of: Callable[[str], array[int]],
) -> None:
    for name, found in held.items():
        own = library.without(found, map(type, found.values()))
        for big in large if own else ():
            if any(is_in(address, index_of(big)) for address in own):
                union.join(name, big)
    for place, first in enumerate(large):
        for second in large[place + 1 :]:
            if not set(index_of(first)).isdisjoint(index_of(second)):
                union.join(first, second)


def held_elsewhere(found: Mapping[int, Any], bindings: Mapping[int, int]) -> dict[int, Any]:
    """Return those objects that are referred to from outside these objects and the namespace.

    An object whose references are all accounted for cannot be inside another variable.
    """
    inner = Counter(
        id(held)
        for value in found.values()
        for held in gc.get_referents(value)
        if id(held) in found
    )
    counts, ours = _references(found), _our_references()
    return {
        address: value
        for address, value in found.items()
        if counts[address] > ours + inner[address] + BINDING_REFERENCES * bindings.get(address, 0)
    }


def _references(found: Mapping[int, Any]) -> dict[int, int]:
    return {address: sys.getrefcount(found[address]) for address in found}


@cache
def _our_references() -> int:
    """Return how many references an object has that only a pickle's table and ours hold.

    Counted and not known: interpreters differ in what a call or a loop adds.
    """
    table = {0: object()}
    return _references(dict(table))[0]


def is_in(address: int, index: array[int]) -> bool:
    """Tell whether an id is in a sorted array."""
    place = bisect_left(index, address)
    return place < len(index) and index[place] == address


def index_of(seen: list[Any], pickled: Pickled) -> array[int]:
    """Return the sorted ids of what may change among the objects of a walk."""
    kinds = {kind for kind in set(map(type, seen)) if kind is FunctionType or _is_changing(kind)}
    kept = compress(seen, map(kinds.__contains__, map(type, seen)))
    found = {id(value) for value in kept if may_change(value, pickled)}
    return array("Q", sorted(found))


def needs_sharing(pickles: Iterable[Pickled]) -> bool:
    """Tell whether several arrays of a group lie in the same memory."""
    arrays: dict[int, set[int]] = {}
    parts = list(pickles)
    for pickled in parts:
        for owner, found in pickled.owners.items():
            arrays.setdefault(owner, set()).update(found)
    for pickled in parts:
        for owner in pickled.beside.keys() & arrays.keys():
            arrays[owner].update(pickled.beside[owner])
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
