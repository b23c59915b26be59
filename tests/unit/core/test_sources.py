"""An edit that means nothing is none; a name that a cell binds before it reads it is not read."""

from __future__ import annotations

import pytest

from jupyter_mm.core.sources import (
    means_the_same,
    names_imported,
    names_made,
    names_read,
    names_set_first,
    names_within,
    statements_about,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 1"),
        ("x = 1", "# a comment\nx = 1  # and another\n\n"),
        ("f(a,b)", "f(\n    a,\n    b,\n)"),
        ("%time x = 1\ny = 2", "%time x = 1\n\ny = 2  # two"),
        ("x = !ls\n", "# files\nx = !ls"),
        ("x = 1 +", "\nx = 1 +"),
        ("", "# nothing\n"),
    ],
)
def test_comments_blanks_and_layout_are_no_change(one: str, other: str) -> None:
    assert means_the_same(one, other)
    assert means_the_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 2"),
        ("x = 1", "x = 1.0"),
        ("x = '# a'", "x = '# b'"),
        ("%time f()", "%time g()"),
        ("!pip install a", "!pip install b"),
        ("x = !ls", "x = !pwd"),
        ("x = 1", "x = 1\nprint(x)"),
        ("if a:\n    b()", "if a:\n    b()\nc()"),
        ("(" * 300 + ")" * 300, "x"),
    ],
)
def test_all_else_is_a_change(one: str, other: str) -> None:
    assert not means_the_same(one, other)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("y = x", {"x"}),
        ("x = 1\ny = x", set()),
        ("x = x + 1", {"x"}),
        ("x += 1", {"x"}),
        ("x: int = 3\nx", {"int"}),
        ("print(df.head())", {"print", "df"}),
        ("df['a'] = df.b", {"df"}),
        ("for i in xs:\n    f(i)", {"xs", "f"}),
        ("[i for i in xs if i > n]", {"xs", "n"}),
        ("import numpy as np\nnp.zeros(n)", {"n"}),
        ("def f(a):\n    b = a\n    return b + c", {"c"}),
        ("lambda q: q + w", {"w"}),
        ("class C(B):\n    y = z", {"B", "z"}),
        ("with open(p) as f:\n    f.read(k)", {"open", "p", "k"}),
        ("try:\n    f()\nexcept E as e:\n    g(e)", {"f", "E", "g"}),
        ("await task", {"task"}),
        ("%matplotlib inline\nplot(x)", {"plot", "x"}),
        ("x = !ls $y", set()),
        ("not python (", set()),
        ("'text'", set()),
        ("def f():\n    global g\n    g = 1\nf()", set()),
    ],
)
def test_names_are_read_that_the_cell_has_not_bound(source: str, names: set[str]) -> None:
    assert names_read(source) == names


def test_the_statements_about_a_name_are_those_that_mention_it() -> None:
    source = "import numpy as np\ndf = load()\ndf['a'] = np.ones(3)\nother = 1"
    assert len(statements_about(source, "df")) == 2
    assert len(statements_about(source, "np")) == 2
    assert len(statements_about(source, "unknown")) == 4
    assert statements_about("# c\ndf = load( )", "df") == statements_about("df = load()", "df")
    assert statements_about("no python (", "df") == {"no python ("}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import pandas as pd, os.path\nfrom math import pi", {"pd", "os", "pi"}),
        ("%matplotlib inline\nimport numpy", {"numpy"}),
        ("try:\n    import json\nexcept ImportError:\n    json = None", set()),
        ("def f():\n    import json\nx = 1", set()),
        ("import (", set()),
        ("await read(); import sys", {"sys"}),
    ],
)
def test_names_are_imported_that_are_bound_in_no_other_way(source: str, names: set[str]) -> None:
    assert names_imported(source) == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("acc = f(depth)\n%mm_log acc", {"acc"}),
        ("%mm_log acc\nacc = f(depth)", set()),
        ("acc = acc + 1", set()),
        ("acc += 1", set()),
        ("if late:\n    acc = 1", set()),
        ("for acc in rows: pass", set()),
        ("a, (b, c.d) = f()\ndef g(): return a", {"a", "b", "g"}),
        ("acc: int = 1\nloss: int", {"acc"}),
        ("acc = (", set()),
    ],
)
def test_names_that_are_surely_bound_anew(source: str, names: set[str]) -> None:
    assert names_made(source) == names


def test_what_functions_read_is_told_of_those_that_are_named_alone() -> None:
    code = "def f(d: Kind, k=K):\n    return d * lr + g(d)\ndef g(d): return d + base"
    assert names_within(code, "f") == {"lr", "g"}
    assert names_within(code, "g") == {"base"}
    assert names_within("f = lambda x: x * lr", "f") == {"lr"}
    assert names_within("class M(B):\n    k = K\n    def fit(self): return cfg", "M") == {"cfg"}
    assert names_within("f = clean(lr)", "f") == frozenset()


def test_a_name_is_set_first_only_where_nothing_was_called_before() -> None:
    assert names_set_first("lr = 0.1\nacc = train()\nlast = 2") == {"lr"}
    assert names_set_first("df = clean()") == frozenset()
