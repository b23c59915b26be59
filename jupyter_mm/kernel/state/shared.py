"""Whether what a class holds is also held by others, told by counting references."""

from __future__ import annotations

import enum
import gc
import sys
import types
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_OBJECTS = 2000
_ENDS = (
    str, bytes, int, float, complex, bool, type(None), type, range, types.FunctionType,
    types.BuiltinFunctionType, types.CodeType, types.ModuleType,
)  # fmt: skip
"""Types whose values are no state, nor lead to any that others would share."""


def is_shared(known: Mapping[str, Any]) -> bool:
    """Tell whether something that may change in a class's dictionary is held elsewhere too.

    True as well when there is too much to tell.
    """
    found = _within([
        value
        for name, value in tuple(known.items())
        if not (name.startswith("__") and name.endswith("__"))
    ])  # fmt: skip
    if found is None:
        return True
    if not found:
        return False
    held = Counter(map(id, filter(_is_state, known.values())))
    for part in _referents(found):
        held[part] += 1
    return any(
        sys.getrefcount(value) > held[id(value)] + _EXTRA
        for value in found
        if not _is_fixed(type(value))
    )


def _is_state(value: Any) -> bool:
    """Tell whether to look at an object; methods and properties are followed as code."""
    kind = type(value)
    return not issubclass(kind, _ENDS) and (
        not hasattr(kind, "__get__") or kind.__module__ == "__main__"
    )


def _is_fixed(kind: type) -> bool:
    """Tell whether objects of a type do not change themselves, only what they hold."""
    return kind in {tuple, frozenset, slice} or issubclass(kind, enum.Enum)


def _within(roots: list[Any]) -> list[Any] | None:
    """Return all that is reached, each object once; None if it is too much."""
    found: list[Any] = []
    seen: set[int] = set()
    while roots:
        value = roots.pop()
        if id(value) in seen or not _is_state(value):
            continue
        seen.add(id(value))
        found.append(value)
        if len(found) > MOST_OBJECTS:
            return None
        roots.extend(gc.get_referents(value))
    return found


def _referents(found: list[Any]) -> list[int]:
    """Return the ids of what each object refers to; holds nothing on return."""
    return [id(part) for value in found for part in gc.get_referents(value)]


def _extra() -> int:
    """Count the references that looking itself holds; interpreters differ."""
    found = [object()]
    return next(sys.getrefcount(value) for value in found)


_EXTRA = _extra()
