"""Two texts: the same, close, or where they differ first."""

import pytest

from jupyter_mm.reproduce.texts import CLOSE, DIFFERENT, SAME, compare_texts, compare_values

TABLE = "     age  left\n0   46.0    no\n1   31.5   yes"


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("acc 0.93", "acc 0.93", SAME),
        ("acc   0.93 ", "acc 0.93", SAME),
        ("acc 0.93", "acc 0.930000001", CLOSE),
        ("acc 0.93", "acc 0.94", DIFFERENT),
        ("acc nan", "acc nan", SAME),
        ("1,234 rows", "1,235 rows", DIFFERENT),
        ("1e-3", "0.001", SAME),
        ("-1", "1", DIFFERENT),
        ("rows 10000000", "rows 10000001", DIFFERENT),
        ("rows 10000000", "rows 10000000.5", CLOSE),
        ("id 123e4567-e89b", "id 223e4567-e89b", DIFFERENT),
        ("v1.2.3", "v1.2.4", DIFFERENT),
        ("2024-01-31", "2024-01-30", DIFFERENT),
        ("x1 = 2", "x2 = 2", DIFFERENT),
        ("a\n", "a", SAME),
        ("a\nb", "a", DIFFERENT),
        ("", "a", DIFFERENT),
        (TABLE, TABLE.replace("  age", "age"), SAME),
        (TABLE, TABLE.replace("31.5", "31.50000001"), CLOSE),
        (TABLE, TABLE.replace("yes", "no"), DIFFERENT),
    ],
)
def test_texts_compare(before: str, after: str, outcome: str) -> None:
    assert compare_texts(before, after, 1e-6).outcome == outcome
    assert compare_texts(after, before, 1e-6).outcome == outcome


def test_the_first_line_that_differs_is_named() -> None:
    found = compare_texts("a\nacc 0.93\nb", "a\nacc 0.91\nc", 1e-6)
    assert found.detail == "line 2: “acc 0.93” became “acc 0.91”"


def test_a_difference_counts_more_than_closeness_before_it() -> None:
    found = compare_texts("1.0\nx", "1.0000000001\ny", 1e-6)
    assert (found.outcome, found.detail) == (DIFFERENT, "line 2: “x” became “y”")


def test_a_line_that_is_new_or_gone_is_told_so() -> None:
    assert compare_texts("a", "a\nb", 0).detail == "line 2: “b” is new"
    assert compare_texts("a\nb", "a", 0).detail == "line 2: “b” is gone"


def test_a_long_line_is_cut_around_its_difference() -> None:
    long = "word " * 100
    found = compare_texts(f"{long}one {long}", f"{long}two {long}", 0)
    assert "one" in found.detail
    assert "two" in found.detail
    assert len(found.detail) < 250


def test_a_tolerance_of_zero_takes_only_the_same_numbers() -> None:
    assert compare_texts("0.1", "0.10", 0).outcome == SAME
    assert compare_texts("0.1", "0.1000000000001", 0).outcome == DIFFERENT


@pytest.mark.parametrize(
    ("before", "after", "outcome", "detail"),
    [
        (1, 1.0, SAME, ""),
        (10_000_000, 10_000_001, DIFFERENT, "acc: 10000000 became 10000001"),
        (0.93, 0.9300001, CLOSE, "acc: 0.93 became 0.9300001"),
        (0.93, 0.91, DIFFERENT, "acc: 0.93 became 0.91"),
        (True, 1, SAME, ""),
        (None, 1, DIFFERENT, "acc: None became 1"),
        ("nan", "nan", SAME, ""),
        ([1, 2], [1, 3], DIFFERENT, "acc: 2 became 3"),
        ({"a": [1]}, {"a": [2]}, DIFFERENT, "acc: a: 1 became 2"),
        ({"a": 1}, {"b": 1}, DIFFERENT, "acc: {'a': 1} became {'b': 1}"),
    ],
)
def test_values_compare(before: object, after: object, outcome: str, detail: str) -> None:
    found = compare_values(before, after, 1e-6, "acc: ")
    assert (found.outcome, found.detail) == (outcome, detail)
