"""What the main thread does for values after a cell: few steps, and no code of the user's."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from jupyter_mm.kernel.describing import frames
from jupyter_mm.kernel.describing.allowance import EACH
from jupyter_mm.kernel.describing.looking import BUDGET_S, Looking
from jupyter_mm.kernel.describing.memory import MOST_BUFFERS, Memory
from jupyter_mm.kernel.describing.outline import Outline


class Clock:
    """Says that a quarter of the time has passed between two looks at it."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        self._now += BUDGET_S / 4
        return self._now


def outline(value: Any, clock: Any = lambda: 0.0) -> Outline:
    (found,) = Looking(clock).outlines([value], [])
    assert found is not None
    return found


def asked(*_: Any) -> Any:
    raise AssertionError("asked")


def test_time_ends_inside_a_dict() -> None:
    found = outline({f"k{number}": number for number in range(190)}, Clock())
    assert 0 < len(found.leaves) < 5 * EACH
    assert found.is_cut


def test_time_ends_inside_an_estimator() -> None:
    model = LogisticRegression()
    model.history = [(f"step {number}", number) for number in range(190)]
    found = outline(model, Clock())
    assert len(found.leaves) < 5 * EACH
    assert found.is_cut


def test_time_ends_between_the_columns_and_the_blocks_of_a_frame() -> None:
    table = pd.DataFrame(np.ones((2, 90)))
    pieces = pd.DataFrame({"c0": [1]})
    for number in range(1, 90):
        pieces.insert(number, f"c{number}", [number])
    for frame in (table, pieces):
        found = outline(frame, Clock())
        assert 0 < len(found.columns) < 5 * EACH
        assert found.is_cut


def test_of_long_lists_in_estimators_the_first_are_looked_at() -> None:
    class Step(tuple[Any, ...]):
        __slots__ = ()
        __len__ = __iter__ = __getitem__ = asked

    model = LogisticRegression()
    model.history = [*((f"s{number}", number) for number in range(300)), Step()]
    found = outline(model)
    assert len(found.leaves) == 200
    assert found.is_cut
    model.history = [("a", 1), Step()]
    paths = [path for path, _value in outline(model).leaves]
    assert "history[0][1]" in paths
    assert "history[1]" in paths


def test_classes_are_not_asked_either() -> None:
    class Asking(type):
        __hash__ = __eq__ = asked
        __name__ = property(asked)

    class Value(metaclass=Asking):
        pass

    looking = Looking(lambda: 0.0)
    assert looking.outlines([Value()], []) == (None,)
    frame = pd.DataFrame([[1]], columns=pd.Index([Value()], dtype=object))
    (found,) = looking.outlines([frame], [])
    assert found is not None
    assert [column.name for column in found.columns] == ["(Value)"]


def test_frames_with_an_index_of_the_users_are_not_looked_at() -> None:
    class Mine(pd.Index):
        """An index may be derived from, and hold an array that is."""

    holding: Any = pd.Index([1, 2])
    holding.__dict__["_data"] = SimpleNamespace(__len__=asked)
    for index in (object.__new__(Mine), holding):
        assert not frames._is_known(index)
    for index in (pd.RangeIndex(2), pd.Index(["a"]), pd.MultiIndex.from_tuples([(1, 2)])):
        assert frames._is_known(index)


def test_few_places_of_a_wide_block_are_looked_at() -> None:
    assert frames._places(slice(0, 100_000, 2), 5) == [(0, 0), (1, 2), (2, 4)]
    assert frames._places(slice(3, None, -1), 2) == [(2, 1), (3, 0)]
    assert frames._places(np.array([9, 1, 4, 0]), 2) == [(1, 1), (3, 0)]


def test_the_buffers_of_a_group_are_not_all_looked_through() -> None:
    def views() -> Iterator[memoryview]:
        for _ in range(MOST_BUFFERS):
            yield memoryview(b"x" * 10)
        raise AssertionError("more were asked for")

    endless: Any = views()
    assert Memory(endless).lying(0, 10) is None
