"""Frames and series of pandas by their blocks, which are what is kept of them. Main thread."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel import summaries
from jupyter_mm.kernel.describing.outline import (
    MOST_COLUMNS,
    Column,
    Lying,
    Numbers,
    Outline,
    name_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.kernel.describing.allowance import Allowance
    from jupyter_mm.kernel.describing.memory import Memory

LONGEST_NAME = 200
_NAMES = frozenset({str, int, float, bool, type(None)})
_LIBRARIES = frozenset({"numpy", "pandas"})
_ZONES = frozenset({"datetime", "dateutil", "pytz", "zoneinfo"})
STRANGE = "of a type of its own"


def frame(value: Any, memory: Memory, allowance: Allowance) -> Outline | None:
    """Return the outline of a frame; of wide ones, and where time is short, the first columns."""
    labels = value.columns
    if not (_is_known(labels) and _is_known(value.index)):
        return None
    height, width = len(value.index), len(labels)
    first = labels if width <= MOST_COLUMNS else labels[:MOST_COLUMNS]  # pandas is slow to cut
    names = [_name(one) for one in first.tolist()]
    found: dict[int, Column] = {}
    for block in value._mgr.blocks:  # noqa: SLF001  # no public name
        if len(found) == len(names) or allowance.step():
            break
        found.update(_columns(block, names, memory, allowance))
    made = Outline("frame", shape=(height, width), is_cut=len(found) < width)
    made.columns = [found[place] for place in sorted(found)]
    return made


def series(value: Any, memory: Memory, _allowance: Allowance) -> Outline | None:
    """Return the outline of a series: an array with a name."""
    (block,) = value._mgr.blocks  # noqa: SLF001  # no public name
    if not (_is_known(value.index) and _is_library(block.values)):
        return None
    made = Outline("array", shape=(len(value.index),))
    name = "" if value.name is None else _name(value.name)
    made.columns.append(_column(name, block.values, memory))
    return made


def _columns(
    block: Any, names: list[str], memory: Memory, allowance: Allowance
) -> Iterator[tuple[int, Column]]:
    """Yield the columns of a block that are described, each with its place in the frame."""
    values, places = block.values, _places(block.mgr_locs.indexer, len(names))
    is_flat = not _is_library(values) or values.ndim == 1
    whole = None if is_flat or not places else _whole(values, memory)
    for row, place in places:
        if allowance.step():
            return
        if whole is None:
            flat = values if is_flat else values[row]
            yield place, _column(names[place], flat, memory)
        else:
            yield place, _of_block(names[place], whole, values, row)


def _whole(values: Any, memory: Memory) -> Numbers | None:
    """Return the numbers of all columns of a block; None for those that are looked at singly."""
    if type(values) is not _numpy("ndarray") or len(values) == 1:
        return None
    return memory.numbers(values, width=1 if values.flags.c_contiguous else values.shape[0])


def _places(places: Any, end: int) -> list[tuple[int, int]]:
    """Return rows of a block and their places in the frame, of those before an end.

    A wide frame's places are a slice or, in no order that could be relied on, an array.
    """
    if type(places) is slice:
        begin, stop, step = places.start or 0, places.stop, places.step or 1
        if step > 0:
            return list(enumerate(range(begin, min(stop, end), step)))
        places = _numpy("arange")(begin, -1 if stop is None else stop, step)
    rows = (places < end).nonzero()[0]
    return list(zip(rows.tolist(), places[rows].tolist(), strict=True))


def _of_block(name: str, whole: Numbers, values: Any, row: int) -> Column:
    """Return a column of a block: in one piece, or taking turns with the others in memory."""
    kind = type_name(values.dtype)
    if whole.width > 1:
        return Column(name, kind, whole, row)
    lying, size = whole.lying, values.shape[1] * whole.dtype.itemsize
    if lying.own is not None:
        own = memoryview(lying.own)[row * size : (row + 1) * size]
        return Column(name, kind, Numbers(whole.dtype, Lying(size, own=own)))
    piece = Lying(size, buffer=lying.buffer, start=lying.start + row * size)
    return Column(name, kind, Numbers(whole.dtype, piece))


def _column(name: str, values: Any, memory: Memory) -> Column:
    """Return a column of one of the kinds of arrays that pandas has."""
    kind = type(values)
    if kind is _numpy("ndarray"):
        return Column(name, type_name(values.dtype), memory.numbers(values))
    if not _is_library(values):
        return Column(name, STRANGE)
    made = Column(name, _type(values.dtype))
    if name_of(kind) == "Categorical":
        made.numbers = memory.numbers(values._codes, missing=-1)  # noqa: SLF001  # `codes` is a copy
    elif hasattr(values, "_pa_array"):
        made.frozen = values._pa_array  # noqa: SLF001  # no public name
    elif hasattr(values, "_mask"):
        mask = memory.of(values._mask)  # noqa: SLF001  # no public name
        data = values._data  # noqa: SLF001  # no public name
        made.numbers = memory.numbers(data, mask=mask) if mask is not None else None
    elif hasattr(values, "_ndarray"):
        made.numbers = memory.numbers(values._ndarray)  # noqa: SLF001  # no public name
    return made


def _type(dtype: Any) -> str:
    """Return the name of a type that no code of the user's makes; time zones have names too."""
    if not _is_library(dtype):
        return STRANGE
    zone = getattr(dtype, "tz", None)
    return str(dtype) if zone is None or _top(zone) in _ZONES else STRANGE


def _is_known(index: Any) -> bool:
    """Tell whether an index and the array behind it are pandas' own: their length is asked for."""
    array = object.__getattribute__(index, "__dict__").get("_data")
    return _is_library(index) and (array is None or _is_library(array))


def _is_library(value: Any) -> bool:
    return _top(value) in _LIBRARIES


def _top(value: Any) -> str:
    """Return the package of a value's type without asking either."""
    module = type.__dict__["__module__"].__get__(type(value))
    return module.partition(".")[0] if type(module) is str else ""


@lru_cache(maxsize=64)
def type_name(dtype: Any) -> str:
    """Return the name of a type of numpy, which numpy takes long to put together."""
    return str(dtype)


def _name(label: Any) -> str:
    """Return how a column is called; of labels that are objects only that they are."""
    if type(label) is str:
        return summaries.storable(label[:LONGEST_NAME])
    if type(label) is tuple and len(label) < LONGEST_NAME and all(map(_is_plain, label)):
        return summaries.storable(str(label)[:LONGEST_NAME])
    return str(label) if _is_plain(label) else f"({name_of(type(label))})"


def _is_plain(label: Any) -> bool:
    kind = type(label)
    return type(kind) is type and kind in _NAMES


def _numpy(name: str) -> Any:
    return getattr(sys.modules.get("numpy"), name, None)
