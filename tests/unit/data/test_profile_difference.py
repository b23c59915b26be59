"""What is told of two profiles: what a person would want to know first."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.data.frames import frame_profile
from jupyter_mm.data.profile_difference import MOST_LINES, compare_profiles

VALUES = st.lists(st.sampled_from([None, 1, 2, 3.5, 10]), max_size=6)


def told(before: dict, after: dict) -> tuple[str, ...]:
    return compare_profiles(frame_profile(pd.DataFrame(before)), frame_profile(pd.DataFrame(after)))


def test_rows_and_missing_values_are_told_as_people_say_it() -> None:
    before = {"age": [30.0] * 788}
    after = {"age": [30.0] * 970 + [None] * 30}
    assert told(before, after) == ("+212 rows", "age: 3 % missing, was 0")


def test_columns_that_come_and_go_are_told() -> None:
    assert told({"a": [1], "b": [1]}, {"b": [1], "tenure": [1]}) == (
        "+ column tenure",
        "− column a",
    )


def test_columns_in_another_order_are_told() -> None:
    assert told({"a": [1], "b": [1]}, {"b": [1], "a": [1]}) == ("columns in another order",)


def test_another_type_is_told() -> None:
    assert told({"a": [1, 2]}, {"a": ["x", "y"]}) == ("a: text, was integer",)


def test_ranges_and_means_are_told() -> None:
    before, after = {"age": [20, 30, 40, 50]}, {"age": [20, 30, 40, 99]}
    assert told(before, after) == ("age: up to 99, was 50", "age: mean 47.25, was 35")
    assert told(after, {"age": [1, 30, 40, 99]})[0] == "age: from 1, was 20"


def test_a_small_step_of_the_mean_is_not_told() -> None:
    values = list(range(100))
    assert told({"a": values}, {"a": [*values[:50], 51, *values[51:]]}) == ()


def test_frequent_values_whose_share_changed_are_told() -> None:
    before = {"plan": ["basic"] * 90 + ["pro"] * 10}
    after = {"plan": ["basic"] * 60 + ["pro"] * 12 + ["gold"] * 28}
    assert told(before, after) == (
        "plan: 'basic' 60 %, was 90 %",
        "plan: 'gold' 28 %, was rarer",
    )


def test_small_shares_are_not_rounded_away() -> None:
    before = {"a": ["x"] * 1000}
    assert told(before, {"a": ["x"] * 998 + [None] * 2}) == ("a: 0.2 % missing, was 0",)
    nearly = {"a": ["x"] + [None] * 9999}
    assert "a: 99.99 % missing, was 0" in told({"a": ["x"] * 10_000}, nearly)


def test_one_row_less_is_one_row() -> None:
    assert told({"a": ["x", "y"]}, {"a": ["x"]}) == ("−1 row",)


def test_a_long_difference_ends_with_a_count() -> None:
    lines = told({}, {f"c{n}": [1] for n in range(40)})
    assert len(lines) == MOST_LINES
    assert lines[-1] == "and 30 more differences"


@given(values=VALUES, other=VALUES)
def test_equal_columns_say_nothing_and_others_say_something_of_rows(
    values: list, other: list
) -> None:
    assert told({"a": values}, {"a": values}) == ()
    assert (told({"a": values}, {"a": other}) == ()) <= (len(values) == len(other))
