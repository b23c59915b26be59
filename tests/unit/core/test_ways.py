"""What was logged and read on the ways to two states, which are walked once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from jupyter_mm.catalog import ways
from jupyter_mm.catalog.ways import Way, data_on, last_metrics_on, way_behind, ways_to
from jupyter_mm.core.context import Core
from jupyter_mm.core.data import compare_data
from jupyter_mm.domain.digest import Digest
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.comparing import Book, Part
from tests.unit.core.using import used


@pytest.fixture
def checkpoints(core: Core, tmp_path: Path) -> list[str]:
    """Three in a row, and a fourth that branches off from the first."""
    file = tmp_path / "a.csv"
    book = Book(core)
    made: list[Digest] = []
    for number in range(4):
        file.write_text("x" * (number + 1))
        if number == 3:
            book.parent = made[0]
        metrics = {"acc": number / 10, **({"loss": 1.0} if number == 1 else {})}
        cell: Part = (f"c{number}", f"x = {number}", [])
        book.ran([cell], metrics=metrics, variables={"x": number}, inputs=(used(core, file),))
        assert book.parent is not None
        made.append(book.parent)
    return [str(one) for one in made]


METRICS = ({"acc": 0.0}, {"acc": 0.1, "loss": 1.0}, {"acc": 0.2, "loss": 1.0}, {"acc": 0.3})
"""What was last logged on the way to each."""
SIZES = (1, 2, 3, 4)
"""Of the file, as each had read it last."""


def told(tx: Connection, way: Way) -> tuple[dict[str, float], int | None]:
    """Return what was logged last, and the size of the file that was read last."""
    (ref,) = data_on(tx, way, is_read=True).values()
    assert data_on(tx, way) == {ref.path: ref}
    return {row["name"]: row["number"] for row in last_metrics_on(tx, way)}, ref.size_bytes


@pytest.mark.parametrize(("before", "after"), [(0, 2), (2, 0), (1, 3), (2, 2)])
def test_the_last_that_was_logged_and_read_on_each_way(
    core: Core, checkpoints: list[str], before: int, after: int
) -> None:
    with core.catalog.read() as tx:
        for place, way in zip(
            (before, after), ways_to(tx, checkpoints[before], checkpoints[after]), strict=True
        ):
            assert told(tx, way) == (METRICS[place], SIZES[place])
            assert way == way_behind(tx, checkpoints[place])


def test_a_way_that_is_cut_at_one_side_is_walked_at_the_other(
    core: Core, checkpoints: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "FURTHEST", 2)
    with core.catalog.read() as tx:
        behind, way = ways_to(tx, checkpoints[1], checkpoints[2])
        assert (len(behind), len(way)) == (2, 2)


def walks(core: Core, asked: Callable[[], object]) -> int:
    """Return how often a question walks back through history."""
    said: list[str] = []
    event.listen(
        core.catalog.engine, "before_cursor_execute", lambda *sent: said.append(sent[2].upper())
    )
    asked()
    return sum("RECURSIVE" in statement for statement in said)


def test_a_state_on_the_way_to_the_other_is_not_walked_to_again(
    core: Core, checkpoints: list[str]
) -> None:
    pair = checkpoints[0], checkpoints[2]
    assert walks(core, lambda: Book(core).compare(*pair)) == 1
    one, other = pair
    assert walks(core, lambda: compare_data(core, ACTOR, before=one, after=other)) == 1
