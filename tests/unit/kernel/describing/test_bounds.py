"""No value loses its state, and no cell its time, for what is said of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyter_mm.kernel.describing import frames, looking, telling
from jupyter_mm.kernel.keeping import writing
from tests.unit.kernel.book import Notebook
from tests.unit.kernel.describing.told import one, texts, told

FRAME = pd.DataFrame({"a": np.arange(5_000.0)})


def fail(*_: Any) -> Any:
    raise MemoryError


def test_values_are_kept_when_nothing_can_be_said_in_the_background(
    book: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "describe", fail)
    assert told(book, frame=FRAME) == {"frame": None}
    assert book.round_trip(frame=FRAME)["frame"].equals(FRAME)


def test_values_are_kept_when_looking_at_them_fails(
    book: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "_columns", fail)
    assert told(book, frame=FRAME) == {"frame": None}


def test_without_time_left_values_are_kept_and_not_described(
    book: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "BUDGET_S", 0.0)
    assert told(book, frame=FRAME, d={"a": 1}) == {"frame": None, "d": None}


def test_columns_that_time_does_not_reach_have_a_type(
    book: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "BUDGET_S", -1.0)
    found = one(book, FRAME)
    (facts,) = found.columns
    assert (facts.type, facts.mean, found.is_cut) == ("float64", None, True)


def test_what_is_said_stays_while_the_value_does(book: Notebook) -> None:
    first = {v.name: v for v in book.keep(config={"a": 1}).variables()}["config"]
    later = {v.name: v for v in book.state(book.cell("other = 1")).variables()}["config"]
    assert first.description is not None
    assert later.description == first.description


def test_each_of_a_group_is_described_by_itself(book: Notebook) -> None:
    inner = {"x": 1}
    kept = {v.name: v for v in book.keep(inner=inner, outer={"in": inner}).variables()}
    assert kept["inner"].description != kept["outer"].description
    assert texts(one(book, {"in": inner})) == {"['in']['x']": "1"}


def test_an_array_changed_before_it_was_written_is_described_as_it_is_kept(
    book: Notebook,
) -> None:
    """Large arrays lie in the user's memory until they are written or the next cell begins."""
    values = np.zeros(3_000_000)
    found = one(book, values)
    values += 1
    assert found.columns[0].mean == 0.0
    assert one(book, values).columns[0].mean == 1.0
