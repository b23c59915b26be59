"""What is said of arrays and tensors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from jupyter_mm.kernel.describing import telling
from tests.unit.kernel.book import Notebook
from tests.unit.kernel.describing.told import column, one

RANDOM = np.random.default_rng(7)
LARGE = RANDOM.normal(3.0, 2.0, 400_000)


@pytest.mark.parametrize("kind", ["f8", "f4", "f2", "i8", "u1", ">i4"])
def test_figures_are_those_that_numpy_counts(book: Notebook, kind: str) -> None:
    values = RANDOM.uniform(1, 100, (300, 70)).astype(kind)
    found = one(book, values)
    (facts,) = found.columns
    assert found.shape == (300, 70)
    assert facts.type == str(values.dtype)
    assert facts.missing == 0
    assert float(facts.minimum or "") == pytest.approx(float(values.min()))
    assert float(facts.maximum or "") == pytest.approx(float(values.max()))
    wide = values.astype("f8")
    assert facts.mean == pytest.approx(wide.mean())
    assert facts.spread == pytest.approx(wide.std())
    assert found.norm == pytest.approx(np.linalg.norm(wide))
    assert not found.is_cut


def test_the_largest_integer_is_said_and_read_fast(book: Notebook) -> None:
    values = np.array([3, 2**64 - 1], dtype="u8")
    assert column(book, values).maximum == "18446744073709551615"


def test_missing_numbers_are_counted_and_left_out(book: Notebook) -> None:
    values = LARGE.copy()
    values[::4] = np.nan
    facts = column(book, values)
    assert facts.missing == 100_000
    assert facts.mean == pytest.approx(float(np.nanmean(values)))
    assert facts.spread == pytest.approx(float(np.nanstd(values)))


@pytest.mark.parametrize(
    "value",
    [
        np.array([]),
        np.full(3, np.nan),
        np.array([np.inf, -np.inf, 1.0]),
        np.array(5),
        np.zeros((0, 4)),
    ],
    ids=["empty", "nan", "infinite", "scalar", "no rows"],
)
def test_odd_numbers_are_said_without_what_json_cannot_hold(book: Notebook, value: Any) -> None:
    found = one(book, value)
    assert found.shape == value.shape
    mean = found.columns[0].mean
    assert mean is None or math.isfinite(mean)


def test_dates_have_ends_and_no_mean(book: Notebook) -> None:
    facts = column(book, np.array(["2024-02-01", "NaT", "2023-01-01"], "datetime64[D]"))
    assert (facts.minimum, facts.maximum) == ("2023-01-01", "2024-02-01")
    assert (facts.missing, facts.mean) == (1, None)


def test_texts_and_objects_have_a_type(book: Notebook) -> None:
    text, things = column(book, np.array(["a", "b"])), column(book, np.array([object, 1], object))
    assert (text.type, text.missing) == ("<U1", None)
    assert (things.type, things.digest) == ("object", None)


@pytest.mark.parametrize("share", [1.0, 0.1, 0.001])
def test_the_distance_of_sketches_is_about_that_of_the_arrays(book: Notebook, share: float) -> None:
    other = LARGE.copy()
    count = int(len(other) * share)
    other[:count] += RANDOM.normal(0, 0.5, count)
    before, after = (one(book, value).sketch for value in (LARGE, other))
    estimate = math.dist(before, after)
    assert estimate == pytest.approx(float(np.linalg.norm(other - LARGE)), rel=0.5)


def test_equal_numbers_have_equal_digests_and_sketches_wherever_they_lie(book: Notebook) -> None:
    whole, again = one(book, LARGE), one(book, LARGE.copy())
    assert whole == again
    assert column(book, LARGE[:100]).digest == column(book, LARGE[:100].copy()).digest
    changed = LARGE.copy()
    changed[-1] += 1e-12
    assert column(book, changed).digest != whole.columns[0].digest


def test_of_large_arrays_a_sample_is_read(book: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_BYTES", 1 << 20)
    found = one(book, LARGE)
    (facts,) = found.columns
    assert found.is_cut
    assert (facts.missing, facts.minimum, facts.digest) == (None, None, None)
    assert facts.mean == pytest.approx(LARGE.mean(), rel=0.05)
    assert found.norm == pytest.approx(float(np.linalg.norm(LARGE)), rel=0.05)


def test_column_major_arrays_say_so(book: Notebook) -> None:
    assert one(book, np.asfortranarray(np.ones((200, 30)))).text == "column-major"
    assert not one(book, np.ones((200, 30))).text


def test_tensors_are_arrays_too(book: Notebook) -> None:
    values = torch.arange(30_000, dtype=torch.float32).reshape(300, 100)
    found = one(book, values)
    assert found.kind == "array"
    assert found.shape == (300, 100)
    assert found.columns[0].mean == pytest.approx(14_999.5)
    assert one(book, torch.ones(9000, dtype=torch.bfloat16)).columns[0].type == "bfloat16"


def test_a_series_is_an_array_with_a_name(book: Notebook) -> None:
    found = one(book, pd.Series([1.0, None, 3.0], name="age"))
    (facts,) = found.columns
    assert (found.kind, found.shape, facts.name, facts.missing) == ("array", (3,), "age", 1)
    assert facts.mean == 2.0
