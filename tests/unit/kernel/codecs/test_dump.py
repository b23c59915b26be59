"""What `dump` says about the values besides their bytes, and what it costs."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from jupyter_mm.kernel.codecs.notkept import NotKeptError
from tests.unit.kernel.codecs.trip import Trip

MANY = {number: [number, number + 0.5] for number in range(60_000)}


@pytest.mark.parametrize("value", [1, 2.5, "text", None, True, 1j, "x" * 100_000, 10**400])
def test_a_single_value_comes_back(value: Any) -> None:
    pickled = Trip().out({"x": value})
    assert Trip().back(pickled) == {"x": value}
    assert (pickled.kinds, pickled.objects) == (set(), {})


def test_plain_data_is_known_as_such() -> None:
    assert Trip().out({"x": [1, {"a": (2, {3})}], "y": bytearray(b"x")}).kinds == set()
    assert Trip().out({"x": [1, {"a": np.float64(2)}]}).kinds >= {np.float64}
    assert type(len) in Trip().out({"x": [len]}).kinds


def test_objects_that_may_have_state_are_listed() -> None:
    inner: list[int] = [1]
    values = {"x": ["text", (1, inner)], "y": {"k": inner}}
    pickled = Trip().out(values)
    assert pickled.objects is not None
    assert {id(one) for one in (values["x"], values["y"], inner)} == set(pickled.objects)
    assert pickled.objects[id(inner)] is inner


def test_objects_of_large_streams_are_not_listed_but_can_be_observed() -> None:
    pickled = Trip().out({"x": MANY})
    assert pickled.objects is None
    seen: list[Any] = []
    observed = Trip().out({"x": MANY}, observe=seen)
    assert observed.stream == pickled.stream
    assert {id(one) for one in seen} >= {id(one) for one in MANY.values()}


def test_values_are_observed_once_even_if_the_namespace_is_among_them() -> None:
    trip = Trip()
    inner = [1]
    seen: list[Any] = []
    trip.out({"x": [trip.space, inner]}, observe=seen)
    assert sum(one is inner for one in seen) == 1
    assert any(one is trip.space for one in seen)


@pytest.mark.parametrize("extra", [{}, MANY], ids=["small", "large"])
def test_the_namespace_is_named_and_not_copied(extra: dict) -> None:
    trip = Trip()
    found = trip.both({"x": {"all": trip.space, "extra": extra}})
    assert found["x"]["all"] is trip.space
    assert found["x"]["extra"] == extra


@pytest.mark.parametrize("extra", [{}, MANY], ids=["small", "large"])
def test_what_cannot_be_kept_in_the_namespace_does_no_harm_to_its_holder(extra: dict) -> None:
    trip = Trip("bad = (n for n in range(3))")
    found = trip.both({"x": {"extra": extra, "all": trip.space}})
    assert found["x"]["all"] is trip.space


def test_names_that_code_uses_are_told() -> None:
    trip = Trip(
        "K = 1\n"
        "def inner(): return later\n"
        "def outer():\n    return [inner() + K for _ in range(2)]\n"
        "class A:\n    def m(self): return lambda: other + 1\n"
        "class B(A):\n    pass\n"
        "b = B()\n"
    )
    assert trip.out({"outer": trip.space["outer"]}).global_names == {"K", "inner", "range"}
    for name, used in {"A": {"A"}, "B": {"A", "B"}, "b": {"A", "B"}}.items():
        assert trip.out({name: trip.space[name]}).global_names == {"other", *used}
    looking = Trip("def look(): return globals()['x']")
    assert "*" in looking.out().global_names


def test_a_million_objects_cost_little_more_than_the_plain_pickler() -> None:
    import pickle  # noqa: PLC0415  # only this test

    values = {"x": {number: [number, number + 0.5] for number in range(300_000)}}
    plain = min(_seconds(lambda: pickle.dumps(values, 5)) for _ in range(3))
    ours = min(_seconds(lambda: Trip().out(values)) for _ in range(3))
    assert ours < 2 * plain + 0.05


def _seconds(action: Any) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def test_more_than_the_limit_is_refused() -> None:
    with pytest.raises(NotKeptError, match="larger than the limit of 1 MiB"):
        Trip().out({"x": np.zeros(1 << 20)}, limit_bytes=1 << 20)
