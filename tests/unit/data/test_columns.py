"""The numbers of a column against numpy's, and samples that stand for the whole."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.data.columns import MOST_ROWS, Sample, column_profile
from jupyter_mm.data.discretion import without_secrets
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.data.written_values import MISSING, read_values
from jupyter_mm.domain import canonical
from jupyter_mm.domain.profile import Profile

NAN = {"nan", "NaN"}
NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)
ANY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text("abc", max_size=5),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.binary(max_size=3),
    st.lists(st.integers(), max_size=2),
)


@given(numbers=NUMBERS)
def test_the_numbers_are_numpys(numbers: list[float]) -> None:
    found = column_profile("a", numbers)
    assert (found.minimum, found.maximum) == (min(numbers), max(numbers))
    assert found.mean == pytest.approx(np.mean(numbers), abs=1e-6)
    wanted = np.quantile(numbers, [0.05, 0.25, 0.5, 0.75, 0.95])
    assert found.quantiles == pytest.approx(tuple(wanted), abs=1e-5)
    assert sum(found.histogram) == len(numbers)
    assert found.distinct == len(set(numbers))


@given(
    numbers=st.lists(st.integers(0, 99), min_size=2, max_size=60).filter(lambda n: len(set(n)) > 1)
)
def test_the_histogram_is_numpys(numbers: list[int]) -> None:
    low, high = min(numbers), max(numbers)
    edges = [low + (high - low) * part / 10 for part in range(11)]
    far = [n for n in numbers if min(abs(n - edge) for edge in edges[1:-1]) > 1e-9]
    if far == numbers:
        found = column_profile("a", numbers)
        assert found.histogram == tuple(np.histogram(numbers, bins=10)[0])


@given(values=st.lists(ANY, max_size=12))
def test_any_column_has_a_profile_that_can_be_written(values: list) -> None:
    found = column_profile("a", values)
    missing = [value for value in values if value is None or str(value).lstrip("-s") in NAN]
    assert found.nulls == len(missing)
    canonical.dumps(found)


@given(words=st.lists(st.text(max_size=6), max_size=8))
def test_words_that_are_read_mean_what_they_say(words: list[str]) -> None:
    for word, value in zip(words, read_values(words), strict=True):
        if word in MISSING:
            assert value is None
        elif isinstance(value, str):
            assert value == word
        elif isinstance(value, bool):
            assert word.lower() == str(value).lower()
        elif isinstance(value, int | float):
            assert float(word) == value


def rows_from(start: int, places: Sequence[int]) -> list[list[int]]:
    return [[start + at for at in places]]


@given(
    sizes=st.lists(st.integers(0, 50), max_size=12),
    most=st.integers(1, 60),
)
def test_a_sample_is_the_rows_it_says_whatever_the_batches(sizes: list[int], most: int) -> None:
    batches, together = Sample(["n"], most_cells=most), Sample(["n"], most_cells=most)
    start = 0
    for size in sizes:
        batches.add(size, partial(rows_from, start))
        start += size
    together.add(start, lambda places: [list(places)])
    found = batches.profile()
    assert found == together.profile()
    assert found.rows == start
    assert found.looked_at <= most
    if start <= most:
        assert found.looked_at == start


@pytest.mark.parametrize("period", [2, 3, 5, 7, 24, 60, 365, 1000])
def test_a_sample_follows_no_period(period: int) -> None:
    sample = Sample(["n"])
    rows = 3 * MOST_ROWS
    sample.add(rows, lambda places: [[at % period for at in places]])
    (column,) = sample.profile().columns
    assert column.distinct == period
    assert column.mean == pytest.approx((period - 1) / 2, rel=0.01)


def test_a_column_that_comes_late_has_a_gap() -> None:
    sample = Sample(["a"])
    sample.add(2, lambda places: [["x" for _ in places]])
    sample.widen("b")
    sample.add(1, lambda places: [["x"], ["y"]])
    assert [column.nulls for column in sample.profile().columns] == [0, 2]


def test_long_names_and_values_are_cut() -> None:
    column = column_profile("n" * 1000, ["v" * 1000] * 2)
    profile = Profile(rows=2, looked_at=2, columns=(column,))
    (found,) = without_secrets(profile, SecretFinder({})).columns
    assert (len(found.name), len(found.common[0].value)) == (200, 80)


def test_what_occurs_once_is_not_told() -> None:
    found = column_profile("email", ["a@b.org", "c@d.org", "e@f.org"])
    assert (found.distinct, found.common) == (3, ())
