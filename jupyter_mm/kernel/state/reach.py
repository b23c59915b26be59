"""What a cell may touch: the names in it, and all that these lead to.

Sound, not exact: a name too many costs a look, a name too few would lose a change. What cannot be
followed counts as everything.
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.state import shared
from jupyter_mm.kernel.state.origin import origin_of, origin_of_module
from jupyter_mm.kernel.state.referents import WEAK, referents
from jupyter_mm.kernel.state.source import (
    ANY_NAME,
    DYNAMIC_NAMES,
    IMPORT,
    Uses,
    of_code,
    uses,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["EVERYTHING", "Touched", "Uses", "closure", "uses"]

PLAIN = frozenset({
    bool, bytearray, bytes, complex, dict, float, frozenset, int, list, range, set, slice, str,
    tuple, type(None), type(...), type(NotImplemented),
})  # fmt: skip
"""Types whose values run no code of anybody else; what they hold is named by the group's code."""

_FAMILIAR = PLAIN | WEAK | {object, type}
"""Classes that lead nowhere by themselves."""
_ATOMS = frozenset({str, bytes, int, float, complex, bool, type(None)})
_HISTORY = re.compile(r"_+|_\d+|_oh|Out|_dh|_ih|_i+|_i\d+|In")
_WORD = re.compile(r"[^\W\d]\w*")
_CUSTOM = ("__reduce__", "__reduce_ex__", "__getstate__", "__getnewargs__", "__getnewargs_ex__")
LONGEST_TEXT = 4000
MOST_PARTS = 500


@dataclass(frozen=True, slots=True)
class Touched:
    """What code may touch."""

    names: frozenset[str] | None
    """Names, not all of which need exist; None for everything."""
    calls_library: bool
    """Whether it uses anything besides builtin values: what libraries hold may change."""
    through: frozenset[str] = frozenset()
    """Those names that other code leads to: what the cell itself does to them says nothing."""


EVERYTHING = Touched(None, calls_library=True)


class _EverythingError(Exception):
    """Something was met that cannot be followed."""


def closure(
    used: Uses, namespace: Mapping[str, Any], group_uses: Mapping[str, Iterable[str]]
) -> Touched:
    """Return what code that uses these names may touch, given the namespace before it runs.

    `group_uses` has for a variable the names that functions and classes inside its value use, and
    the names of those classes. Runs no code of the user's classes.
    """
    if used.is_dynamic:
        return EVERYTHING
    walk = _Walk(namespace, group_uses)
    try:
        walk.imports(used.imports)
        walk.direct(used)
        if walk.calls_library:
            walk.texts(used)
        walk.follow()
    except _EverythingError:
        return EVERYTHING
    own = used.names | used.stores | used.deletes
    return Touched(
        frozenset(walk.seen) | own,
        calls_library=walk.calls_library,
        through=frozenset(walk.through),
    )


def _is_own_way(method: Any) -> bool:
    """Tell whether a method for pickling was written by the user, not made by a library."""
    if type(method) is types.FunctionType:
        return origin_of(method.__globals__.get("__name__")) != "library"
    return type(method).__module__ != "builtins"


class _Walk:
    """Follows names to values, and values to the code they run."""

    def __init__(
        self, namespace: Mapping[str, Any], group_uses: Mapping[str, Iterable[str]]
    ) -> None:
        self._namespace, self._group_uses = namespace, group_uses
        self.seen: set[str] = set()
        self.through: set[str] = set()
        self.calls_library = False
        self._left: list[str] = []
        self._codes: set[int] = set()
        self._classes: set[int] = set()
        self._looked_into: set[type] = set()  # their classes were followed

    def imports(self, modules: Iterable[str]) -> None:
        """Take the modules that code imports."""
        for module in modules:
            self.calls_library = True
            if origin_of(module or None) != "library":
                raise _EverythingError

    def direct(self, used: Uses) -> None:
        """Take the names that the cell itself has."""
        for name in used.names:
            if name[0] in "_OI" and _HISTORY.fullmatch(name) and self._is_result(name):
                raise _EverythingError
        self._left.extend(used.names | used.stores | used.deletes)
        self.follow()

    def _is_result(self, name: str) -> bool:
        """Tell whether a name of IPython's leads to an object that other names may share."""
        return name in self._namespace and type(self._namespace[name]) not in _ATOMS

    def texts(self, used: Uses) -> None:
        """Take the notebook's functions that are named in texts given to a library."""
        words = set(used.words)
        for name in used.names:
            value = self._namespace.get(name)
            if type(value) is str:
                if len(value) > LONGEST_TEXT:
                    continue
                words.update(_WORD.findall(value))
        self._lead_to([name for name in words if type(self._namespace.get(name)) not in PLAIN])

    def follow(self) -> None:
        """Follow all names that are left."""
        while self._left:
            name = self._left.pop()
            if name in self.seen:
                continue
            self.seen.add(name)
            inner = self._group_uses.get(name)
            if inner is not None:
                self._follow_group(inner)
            value = self._namespace.get(name)
            if type(value) not in PLAIN:
                self.calls_library = True
                self._value(value)

    def _lead_to(self, names: Iterable[str]) -> None:
        self.through.update(names)
        self._left.extend(names)

    def _follow_group(self, names: Iterable[str]) -> None:
        """Follow what code inside of a value names."""
        self.calls_library = True
        if not DYNAMIC_NAMES.isdisjoint(names) or ANY_NAME in names:
            raise _EverythingError
        self.imports(name.removeprefix(IMPORT) for name in names if name.startswith(IMPORT))
        self._lead_to(names)

    def _value(self, value: Any) -> None:
        kind = type(value)
        if kind is types.FunctionType:
            self._function(value)
        elif kind in WEAK:
            self._inside(value)
        elif issubclass(kind, types.ModuleType):
            if origin_of_module(value) != "library":
                raise _EverythingError
        elif issubclass(kind, type):
            self._class(value)
        else:
            self._class(kind)
            self._inside(value)

    def _function(self, function: types.FunctionType) -> None:
        if id(function) in self._codes:
            return
        self._codes.add(id(function))
        if function.__globals__ is not self._namespace:
            self._elsewhere(function.__globals__.get("__name__"), function)
            return
        self._code(function.__code__)
        self._closure(function)
        named = (function.__kwdefaults__ or {}).values()
        for part in (*(function.__defaults__ or ()), *named, *vars(function).values()):
            self._part(part)

    def _closure(self, function: types.FunctionType) -> None:
        for cell in function.__closure__ or ():
            try:
                self._part(cell.cell_contents)
            except ValueError:
                continue

    def _elsewhere(self, module: object, function: types.FunctionType) -> None:
        """Take a function of a module: a library's may wrap one of the notebook."""
        is_made = type(module) is str and module.startswith("namedtuple_")  # by `collections`
        if not is_made and origin_of(module) not in {"library", "open"}:
            raise _EverythingError
        self._closure(function)
        for part in vars(function).values():
            self._part(part)

    def _code(self, code: types.CodeType) -> None:
        inner = of_code(code)
        if inner.is_dynamic:
            raise _EverythingError
        for name in inner.names:
            if name[0] in "_OI" and _HISTORY.fullmatch(name) and self._is_result(name):
                raise _EverythingError
        self.imports(inner.imports)
        self._lead_to(inner.names | inner.stores | inner.deletes)
        self._lead_to([
            name for name in inner.words if type(self._namespace.get(name)) not in PLAIN
        ])  # fmt: skip

    def _class(self, cls: type) -> None:
        if id(cls) in self._classes or cls in _FAMILIAR:
            return
        self._classes.add(id(cls))
        for base in type.mro(cls) if type(cls) is not type else cls.__mro__:
            if base is cls or id(base) not in self._classes:
                self._classes.add(id(base))
                self._base(base)
        self._class(type(cls))

    def _base(self, cls: type) -> None:
        origin = origin_of(type.__dict__["__module__"].__get__(cls))
        if origin in {"own", "open"}:
            raise _EverythingError
        if origin == "library":
            return
        known = type.__dict__["__dict__"].__get__(cls)
        if any(_is_own_way(known[name]) for name in _CUSTOM if name in known):
            raise _EverythingError  # what it pickles may not be all it holds
        self._lead_to([name for name, value in tuple(self._namespace.items()) if value is cls])
        if shared.is_shared(known):
            raise _EverythingError
        for value in tuple(known.values()):
            self._part(value)

    def _part(self, value: Any) -> None:
        """Follow what a function or class holds."""
        kind = type(value)
        if kind in _ATOMS or value is self._namespace:
            return
        if kind in PLAIN:
            self._inside(value)
        else:
            self._value(value)

    def _inside(self, value: Any) -> None:
        """Follow the code that is found in an object, as far as it is small."""
        if type(value) in OPAQUE:
            raise _EverythingError
        left, seen, known = [value], {id(value)}, self._looked_into
        while left and len(seen) < MOST_PARTS:
            for part in referents(left.pop()):
                kind = type(part)
                if kind in _ATOMS or id(part) in seen:
                    continue
                if (kind in known and part is not self._namespace) or self._is_followed(part):
                    known.add(kind)
                    seen.add(id(part))
                    left.append(part)

    def _is_followed(self, part: Any) -> bool:
        """Follow an object if it is code; tell whether to look into it."""
        kind = type(part)
        if kind in _ATOMS or part is self._namespace:
            return False
        if kind in OPAQUE:
            raise _EverythingError
        if kind is types.FunctionType:
            self._function(part)
        elif issubclass(kind, type):
            self._class(part)
        elif not issubclass(kind, types.ModuleType):
            self._class(kind)
            return True
        return False


OPAQUE = frozenset({
    types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.FrameType,
    types.TracebackType,
})  # fmt: skip
"""What holds a frame, or leads to one: it may reach all that the frame does."""
