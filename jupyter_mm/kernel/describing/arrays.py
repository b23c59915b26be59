"""Arrays of numpy and tensors of torch, as a whole. Main thread."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.describing.outline import Column, Numbers, Outline

if TYPE_CHECKING:
    from jupyter_mm.kernel.describing.allowance import Allowance
    from jupyter_mm.kernel.describing.memory import Memory

COLUMN_MAJOR = "column-major"
_FLOATS = frozenset({"float16", "float32", "float64"})
_INTEGERS = frozenset({"uint8", "int8", "int16", "int32", "int64", "bool"})


def array(value: Any, memory: Memory, _allowance: Allowance) -> Outline:
    """Return the outline of an array of numpy."""
    made = Outline("array", shape=tuple(map(int, value.shape)))
    if value.ndim > 1 and value.flags.f_contiguous and not value.flags.c_contiguous:
        made.text = COLUMN_MAJOR
    made.columns.append(Column("", str(value.dtype), memory.numbers(value)))
    return made


def tensor(value: Any, memory: Memory, _allowance: Allowance) -> Outline:
    """Return the outline of a tensor; its numbers only where they lie side by side in memory."""
    kind = str(value.dtype).removeprefix("torch.")
    made = Outline("array", shape=tuple(map(int, value.shape)))
    made.columns.append(Column("", kind, _numbers(value, kind, memory)))
    return made


def _numbers(value: Any, kind: str, memory: Memory) -> Numbers | None:
    numpy = sys.modules.get("numpy")
    is_known = kind in _FLOATS or kind in _INTEGERS
    if numpy is None or not is_known or value.device.type != "cpu" or not value.is_contiguous():
        return None
    lying = memory.lying(value.data_ptr(), value.numel() * value.element_size())
    return None if lying is None else Numbers(numpy.dtype(kind), lying)
