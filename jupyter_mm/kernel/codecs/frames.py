"""pandas: its objects pickle well; here is told what only their holder can change.

Since pandas 3 frames that share memory never see each other's changes, so they are no group.
"""

from __future__ import annotations

import sys
from typing import Any

COPY_ON_WRITE = 3
"""The version of pandas that made it the rule."""


def reducer_for(kind: type) -> Any:
    """Return what notes the hidden arrays of objects of a type of pandas."""
    version = getattr(sys.modules["pandas"], "__version__", "0")
    if int(version.partition(".")[0] or 0) < COPY_ON_WRITE:
        return None
    bases = {base.__name__ for base in kind.__mro__}
    if kind.__name__.endswith("Block"):
        return _hide_values
    if "Index" in bases:
        return _hide_data
    if "ExtensionArray" in bases:
        return _hide_array
    return _hide_metadata if "NDFrame" in bases else None


def _hide_values(block: Any, context: Any) -> Any:
    context.hide(getattr(block, "values", None))
    return NotImplemented


def _hide_data(index: Any, context: Any) -> Any:
    context.hide(getattr(index, "_data", None))
    return NotImplemented


def _hide_array(array: Any, context: Any) -> Any:
    context.hide(getattr(array, "_ndarray", None), getattr(array, "_mask", None))
    return NotImplemented


def _hide_metadata(frame: Any, context: Any) -> Any:
    context.hide(getattr(type(frame), "_metadata", None))
    return NotImplemented
