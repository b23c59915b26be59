"""What an object refers to, weak references included."""

from __future__ import annotations

import gc
import weakref
from typing import Any

WEAK = frozenset({weakref.ReferenceType, weakref.WeakMethod, weakref.KeyedRef})


def referents(value: Any) -> list[Any]:
    """Return what an object refers to; of a weak reference also what it leads to."""
    found = gc.get_referents(value)
    return [*found, weakref.ReferenceType.__call__(value)] if type(value) in WEAK else found
