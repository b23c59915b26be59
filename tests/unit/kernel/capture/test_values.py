"""capture then restore is the identity: equal values, the same aliases, the live namespace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.kernel.book import Notebook

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.binary(max_size=20),
    st.dates(),
    st.decimals(allow_nan=False),
    st.builds(np.arange, st.integers(0, 30)),
    st.builds(lambda size: pd.Series(range(size), name="s"), st.integers(0, 5)),
    st.sampled_from([len, str, Path("x"), range(3), ...]),
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=5), inner, max_size=4),
        st.builds(lambda item: ("object", item), inner),
        st.builds(lambda items: [items, items], st.lists(inner, max_size=3)),
    )


GRAPHS = st.recursive(LEAVES, containers, max_leaves=15)


def same(first: Any, second: Any, seen: dict[int, int] | None = None) -> bool:
    """Tell whether two graphs have equal values and the same aliases."""
    seen = {} if seen is None else seen
    if type(first) is not type(second):
        return False
    if isinstance(first, list | dict | np.ndarray | pd.Series):
        if id(first) in seen:
            return seen[id(first)] == id(second)
        seen[id(first)] = id(second)
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(
            same(*pair, seen) for pair in zip(first, second, strict=True)
        )
    if isinstance(first, dict):
        return list(first) == list(second) and all(
            same(first[key], second[key], seen) for key in first
        )
    return bool(
        first.equals(second) if isinstance(first, pd.Series) else np.array_equal(first, second)
    )


@given(
    values=st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), GRAPHS, max_size=4),
    data=st.data(),
)
def test_capture_then_restore_is_the_identity(values: dict[str, Any], data: st.DataObject) -> None:
    if values:
        chosen = data.draw(st.sampled_from(sorted(values)))
        values["alias"] = values[chosen]
        values["box"] = {"inside": values[chosen]}
    with Notebook() as book:
        found = book.round_trip(**values)
    assert same(dict(sorted(values.items())), dict(sorted(found.items())))


@given(shape=st.tuples(st.integers(1, 40), st.integers(1, 60)), step=st.sampled_from([1, 2, -1]))
def test_views_still_share_memory_with_their_base(shape: tuple[int, int], step: int) -> None:
    base = np.arange(shape[0] * shape[1], dtype=float).reshape(shape)
    with Notebook() as book:
        found = book.round_trip(base=base, view=base[::step, :5], flipped=base.T)
    assert np.array_equal(found["base"], base)
    assert np.array_equal(found["view"], base[::step, :5])
    assert np.array_equal(found["flipped"], base.T)
    found["base"][:] = -1
    assert (found["view"] == -1).all()
    assert (found["flipped"] == -1).all()
    found["view"][:] = 7
    assert (found["base"][:, :5][::step] == 7).all()


def test_two_views_of_a_base_without_a_name_share_it(book: Notebook) -> None:
    base = np.arange(100_000.0)
    found = book.round_trip(first=base[:60_000], second=base[40_000:])
    found["first"][50_000] = -1
    assert found["second"][10_000] == -1


def test_readonly_arrays_stay_readonly_and_others_writable(book: Notebook) -> None:
    fixed = np.arange(10_000.0)
    fixed.flags.writeable = False
    found = book.round_trip(fixed=fixed, free=np.arange(10_000.0))
    assert not found["fixed"].flags.writeable
    found["free"][0] = 5


def test_frames_come_back_equal_and_writable(book: Notebook) -> None:
    frame = pd.DataFrame(
        {
            "number": np.arange(5000.0),
            "text": ["a", "b"] * 2500,
            "kind": pd.Categorical(["x", "y"] * 2500),
            "when": pd.date_range("2026-01-01", periods=5000, tz="UTC"),
        }
    )
    found = book.round_trip(frame=frame, other=frame.assign(extra=1))
    pd.testing.assert_frame_equal(found["frame"], frame)
    found["frame"].loc[0, "number"] = -1.0
    assert found["other"].loc[0, "number"] == 0.0


def test_functions_see_the_live_namespace_after_a_restore(book: Notebook) -> None:
    book.space["data"] = [1, 2]
    book.run("def total(): return sum(data)\nlam = lambda: total() + 1")
    found = book.back(book.state(book.cell("globals()")))
    book.space["data"] = [10]
    assert found["total"]() == 10
    assert found["lam"]() == 11
    assert found["total"].__globals__ is book.space


def test_closures_that_shared_a_variable_still_share_it(book: Notebook) -> None:
    step, read = book.space["make_counter"](5)
    assert book.groups(step=step, read=read) == [("read", "step")]
    found = book.round_trip(step=step, read=read, recursive=book.space["factorial"]())
    assert found["step"]() == 6
    assert (found["read"](), read()) == (6, 5)
    assert found["recursive"](5) == 120


def test_globals_itself_is_named_and_not_copied(book: Notebook) -> None:
    found = book.round_trip(scope={"all": book.space})
    assert found["scope"]["all"] is book.space
