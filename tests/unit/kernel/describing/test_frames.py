"""What is said of frames of pandas, polars and pyarrow."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # ships none
import pytest

from jupyter_mm.domain.description import ColumnFacts, Description
from tests.unit.kernel.book import Notebook
from tests.unit.kernel.describing.told import one

ROWS = 5_000
RANDOM = np.random.default_rng(3)


def by_name(found: Description) -> dict[str, ColumnFacts]:
    return {facts.name: facts for facts in found.columns}


def people() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "age": RANDOM.uniform(18, 90, ROWS),
            "income": RANDOM.normal(3e4, 1e4, ROWS),
            "id": np.arange(ROWS),
            "city": ["Bern", None] * (ROWS // 2),
            "seen": pd.date_range("2024-01-01", periods=ROWS, freq="h"),
            "grade": pd.Categorical(["a", "b", None, "a"] * (ROWS // 4)),
            "children": pd.array([0, None, 2, 3] * (ROWS // 4), dtype="Int64"),
            "member": [True, False] * (ROWS // 2),
            "thing": pd.Series([object] * ROWS),
        }
    )
    frame.loc[:49, "age"] = np.nan
    frame["rich"] = frame["income"] * 2
    return frame


def test_the_columns_of_pandas_in_their_order_with_figures(book: Notebook) -> None:
    frame = people()
    found = one(book, frame)
    assert (found.kind, found.shape) == ("frame", (ROWS, 10))
    assert [facts.name for facts in found.columns] == list(frame.columns)
    facts = by_name(found)
    for name in ("age", "income", "id", "rich", "children"):
        assert facts[name].mean == pytest.approx(frame[name].mean()), name
        assert facts[name].spread == pytest.approx(frame[name].std(ddof=0)), name
        assert float(facts[name].minimum or "") == pytest.approx(frame[name].min()), name
        assert facts[name].missing == frame[name].isna().sum(), name
    assert (facts["city"].missing, facts["grade"].missing) == (ROWS // 2, ROWS // 4)
    assert (facts["seen"].minimum or "").startswith("2024-01-01T00:00")
    assert (facts["member"].type, facts["member"].mean) == ("bool", 0.5)
    without = {"thing", "city"}  # objects, and texts of which some are missing
    assert all((facts[name].digest is None) == (name in without) for name in facts)


@pytest.mark.parametrize("rows", [20, ROWS])
@pytest.mark.parametrize("order", ["C", "F"])
def test_columns_that_lie_among_each_other_are_told_apart(
    book: Notebook, rows: int, order: Any
) -> None:
    table = np.array(RANDOM.normal(size=(rows, 12)), order=order)
    found = one(book, pd.DataFrame(table))
    assert [facts.mean for facts in found.columns] == pytest.approx(list(table.mean(axis=0)))
    assert len({facts.digest for facts in found.columns}) == 12


def test_a_digest_tells_which_columns_changed(book: Notebook) -> None:
    frame: Any = people()
    before = by_name(one(book, frame))
    frame.loc[7, "income"] += 1
    frame.loc[3, "seen"] = pd.Timestamp("2020-01-01")
    after = by_name(one(book, frame))
    changed = {name for name in before if before[name].digest != after[name].digest}
    assert changed == {"income", "seen"}


def test_wide_frames_are_cut(book: Notebook) -> None:
    found = one(book, pd.DataFrame(np.ones((3, 500))))
    assert (len(found.columns), found.shape, found.is_cut) == (100, (3, 500), True)


def test_labels_of_any_kind_and_arrays_of_strangers_run_no_code_of_theirs(book: Notebook) -> None:
    class Label:
        def __str__(self) -> str:
            raise AssertionError("asked")

        __repr__ = __str__

    frame = pd.DataFrame([[1, 2.0, 3]], columns=[Label(), ("a", 1), 7])
    found = one(book, frame)
    assert [facts.name for facts in found.columns] == ["(Label)", "('a', 1)", "7"]


def test_frames_of_polars(book: Notebook) -> None:
    frame = pl.DataFrame(
        {"x": RANDOM.normal(size=ROWS), "n": [1, None] * (ROWS // 2), "s": ["a"] * ROWS}
    )
    found = one(book, frame)
    facts = by_name(found)
    assert (found.shape, facts["s"].type) == ((ROWS, 3), "String")
    assert facts["x"].mean == pytest.approx(frame["x"].mean())
    assert facts["n"].missing == ROWS // 2
    assert one(book, frame["x"]).norm == pytest.approx(float(np.linalg.norm(frame["x"].to_numpy())))


def test_tables_of_pyarrow(book: Notebook) -> None:
    import_module("pyarrow.compute")  # only then pyarrow is asked for more than what is missing
    table = pa.table({"x": [1.0, None, 3.0], "s": ["a", "b", None]})
    found = one(book, table)
    facts = by_name(found)
    assert (found.shape, facts["x"].mean, facts["x"].missing) == ((3, 2), 2.0, 1)
    assert (facts["s"].type, facts["s"].missing, facts["s"].mean) == ("string", 1, None)
    assert one(book, table.column("x")).kind == "array"


def test_equal_values_that_are_stored_in_another_way_have_no_other_digest(book: Notebook) -> None:
    pieces = pa.chunked_array([[1], [2]])
    cut = pa.chunked_array([pa.array(["a", "b", "c"])[:2]])
    hidden = pa.chunked_array([pa.array([1, None])])
    for value in (pieces, cut, hidden):
        assert one(book, value).columns[0].digest is None
    whole = [one(book, pa.chunked_array([given])).columns[0].digest for given in ([1, 2], [1, 3])]
    assert None not in whole
    assert len({*whole}) == 2
    nulled: Any = pd.Series([1, 7], dtype="Int64")
    nulled[1] = pd.NA
    digests = {
        one(book, given).columns[0].digest
        for given in (nulled, pd.Series([1, None], dtype="Int64"))
    }
    assert len(digests) == 1
    assert None not in digests


def test_names_can_be_stored(book: Notebook) -> None:
    for frame in (pd.DataFrame({"a\0b": [1]}), pl.DataFrame({"a\0b": [1]})):
        assert one(book, frame).columns[0].name == "a\ufffdb"
