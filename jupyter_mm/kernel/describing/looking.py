"""From a value to its outline, within a bound of time. Main thread; never raises for a value."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.describing import arrays, frames, trees
from jupyter_mm.kernel.describing.allowance import Allowance
from jupyter_mm.kernel.describing.memory import Memory
from jupyter_mm.kernel.describing.outline import Outline, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Look = Callable[[Any, Memory, Allowance], Outline | None]

BUDGET_S = 0.001
"""For all values of one cell; what is begun says less when it is used up."""


class Looking:
    """Outlines of the values of one cell."""

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        """Begin with all the time there is."""
        self._allowance = Allowance(clock, BUDGET_S)

    def outlines(
        self, values: Iterable[Any], views: list[memoryview]
    ) -> tuple[Outline | None, ...]:
        """Return what is noted of each value of a group; `views` are the buffers it is kept in."""
        self._allowance.resume()
        memory = Memory(views)
        found = tuple(self._outline(value, memory) for value in values)
        self._allowance.pause()
        return found

    def _outline(self, value: Any, memory: Memory) -> Outline | None:
        if self._allowance.is_spent() or (look := _known(type(value))) is None:
            return None
        try:
            return look(value, memory, self._allowance)
        except Exception:  # noqa: BLE001  # half-made objects and new releases of libraries raise anything
            return None


def _known(kind: type) -> Look | None:
    """Return what looks at values of a type; None for types whose summary says it all."""
    if trees.is_tree(kind):
        return _tree
    module = type.__dict__["__module__"].__get__(kind)
    top = module.partition(".")[0] if type(module) is str else ""
    name = name_of(kind)
    look = _LOOKS.get((top, name))
    if look is not None:
        is_own = getattr(sys.modules.get(top), name, None) is kind
        return look if is_own else None
    return _estimator if top in trees.LEARNERS and trees.is_estimator(kind) else None


def _tree(value: Any, _memory: Memory, allowance: Allowance) -> Outline:
    return trees.tree(value, allowance)


def _estimator(value: Any, _memory: Memory, allowance: Allowance) -> Outline:
    return trees.estimator(value, allowance)


def _polars_frame(value: Any, _memory: Memory, _allowance: Allowance) -> Outline:
    # A clone shares the columns and is told of no change: polars copies what two hold.
    return Outline("frame", shape=(value.height, value.width), frozen=value.clone())


def _polars_series(value: Any, _memory: Memory, _allowance: Allowance) -> Outline:
    return Outline("array", shape=(value.len(),), frozen=value.clone())


def _arrow_table(value: Any, _memory: Memory, _allowance: Allowance) -> Outline:
    return Outline("frame", shape=(value.num_rows, value.num_columns), frozen=value)


def _arrow_array(value: Any, _memory: Memory, _allowance: Allowance) -> Outline:
    return Outline("array", shape=(len(value),), frozen=value)


_LOOKS: dict[tuple[str, str], Look] = {
    ("numpy", "ndarray"): arrays.array,
    ("pandas", "DataFrame"): frames.frame,
    ("pandas", "Series"): frames.series,
    ("polars", "DataFrame"): _polars_frame,
    ("polars", "Series"): _polars_series,
    ("pyarrow", "Table"): _arrow_table,
    ("pyarrow", "ChunkedArray"): _arrow_array,
    ("torch", "Tensor"): arrays.tensor,
}
