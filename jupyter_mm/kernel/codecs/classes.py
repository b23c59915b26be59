"""Classes that the notebook defines.

A class travels as a pickle of its own inside the stream (`load_class(id, bytes)`), so that objects
of one class stay separate groups. The id lasts for the life of the class object; on load one
table makes each class once, so `type(value) is TheClass` holds across all groups of a restore.
"""

from __future__ import annotations

import os
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from jupyter_mm.kernel.codecs.notkept import NotKeptError

if TYPE_CHECKING:
    from collections.abc import Callable

KEYWORDS_POSITION = 3
ID_POSITION = -2
"""Where cloudpickle's class id stands among the arguments of both its class makers."""


class ClassNames:
    """Ids of the notebook's classes, for the life of the kernel."""

    def __init__(self) -> None:
        """Know no class yet."""
        self._ids: WeakKeyDictionary[type, str] = WeakKeyDictionary()
        self._origins: WeakKeyDictionary[type, tuple[bytes, bytes]] = WeakKeyDictionary()
        self._classes: WeakValueDictionary[str, type] = WeakValueDictionary()

    def id_of(self, cls: type) -> str:
        """Return the id of a class; it gets one when it is first seen."""
        known = self._ids.get(cls)
        if known is None:
            known = os.urandom(16).hex()
            self.adopt(cls, known)
        return known

    def adopt(self, cls: type, name: str) -> None:
        """Give a class the id that it had when it was kept."""
        self._ids[cls] = name
        self._classes[name] = cls

    def remember(self, cls: type, loaded: bytes, anew: bytes) -> None:
        """Note that a class made from `loaded` gives `anew` when it is taken apart again.

        Texts that were one object may be two after a load, so the bytes can differ though the
        class is the same.
        """
        self._origins[cls] = (anew, loaded)

    def settled(self, cls: type, content: bytes) -> bytes:
        """Return the bytes a class was made from, if it has not changed since; else `content`."""
        anew, loaded = self._origins.get(cls, (None, content))
        return loaded if content == anew else content

    def copied(self) -> ClassNames:
        """Return names of their own that know the same classes."""
        other = ClassNames()
        other._ids.update(self._ids)
        other._classes.update(self._classes)
        other._origins.update(self._origins)
        return other

    def live(self, name: str) -> type | None:
        """Return the class that has an id now."""
        return self._classes.get(name)


def reduce_class(cls: type) -> tuple[Any, ...]:
    """Return how to rebuild a class from its parts, without cloudpickle's process-wide table.

    Slots are given when the class is made; cloudpickle would make a class without any.
    """
    from cloudpickle import cloudpickle as cp  # noqa: PLC0415  # not before the first value

    make, arguments, state, *rest = cp._dynamic_class_reduce(cls)  # noqa: SLF001  # cloudpickle is pinned below 4
    made_with = [*arguments[:ID_POSITION], None, *arguments[ID_POSITION + 1 :]]
    parts, slot_state = state
    parts.pop("__slotnames__", None)  # a note that pickling an instance leaves on its class
    if "__slots__" in parts and make is cp._make_skeleton_class:  # noqa: SLF001  # as above
        made_with[KEYWORDS_POSITION] = {
            **made_with[KEYWORDS_POSITION],
            "__slots__": parts["__slots__"],
        }
        parts = {
            name: part
            for name, part in parts.items()
            if name != "__slots__" and type(part) is not MemberDescriptorType
        }
    return (make, tuple(made_with), (parts, slot_state), *rest)


def load_class(name: str, content: bytes) -> type:
    """Stand in a stream for a class. The unpickler of a restore puts its own table here."""
    raise NotKeptError(f"class {name} needs the restore it belongs to ({len(content)} bytes)")


def class_in_progress(name: str) -> type:
    """Stand in a stream for a class that is just being built; replaced like `load_class`."""
    raise NotKeptError(f"class {name} needs the restore it belongs to")


class ClassTable:
    """The classes of one restore: each is made once, or the live one is used if it is the same."""

    def __init__(self, names: ClassNames, same: Callable[[type, bytes], bool]) -> None:
        """`same` tells whether a live class still is what the bytes say."""
        self._names = names
        self._same = same
        self._made: dict[str, type] = {}
        self._contents: dict[str, bytes] = {}
        self.current: list[str] = []

    def load(self, name: str, content: bytes, build: Callable[[bytes], type]) -> type:
        """Return the class with this id; `build` unpickles it if it has to be made."""
        if name in self._made:
            return self._made[name]
        live = self._names.live(name)
        if live is not None and self._same(live, content):
            self._made[name] = live
            return live
        self._contents[name] = content
        self.current.append(name)
        try:
            return build(content)
        finally:
            self.current.pop()

    def in_progress(self, name: str) -> type:
        """Return a class whose parts are still being loaded."""
        return self._made[name]

    def register(self, cls: type) -> type:
        """Remember the empty class that has just been made: its parts may refer to it."""
        if self.current and self.current[-1] not in self._made:
            self._made[self.current[-1]] = cls
        return cls

    def renamed(self) -> ClassNames:
        """Return the names as they will be after the restore."""
        names = self._names.copied()
        for name, cls in self._made.items():
            names.adopt(cls, name)
        return names

    def commitment(self, taken_apart: Callable[[type], bytes]) -> Callable[[], None]:
        """Return what gives the classes their ids, so that they are the live ones."""
        anew = {
            name: (self._made[name], content, taken_apart(self._made[name]))
            for name, content in self._contents.items()
            if name in self._made
        }

        def commit() -> None:
            for name, cls in self._made.items():
                self._names.adopt(cls, name)
            for cls, content, again in anew.values():
                self._names.remember(cls, content, again)

        return commit
