"""pandas, Arrow, polars and sparse matrices: equal, cheap, and not joined without need."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from scipy import sparse  # type: ignore[import-untyped]

from tests.unit.kernel.codecs.trip import Trip

ROWS = 5000
FRAME = pd.DataFrame(
    {
        "number": np.arange(float(ROWS)),
        "text": [f"t{i % 7}" for i in range(ROWS)],
        "kind": pd.Categorical(["x", "y"] * (ROWS // 2), ordered=True),
        "when": pd.date_range("2026-01-01", periods=ROWS, tz="UTC"),
        "span": pd.to_timedelta(np.arange(ROWS), "s"),
        "missing": pd.array([1, None] * (ROWS // 2), dtype="Int64"),
        "flag": pd.array([True, None] * (ROWS // 2), dtype="boolean"),
        "arrow": pd.array(range(ROWS), dtype="int64[pyarrow]"),
        "object": [{"a": 1}, [2]] * (ROWS // 2),
        "period": pd.period_range("2026-01", periods=ROWS, freq="D"),
        "sparse": pd.arrays.SparseArray([0, 0, 1, 0, 0] * (ROWS // 5)),
    }
)
PANDAS: dict[str, Any] = {
    "frame": FRAME,
    "indexed": FRAME.set_index(["kind", "number"]),
    "part": FRAME.iloc[10:20:3],
    "columns": FRAME[["number"]],
    "series": FRAME["when"],
    "index": pd.MultiIndex.from_product([["a", "b"], range(3)], names=["x", "y"]),
    "range": pd.RangeIndex(3, name="n"),
    "interval": pd.Series(pd.interval_range(0, 5)),
    "empty": pd.DataFrame(),
    "stamp": pd.Timestamp("2026-01-01", tz="Europe/Vienna"),
    "attributes": FRAME[["number"]].copy().assign(x=1),
}
POLARS: dict[str, Any] = {
    "numbers": pl.DataFrame({"a": range(ROWS), "b": [i / 7 for i in range(ROWS)]}),
    "missing": pl.DataFrame({"a": [1, None, 3], "b": ["x", None, "long text " * 5]}),
    "times": pl.DataFrame({"t": pd.date_range("2026-01-01", periods=3, tz="UTC").to_list()}),
    "dates": pl.DataFrame({"d": pl.Series([1, 2, 3]).cast(pl.Date)}),
    "nested": pl.DataFrame({"l": [[1], [2, 3]], "s": [{"x": 1}, {"x": 2}]}),
    "category": pl.DataFrame({"c": pl.Series(["a", "b", "a"], dtype=pl.Categorical)}),
    "enum": pl.DataFrame({"c": pl.Series(["a", "b"], dtype=pl.Enum(["a", "b"]))}),
    "chunks": pl.concat([pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [2]})], rechunk=False),
    "bool": pl.DataFrame({"a": [True, False]}),
    "decimal": pl.DataFrame({"a": pl.Series([1, 2]).cast(pl.Decimal(10, 2))}),
    "empty": pl.DataFrame(),
    "no rows": pl.DataFrame({"a": []}, schema={"a": pl.Int8}),
    "series": pl.Series("s", [3, 1, 2]).sort(),
    "null": pl.Series("n", [None, None]),
    "time": pl.Series("t", [1, 2]).cast(pl.Time),
    "duration": pl.Series("t", [1, 2]).cast(pl.Duration("ms")),
}


@pytest.mark.parametrize("name", PANDAS)
@pytest.mark.parametrize("share", [True, False])
def test_pandas_objects_come_back_as_they_were(name: str, *, share: bool) -> None:
    value = PANDAS[name]
    found = Trip().both({"x": value}, share=share)["x"]
    assert type(found) is type(value)
    if isinstance(value, pd.Timestamp):
        assert found == value
    else:
        assert found.equals(value)
        assert repr(found) == repr(value)


def test_columns_travel_beside_the_stream() -> None:
    wide = pd.DataFrame(np.zeros((50_000, 4)), columns=list("abcd"))
    wide["when"] = pd.date_range("2026-01-01", periods=50_000)
    wide["text"] = pd.Series(["word"] * 50_000, dtype="str")
    pickled = Trip().out({"x": wide}, share=False)
    assert len(pickled.stream) < 4000
    assert sum(buffer.raw().nbytes for buffer in pickled.buffers) > wide.memory_usage().sum() / 2


def test_restored_frames_can_be_changed_and_do_not_change_each_other() -> None:
    other = FRAME[["number"]]
    found = Trip().both({"frame": FRAME, "other": other})
    found["frame"].loc[0, "number"] = -1.0
    assert found["other"].loc[0, "number"] == 0.0


@pytest.mark.parametrize("order", [["a", "f"], ["f", "a"]])
def test_a_frame_over_an_array_still_lies_on_it(order: list[str]) -> None:
    array = np.zeros((2000, 3))
    values = {"a": array, "f": pd.DataFrame(array, copy=False)}
    alone = {name: Trip().out({name: values[name]}, share=False) for name in order}
    assert alone["a"].owners.keys() & alone["f"].beside.keys()
    assert not alone["f"].owners
    found = Trip().both({name: values[name] for name in order})
    found["a"][5, 1] = 7
    assert found["f"].iloc[5, 1] == 7


def test_a_series_in_a_frame_is_that_object_again_where_it_was() -> None:
    series = FRAME["number"]
    found = Trip().both({"list": [series, series]})["list"]
    assert found[0] is found[1]


@pytest.mark.parametrize("name", POLARS)
@pytest.mark.parametrize("with_arrow", [True, False])
def test_polars_objects_come_back_as_they_were(
    name: str, monkeypatch: pytest.MonkeyPatch, *, with_arrow: bool
) -> None:
    value = POLARS[name]
    if not with_arrow:
        monkeypatch.delitem(sys.modules, "pyarrow")
    pickled = Trip().out({"x": value})
    monkeypatch.undo()
    found = Trip().back(pickled)["x"]
    assert type(found) is type(value)
    assert found.equals(value)
    schema = (
        (lambda one: one.schema) if isinstance(value, pl.DataFrame) else (lambda one: one.dtype)
    )
    assert schema(found) == schema(value)


def test_polars_columns_are_buffers_of_their_own() -> None:
    frame = pl.DataFrame({"a": range(100_000), "s": [f"some text {i}" for i in range(100_000)]})
    first = Trip().out({"x": frame})
    second = Trip().out({"x": frame.with_columns(b=pl.col("a") * 2)})
    assert len(first.stream) < frame.estimated_size() / 50
    known = {bytes(buffer.raw()) for buffer in first.buffers}
    new = [bytes(buffer.raw()) for buffer in second.buffers if bytes(buffer.raw()) not in known]
    assert sum(map(len, new)) == 800_000


def test_numbers_of_polars_are_not_copied() -> None:
    frame = pl.DataFrame({"a": range(100_000)})
    first, second = (Trip().out({"x": frame}).buffers[0] for _ in range(2))
    addresses = {np.frombuffer(one).__array_interface__["data"][0] for one in (first, second)}
    assert len(addresses) == 1


def test_bytes_of_polars_do_not_change_with_the_column() -> None:
    series = pl.Series("a", range(100_000))
    pickled = Trip().out({"x": series})
    series[0] = 77
    assert Trip().back(pickled)["x"][0] == 0


def test_lazy_frames_and_expressions_are_kept() -> None:
    found = Trip().both({"l": pl.LazyFrame({"a": [1, 2]}), "e": pl.col("a") * 2})
    assert found["l"].select(found["e"]).collect()["a"].to_list() == [2, 4]


ARROW: dict[str, Any] = {
    "table": pa.table({"a": range(50_000), "s": [f"text {i}" for i in range(50_000)]}),
    "slice": pa.table({"a": range(50_000)}).slice(10, 5),
    "batch": pa.record_batch({"a": [1, None, 3]}),
    "array": pa.array([[1], [2, 3]]),
    "dictionary": pa.array(["a", "b", "a"]).dictionary_encode(),
    "schema": pa.schema([("a", pa.int8())]),
    "scalar": pa.scalar(5),
}


@pytest.mark.parametrize("name", ARROW)
def test_arrow_objects_come_back_as_they_were(name: str) -> None:
    pickled = Trip().out({"x": ARROW[name]})
    assert Trip().back(pickled)["x"].equals(ARROW[name])
    assert len(pickled.stream) < 2000


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "bsr", "dia", "lil", "dok"])
def test_sparse_matrices_come_back_as_they_were(form: str) -> None:
    matrix = sparse.diags_array([np.ones(5000), np.ones(4999)], offsets=[0, 1]).asformat(form)
    pickled = Trip().out({"x": matrix})
    found = Trip().back(pickled)["x"]
    assert type(found) is type(matrix)
    assert (found != matrix).nnz == 0
    if form in {"csr", "csc"}:
        assert pickled.buffers
        found[0, 0] = 5.0  # in place: that entry is there
        assert found[0, 0] == 5.0
