"""Figures of earlier cells cost later cells nothing, and what is shared is still found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jupyter_mm.kernel.keeping.capture import Capturer
from jupyter_mm.kernel.state.ledger import merged, overlap
from tests.unit.kernel.book import Notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

SETUP = """
import matplotlib
matplotlib.use('agg')
import matplotlib.pyplot as plt
import numpy as np
rng = np.random.default_rng(1)
"""
FIGURE = """
{0}, {0}_axes = plt.subplots(1, 2)
{0}_axes[0].hist(rng.normal(size=200))
{0}_axes[1].plot([1, 2, 3])
plt.close('all')
"""


class Looked:
    """A notebook, and the names that were looked at after its last cell."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.book, self.names = Notebook(), set[str]()
        original = Capturer.look

        def look(capturer: Capturer, *arguments: Any) -> Any:
            found = original(capturer, *arguments)
            self.names = set(found.queue)
            return found

        monkeypatch.setattr(Capturer, "look", look)

    def cell(self, code: str) -> set[str]:
        self.book.cell(code)
        return self.names


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Looked]:
    made = Looked(monkeypatch)
    with made.book:
        made.cell(SETUP)
        yield made


def test_another_figure_does_not_have_the_first_one_looked_at(looked: Looked) -> None:
    looked.cell(FIGURE.format("first"))
    assert {"first", "first_axes"}.isdisjoint(looked.cell(FIGURE.format("second")))
    assert {"first", "second"}.isdisjoint(looked.cell("numbers = np.histogram(rng.random(50))"))
    shown = looked.cell("second_axes[1].set_title('now')")
    assert {"second", "second_axes"} <= shown
    assert "first" not in shown


COLOURED = """
{0} = plt.figure()
{0}.add_subplot().imshow(np.zeros((3, 3)), cmap="viridis")
plt.close("all")
"""


def test_figures_in_the_same_colours_stay_apart(looked: Looked) -> None:
    looked.cell(COLOURED.format("first") + COLOURED.format("second"))
    state = looked.book.state(looked.book.cell("1"))
    groups = [group.names for group in state.groups if {"first", "second"} & set(group.names)]
    assert len(groups) == 2
    assert {"first", "second"}.isdisjoint(looked.cell(COLOURED.format("third")))


def test_a_figure_changed_through_another_name_is_looked_at(looked: Looked) -> None:
    looked.cell(FIGURE.format("first"))
    looked.cell("line = first_axes[1].lines[0]")
    assert {"first", "first_axes", "line"} <= looked.cell("line.set_ydata([3, 2, 1])")


def test_an_array_that_a_figure_shows_is_one_with_it_only_if_it_is_shared(looked: Looked) -> None:
    looked.cell("field = np.zeros((20, 20))\nfirst, axes = plt.subplots()\nplt.close('all')")
    looked.cell("mesh = axes.imshow(field)")
    looked.cell("mesh.marker = field")
    assert {"mesh", "first"} <= looked.cell("field += 1")


def test_merged_pieces_of_memory_overlap_as_the_single_ones_do() -> None:
    assert merged([(5, 7), (0, 2), (1, 3), (7, 9)]) == ((0, 3), (5, 9))
    assert overlap([(0, 3), (5, 9)], [(3, 5), (8, 12)])
    assert not overlap([(0, 3), (5, 9)], [(3, 5), (9, 12)])
    assert not overlap([], [(0, 1)])


SEVERAL = """
figure, panels = plt.subplots(1, 2)
panel = panels[0]
bars = [panel.bar([1, 2], [3, 4]), panels[1].plot([1, 2, 3])[0]]
plt.close('all')
"""


def test_a_figure_with_many_names_is_pickled_once_and_comes_back_as_one(
    looked: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[list[str]] = []
    original = Capturer._dump

    def dump(capturer: Capturer, values: dict[str, Any], *given: Any, **options: Any) -> Any:
        made.append(sorted(values))
        return original(capturer, values, *given, **options)

    monkeypatch.setattr(Capturer, "_dump", dump)
    looked.cell("figure, axes = plt.subplots()\nlines = axes.plot([1, 2, 3])\nplt.close('all')")
    assert len([names for names in made if set(names) & {"figure", "axes", "lines"}]) == 1
    back = looked.book.back(looked.book.state(looked.book.cell(SEVERAL)))
    assert back["panel"] is back["panels"][0] is back["figure"].axes[0]
    assert back["bars"][1] in back["panels"][1].lines
    assert back["bars"][0][0] in back["panel"].patches
