"""One stream for several names: those of objects inside are set at its end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.kernel.codecs.trip import Trip

INSIDE = "inner = {'deep': [1, 2]}\nouter = ['text', inner]\nfiller = [[i] for i in range(400)]"


def outer_with(trip: Trip, **names: object) -> dict[str, Any]:
    """Return what comes back of `outer`, with more names for what it holds."""
    values = {"outer": [trip.space["filler"], *trip.space["outer"]]}
    pickled = trip.out(values, named={id(one) for one in names.values()})
    more = pickled.named({name: id(one) for name, one in names.items()})
    assert more is not None
    assert more.size_bytes == len(more.stream)
    return trip.back(more)


@pytest.mark.parametrize("name", ["inner", "Out[3]", "größe", "n" * 300])
def test_a_name_for_an_object_inside_comes_back_as_that_object(name: str) -> None:
    trip = Trip(INSIDE)
    back = outer_with(trip, **{name: trip.space["inner"], "first": trip.space["filler"][0]})
    assert set(back) == {"outer", name, "first"}
    assert back[name] is back["outer"][2]
    assert back[name] == {"deep": [1, 2]}
    assert back["first"] is back["outer"][0][0]


def test_an_object_that_is_not_inside_has_no_number() -> None:
    trip = Trip(INSIDE)
    other = [3]
    pickled = trip.out({"outer": trip.space["outer"]}, named={id(other)})
    assert pickled.named({"other": id(other)}) is None
