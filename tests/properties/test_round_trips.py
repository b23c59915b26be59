"""Any world of a notebook comes back: values, structure, aliases and common memory.

`JUPYTER_MM_EXAMPLES` sets the number of examples: 200, or 10,000 in a long run.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.graphs import CHANGES, NAMES, SOURCE, STEPS, change, made_by, picture
from tests.unit.kernel.book import Notebook
from tests.unit.kernel.codecs.trip import Trip

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = int(os.environ.get("JUPYTER_MM_EXAMPLES", "200"))
pytestmark = pytest.mark.timeout(max(300, EXAMPLES))  # seconds
PROFILE = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@PROFILE
@given(steps=STEPS, chosen=NAMES, changes=CHANGES)
def test_a_stream_gives_back_the_world_it_was_made_of(
    steps: list, chosen: list, changes: list
) -> None:
    trip = Trip(SOURCE)
    pool = made_by(trip.space, steps)
    values = {f"v{place}": pool[place % len(pool)] for place in chosen}
    before = picture(values)
    pickled = trip.out(values)
    copies = [bytes(buffer.raw()) for buffer in pickled.buffers]
    for place, how in changes:
        change(pool[place % len(pool)], how)
    for buffer, copy in zip(pickled.buffers, copies, strict=True):
        if not buffer.raw().readonly:
            buffer.raw()[:] = copy  # what the courier took before the next cell
    assert picture(trip.back(pickled)) == before


@pytest.fixture(scope="module")
def shared_book() -> Iterator[Notebook]:
    with Notebook(SOURCE) as made:
        yield made


@PROFILE
@given(steps=STEPS, chosen=NAMES, changes=st.lists(CHANGES, min_size=1, max_size=3))
def test_every_state_of_a_notebook_comes_back_whatever_came_after(
    shared_book: Notebook, steps: list, chosen: list, changes: list
) -> None:
    book = shared_book
    book.space["scale"] = 3
    pool = made_by(book.space, steps)
    values = {f"v{place}": pool[place % len(pool)] for place in chosen}
    for name in [name for name in book.space if name.startswith("v") and name[1:].isdigit()]:
        del book.space[name]
    book.space.update(values)
    states = []
    for some in [[], *changes]:
        for place, how in some:
            change(pool[place % len(pool)], how)
        state = book.state(book.cell("globals()"))
        assert not [one for one in state.lost if one.name in values], state.lost
        states.append((state, picture(values)))
    for state, before in reversed(states):
        found = book.back(state)
        assert picture({name: found[name] for name in values}) == before
