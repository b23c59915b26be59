"""Random worlds of a notebook: values of many kinds that share parts, ways to change them, and
what makes two worlds the same.

A world is made by a list of steps, each of which may use what earlier steps made: so aliases,
views, circles and shared closures come by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from types import CellType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = """
import dataclasses, enum
class Plain:
    kind = "plain"
    def __init__(self, inner): self.inner = inner
    def who(self): return (self.kind, scale)
class Child(Plain):
    def __init__(self, inner):
        super().__init__(inner)
        self.more = [inner]
class Slotted:
    __slots__ = ("inner", "__dict__")
    def __init__(self, inner): self.inner = inner
class Shy:
    def __init__(self, inner): self.inner = inner
    def __getattr__(self, name): return getattr(self.inner, name)
@dataclasses.dataclass
class Record:
    inner: object
    tags: list = dataclasses.field(default_factory=list)
class Color(enum.Enum):
    RED = 1
    BLUE = 2
class Words(list): pass
class Table(dict): pass
def counter(start):
    def step():
        start.append(len(start))
        return len(start) * scale
    def read(): return start
    return step, read
def default(inner):
    def give(more=inner, *, other=[inner]): return more
    give.mark = inner
    return give
def ring():
    def run(n): return 1 if n < 2 else n * run(n - 1)
    return run
scale = 3
"""

STEPS = st.lists(
    st.tuples(st.integers(0, 39), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=14
)
CHANGES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=8)
NAMES = st.lists(st.integers(0, 30), min_size=1, max_size=5)


def made_by(space: dict[str, Any], steps: list[tuple[int, int, int]]) -> list[Any]:
    """Return the values that the steps make, in order."""
    pool: list[Any] = [[0], np.arange(6.0)]
    for kind, first, second in steps:
        one, other = pool[first % len(pool)], pool[second % len(pool)]
        made = MAKERS[kind % len(MAKERS)](space, one, other, first)
        pool.extend(made if type(made) is _Several else [made])
    return pool


class _Several(list):
    """Values that one step makes."""


def _array(one: Any, size: int) -> Any:
    return one if isinstance(one, np.ndarray) and one.ndim else np.arange(float(size + 1))


def _numbers(one: Any, size: int) -> Any:
    array = _array(one, size)
    return array if array.dtype.kind == "f" else np.arange(float(size + 1))


def _frame(one: Any, size: int) -> pd.DataFrame:
    if isinstance(one, pd.DataFrame):
        return one
    return pd.DataFrame({"a": range(size), "b": [f"t{i}" for i in range(size)]})


def _columns(frame: pd.DataFrame, count: int) -> pd.DataFrame:
    return frame[list(frame.columns[:count])]


def _append(one: Any, other: Any) -> Any:
    if isinstance(one, list):
        one.append(other)
        return one
    return [one, other]


def _circle(one: Any) -> list[Any]:
    made = [one]
    made.append(made)
    return made


MAKERS: list[Callable[[dict[str, Any], Any, Any, int], Any]] = [
    lambda space, one, other, n: n,
    lambda space, one, other, n: n / 7,
    lambda space, one, other, n: f"text {n % 3}",
    lambda space, one, other, n: bytes(n) * (1 + 700 * (n % 3)),
    lambda space, one, other, n: bytearray(n),
    lambda space, one, other, n: None,
    lambda space, one, other, n: [one, other],
    lambda space, one, other, n: [],
    lambda space, one, other, n: (one, other, one),
    lambda space, one, other, n: {"a": one, n: other},
    lambda space, one, other, n: {n, "x", (n, 1)},
    lambda space, one, other, n: frozenset({n, "y"}),
    lambda space, one, other, n: _append(one, other),
    lambda space, one, other, n: _circle(one),
    lambda space, one, other, n: space["Plain"](one),
    lambda space, one, other, n: space["Child"](one),
    lambda space, one, other, n: space["Slotted"](one),
    lambda space, one, other, n: space["Shy"](one),
    lambda space, one, other, n: space["Record"](one, [other]),
    lambda space, one, other, n: list(space["Color"])[n % 2],
    lambda space, one, other, n: space["Words"]([one, other]),
    lambda space, one, other, n: space["Table"](a=one),
    lambda space, one, other, n: space[("Plain", "Record", "Color")[n % 3]],
    lambda space, one, other, n: _Several(space["counter"](one if type(one) is list else [n])),
    lambda space, one, other, n: space["default"](one),
    lambda space, one, other, n: space["ring"](),
    lambda space, one, other, n: space["Plain"](one).who,
    lambda space, one, other, n: np.arange(float(n * 300)).reshape(3, -1, order="F"),
    lambda space, one, other, n: _array(one, n)[:: 1 + n % 3],
    lambda space, one, other, n: _array(one, n).T,
    lambda space, one, other, n: _array(one, n)[..., ::-1],
    lambda space, one, other, n: np.array([one, other, n], dtype=object)[1:],
    lambda space, one, other, n: np.arange(n).astype("datetime64[D]"),
    lambda space, one, other, n: np.ma.MaskedArray(_numbers(one, n), copy=False, mask=False),
    lambda space, one, other, n: pd.Series(range(n % 5), name="s"),
    lambda space, one, other, n: _frame(one, n),
    lambda space, one, other, n: _frame(one, n).assign(new=1.5),
    lambda space, one, other, n: _columns(_frame(one, n), 1),
    lambda space, one, other, n: pd.DataFrame(np.atleast_2d(_numbers(one, n)), copy=False),
    lambda space, one, other, n: pd.Index(range(n), name="i"),
]


def change(value: Any, how: int) -> None:
    """Change a value in place, if it can be changed."""
    for kinds, action in CHANGERS:
        if isinstance(value, kinds):
            action(value, how)
            return
    if type(value).__name__ in {"Plain", "Child", "Slotted", "Shy", "Record"}:
        object.__setattr__(value, "inner", how)


def _change_array(array: Any, how: int) -> None:
    if array.flags.writeable and array.size:
        first = (0,) * array.ndim
        array[first] = np.array(how, array.dtype) if array.dtype.kind in "fM" else how


def _change_frame(frame: Any, how: int) -> None:
    if len(frame):
        frame[f"c{how}"] = how
        if frame.dtypes.iloc[0].kind in "if":
            frame.iloc[0, 0] = how


def _change_series(series: Any, how: int) -> None:
    if len(series):
        series.iloc[0] = how


def _change_list(items: Any, how: int) -> None:
    if how % 2 or not items:
        items.append(how)
    else:
        items.pop()


CHANGERS: list[tuple[type, Callable[[Any, int], None]]] = [
    (np.ndarray, _change_array),
    (pd.DataFrame, _change_frame),
    (pd.Series, _change_series),
    (bytearray, lambda one, how: one.append(how)),
    (list, _change_list),
    (dict, lambda one, how: one.update({f"k{how}": how})),
    (set, lambda one, how: one.add(-how)),
    (FunctionType, lambda one, how: vars(one).update(changed=how)),
]


@dataclass
class Picture:
    """What a world looks like: two worlds are the same if their pictures are equal."""

    seen: dict[int, int] = field(default_factory=dict)
    held: list[Any] = field(default_factory=list)
    arrays: list[Any] = field(default_factory=list)

    def of(self, value: Any) -> Any:
        """Return a description; objects met before are named by their number."""
        kind = type(value)
        if kind in _ATOMS or isinstance(value, np.generic):
            return kind.__name__, repr(value)
        if kind in _UNCHANGING:
            return kind.__qualname__, self._inside(value, kind)
        if id(value) in self.seen:
            return "again", self.seen[id(value)]
        self.seen[id(value)] = len(self.seen)
        self.held.append(value)
        return kind.__qualname__, self._inside(value, kind)

    def sharing(self) -> list[tuple[int, int]]:
        """Return which of the arrays lie on common memory."""
        arrays = self.arrays
        return [
            (i, j)
            for i in range(len(arrays))
            for j in range(i)
            if arrays[i].nbytes and arrays[j].nbytes and np.may_share_memory(arrays[i], arrays[j])
        ]

    def _inside(self, value: Any, kind: type) -> Any:
        for kinds, describe in self._ways():
            if issubclass(kind, kinds):
                return describe(value)
        return self._attributes(value)

    def _ways(self) -> list[tuple[Any, Callable[[Any], Any]]]:
        return [
            (np.ndarray, self._array),
            ((pd.DataFrame, pd.Series, pd.Index), self._table),
            ((list, tuple), lambda one: ([self.of(part) for part in one], self._attributes(one))),
            (dict, lambda one: [(self.of(key), self.of(part)) for key, part in one.items()]),
            ((set, frozenset), lambda one: sorted(map(repr, one))),
            (FunctionType, self._function),
            (CellType, lambda one: self.of(one.cell_contents)),
            (type, lambda one: (one.__qualname__, getattr(one, "kind", None))),
            (MethodType, lambda one: (self.of(one.__self__), one.__name__)),
            (Enum, lambda one: one.name),
        ]

    def _attributes(self, value: Any) -> Any:
        try:
            known = dict(object.__getattribute__(value, "__dict__"))
        except AttributeError:
            known = {}
        if type(value).__name__ == "Slotted":
            known["inner"] = value.inner
        return [(name, self.of(one)) for name, one in sorted(known.items())]

    def _array(self, value: Any) -> Any:
        if value.dtype.hasobject:
            return value.shape, [self.of(one) for one in value.ravel().tolist()]
        mask = np.ma.getmaskarray(value).tolist() if isinstance(value, np.ma.MaskedArray) else None
        plain = np.ndarray.view(value, np.ndarray)
        self.arrays.append(plain)
        return str(value.dtype), value.shape, plain.tolist(), value.flags.writeable, mask

    def _table(self, value: Any) -> Any:
        if isinstance(value, pd.Index):
            return str(value.dtype), value.name, value.tolist()
        dtypes = [str(one) for one in np.atleast_1d(value.dtypes)]  # one, or one a column
        return dtypes, value.to_dict(), value.index.tolist()

    def _function(self, value: FunctionType) -> Any:
        cells = [self.of(cell) for cell in value.__closure__ or ()]
        extra = [self.of(value.__defaults__), self.of(value.__kwdefaults__), self.of(vars(value))]
        return value.__qualname__, value.__globals__["scale"], cells, extra


_UNCHANGING = frozenset({tuple, frozenset, MethodType, pd.Index, pd.RangeIndex})
"""Whether there is one of them or two makes no difference; what they hold does."""

_ATOMS = frozenset({int, float, bool, str, bytes, type(None)})


def picture(values: dict[str, Any]) -> Any:
    """Return what must be equal after a restore: values, structure, aliases, common memory."""
    made = Picture()
    return [(name, made.of(values[name])) for name in sorted(values)], made.sharing()
