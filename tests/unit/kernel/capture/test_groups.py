"""Only what truly shares state is kept together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.kernel.book import Notebook


SHARED_TEXT = "the same text " * 10


@pytest.mark.parametrize(
    "values",
    [
        lambda: {"a": np.zeros(3), "b": np.ones(3)},
        lambda: {"a": pd.DataFrame({"x": [1]}), "b": pd.DataFrame({"x": [2]})},
        lambda: {"a": ["alpha", 1], "b": ["alpha", 1]},
        lambda: {"a": [SHARED_TEXT], "b": [SHARED_TEXT]},
        lambda: {"a": [np.float64], "b": [np.float64], "c": np},
        lambda: {"a": [pd.Timestamp("2026")], "b": [pd.NA, pd.NaT], "c": [pd.NA, pd.NaT]},
        lambda: {"a": [(1, 2)], "b": [frozenset({1})], "c": [Path("x")]},
    ],
    ids=["arrays", "frames", "words", "text", "types", "missing", "constants"],
)
def test_what_only_looks_shared_stays_apart(
    book: Notebook, values: Callable[[], dict[str, Any]]
) -> None:
    found = values()
    assert book.groups(**found) == [(name,) for name in sorted(found)]


def test_objects_of_one_class_stay_apart(book: Notebook) -> None:
    make = book.space["Point"]
    assert book.groups(p=make(1), q=make(2), Point=make) == [("Point",), ("p",), ("q",)]


def test_derived_frames_stay_apart(book: Notebook) -> None:
    frame = pd.DataFrame({"x": np.arange(1000.0), "y": ["a"] * 1000})
    assert book.groups(frame=frame, other=frame.assign(z=1)) == [("frame",), ("other",)]


def test_figures_that_use_the_same_shapes_of_the_library_stay_apart(book: Notebook) -> None:
    from matplotlib import pyplot as plt  # noqa: PLC0415  # only this test

    plt.switch_backend("agg")
    values: dict[str, Any] = {}
    for name in ("first", "second"):
        values[name], values[f"{name}_ax"] = plt.subplots()
        values[f"{name}_ax"].plot([1, 2, 3], marker="o")
        values[name].canvas.draw()
        plt.close(values[name])
    assert book.groups(**values) == [("first", "first_ax"), ("second", "second_ax")]
    found = book.round_trip(**values)
    assert found["first_ax"].figure is found["first"]


def test_an_object_inside_a_large_value_is_found_though_nobody_names_the_value(
    book: Notebook,
) -> None:
    book.cell("big = {i: [i, i + 0.5] for i in range(60_000)}\nother = [1]")
    assert book.keeper.tracking.ledger.homes["big"].objects is None
    head = book.cell("inner = big[7]")
    assert ("big", "inner") in [group.names for group in book.state(head).groups]
    head = book.cell("inner.append('more')")
    found = book.back(book.state(head))
    assert found["big"][7] is found["inner"]
    assert found["inner"] == [7, 7.5, "more"]


def test_what_goes_into_a_large_value_belongs_to_it(book: Notebook) -> None:
    book.cell("big = {i: [i] for i in range(60_000)}\nsmall = ['s']\nalone = ['a']")
    names = [group.names for group in book.state(book.cell("big[0] = small")).groups]
    assert ("big", "small") in names
    assert ("alone",) in names


def test_two_large_values_that_share_an_entry_belong_together(book: Notebook) -> None:
    book.cell("one = {i: [i] for i in range(60_000)}\ntwo = {i: [-i] for i in range(60_000)}")
    head = book.cell("two['x'] = one[5]")
    assert ("one", "two") in [group.names for group in book.state(head).groups]


def test_variables_part_when_they_share_nothing_any_more(book: Notebook) -> None:
    book.cell("a = [1]\nb = [a]")
    head = book.cell("b.clear()")
    assert {("a",), ("b",)} <= {group.names for group in book.state(head).groups}


def test_a_class_that_tells_no_module_keeps_nobody_from_being_kept(book: Notebook) -> None:
    head = book.cell(
        "class Nameless: pass\nNameless.__module__ = None\n"
        "one, two, plain = Nameless(), [Nameless()], 3\none.part = two"
    )
    back = book.back(book.state(head))
    assert back["plain"] == 3
    assert back["one"].part is back["two"]
