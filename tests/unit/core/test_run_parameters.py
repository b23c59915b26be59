"""Parameters: what the code of a run gives to names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.core.runs.curves import thinned
from jupyter_mm.core.runs.parameters import MOST, parameters_of


def found(*sources: str, without: tuple[str, ...] = ()) -> dict[str, object]:
    return {one.name: one.value for one in parameters_of(sources, without)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("depth = 8", {"depth": 8}),
        ("a, b = 1, 'x'", {"a": 1, "b": "x"}),
        ("a, b = pair", {}),
        ("rate: float = -0.5", {"rate": -0.5}),
        ("rate: float", {}),
        ("m = Forest(n=200, *rest, **more)", {"n": 200}),
        ("fit(Tree(depth=3), warm=True, seed=None)", {"depth": 3, "warm": True, "seed": None}),
        ("def f():\n    inner = 3\n    g(k=4)", {"k": 4}),
        ("_hidden = 1\nx.y = 2\nz[0] = 3", {}),
        ("mm.log(acc=0.9, step=3)", {}),
        ("math.log(x, base=2)", {"base": 2}),
        ("%mm_log acc=0.9\ndepth = 2", {"depth": 2}),
        ("depth = ", {}),
        (f"text = '{'x' * 81}'", {}),
        ("depth = 1\ndepth = 2", {"depth": 2}),
        ("fit(depth=1)\ndepth = 2", {"depth": 2}),
        ("size = 1j", {}),
        ("flag = not True\nn = -True", {"n": -1}),
    ],
)
def test_names_that_get_a_literal(source: str, expected: dict[str, object]) -> None:
    assert found(source) == expected


def test_the_last_value_counts_and_what_was_logged_does_not() -> None:
    assert found("depth = 1\nacc = 0", "depth = 2", without=("acc",)) == {"depth": 2}


def test_there_is_an_end_to_them() -> None:
    source = "\n".join(f"name_{n:03} = {n}" for n in range(100))
    assert len(found(source)) == MOST


@given(st.lists(st.integers()), st.integers(min_value=1, max_value=50))
def test_thinning_keeps_order_ends_and_the_bound(values: list[int], points: int) -> None:
    numbered = list(enumerate(values))
    kept = thinned(numbered, points)
    assert kept == sorted(set(kept))
    assert len(kept) == min(len(values), points)
    assert set(kept) <= set(numbered)
    if values:
        assert kept[-1] == numbered[-1]
        assert points == 1 or kept[0] == numbered[0]
