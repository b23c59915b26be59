"""A title says in one line what a run of a cell was about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.core.titles import LENGTH, title_of


@pytest.mark.parametrize(
    ("previous", "source", "title"),
    [
        ("model = fit(depth=8)", "model = fit(depth=12)", "depth 8 → 12"),
        ("depth = 8\nlr = .1", "depth = 12\nlr = .01", "depth 8 → 12, lr 0.1 → 0.01"),
        ("print('a')", "print('b')", "print 'a' → 'b'"),
        ("m = lib.fit(1)", "m = lib.fit(2)", "fit 1 → 2"),
        ("x[0] + 1", "x[0] + 2", "1 → 2"),
        ("x = 1", "x = 1.0", "x 1 → 1.0"),
        ("x = 1", "x = True", "x 1 → True"),
        ("a, b, c, d = 1, 1, 1, 1", "a, b, c, d = 2, 2, 2, 2", "1 → 2, 1 → 2, 1 → 2, +1"),
        ("x = 1", "x = 1", "x"),
        ("x = 1", "y = 1", "y"),
        ("not python (", "x = 1", "x"),
        (None, "import numpy as np\nfrom os import path", "import numpy, os"),
        (None, "def train(x):\n    y = 1\n\nclass Model: ...", "def train, class Model"),
        (None, "a = b = 1\n(c, d), e = 1, 2", "a, b, c +2"),
        (None, "x: int = 1\ny += 1", "x, y"),
        (None, "# Look at the data\ndf.head()", "Look at the data"),
        (None, "\n\n  plot(x)  \n", "plot(x)"),
        (None, "%matplotlib inline\nx = 1", "x"),
        (None, "!pip list", "!pip list"),
        (None, "this is not python (", "this is not python ("),
        (None, "", "Empty cell"),
        (None, "  \n#\n", "Empty cell"),
        (None, "%mm_log acc=0.9 loss=f(1, b=2)", "log acc, loss"),
        (None, "%mm_log acc=round(f(a), 3) m=[max(x, 2)] auc=round(b, 3)", "log acc, m, auc"),
        (None, "# note\n%mm_log acc loss -s 3", "log acc, loss"),
        (None, "%mm log acc=.9", "log acc"),
        (None, "plot(x)\n%mm_log acc=1", "plot(x)"),
        (None, 'df["tenure_log"] = np.log(x)', "+ column tenure_log"),
        (None, 'people["age"] = people.year - people["born"]', "+ column age"),
        (None, 'options["depth"] = 8', 'options["depth"] = 8'),
        (None, 'x = 1\ndf["a"] = x', "x"),
        ("x = 1", 'x = 1\ndf["a"] = x\ndf["b"] = x', "+ columns a, b"),
        ('df["a"] = 1\nf()', 'df["a"] = 1\ndf["b"] = 2', "+ column b"),
        ('df["a"] = f(1)', 'df["a"] = g(1)', 'df["a"] = g(1)'),
    ],
)
def test_the_title_says_what_is_new(previous: str | None, source: str, title: str) -> None:
    assert title_of(source, previous=previous, error=None) == title


def test_a_failure_goes_before_all_else() -> None:
    title = title_of("x = 2", previous="x = 1", error="ValueError: no\nsecond line")
    assert title == "ValueError: no second line"


def test_what_failed_before_and_does_not_any_more() -> None:
    title = title_of("x = 2", previous="x = 1", error=None, mended="ValueError in cell 7")
    assert title == "fixed ValueError in cell 7"
    assert title_of("x", previous="y", error="KeyError: 1", mended="ValueError") == "KeyError: 1"


@pytest.mark.parametrize(
    ("source", "deleted", "title"),
    [
        ("f()", 1, "cell deleted"),
        ("f()", 3, "3 cells deleted"),
        ("f()", 0, "f()"),
        ("g()", 1, "g()"),
    ],
)
def test_deleted_cells_are_told_when_nothing_else_is_new(
    source: str, deleted: int, title: str
) -> None:
    assert title_of(source, previous="f()", error=None, deleted=deleted) == title


def test_a_long_title_is_cut() -> None:
    title = title_of("x" * 200, previous=None, error=None)
    assert len(title) == LENGTH
    assert title.endswith("…")


def test_an_odd_escape_in_a_cell_warns_nobody() -> None:
    assert title_of("x = '\\d'", previous="x = '\\w'", error=None) == r"x '\\w' → '\\d'"


def test_code_that_is_nested_very_deep_still_gets_a_title() -> None:
    deep = "x = " + "(" * 5000 + ")" * 5000
    assert title_of(deep, previous=deep, error=None)
    assert title_of("x = " + "-" * 3000 + "1", previous="x = " + "-" * 3000 + "2", error=None)


@given(source=st.text(), previous=st.none() | st.text())
def test_any_source_gets_a_short_title_of_one_line(source: str, previous: str | None) -> None:
    title = title_of(source, previous=previous, error=None)
    assert 0 < len(title) <= LENGTH
    assert len(title.splitlines()) == 1
