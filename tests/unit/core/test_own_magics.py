"""Cells of our magics alone change nothing; what these compute or bring in is looked at."""

from __future__ import annotations

import ast

import pytest

from jupyter_mm.core.causes.own_magics import computed_by, is_ours_alone


@pytest.mark.parametrize(
    ("line", "computed"),
    [
        ("%mm_log acc=round(acc, 2) tot=f(1, 'a b')", ["round(acc, 2)", "f(1, 'a b')"]),
        ("%mm log acc", ["acc"]),
        ("%mm_log acc -s 3 --step=next(it) -s=f(x)", ["acc", "3", "next(it)", "f(x)"]),
        ("%mm_history acc>0.9", []),
        ("%mm  get best clf as old", None),
        ("%mm\tget best clf as old", None),
        ("%mm_get best clf as old", None),
        ("%mm_log acc=(", None),
        ("%mm_log acc=1 +", None),
    ],
)
def test_what_a_line_computes(line: str, computed: list[str] | None) -> None:
    found = computed_by(line)
    assert (None if found is None else list(map(ast.unparse, found))) == computed


@pytest.mark.parametrize(
    ("source", "is_ours"),
    [
        ("%mm_diff now~1", True),
        ("# look\n%mm history\n", True),
        ("%mm_log acc=acc f1 -s 3", True),
        ("%mm_log acc=train(depth)", False),
        ("%mm_get best clf as old", False),
        ("%mm_log acc=f(x)\ny = 1", False),
        ("%matplotlib inline", False),
        ("x = (", False),
    ],
)
def test_cells_of_our_magics_alone(source: str, *, is_ours: bool) -> None:
    assert is_ours_alone(source) == is_ours
