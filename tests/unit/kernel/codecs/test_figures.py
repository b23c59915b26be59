"""matplotlib: the same bytes each time, the same identities, and nothing shown by a restore."""

from __future__ import annotations

from typing import Any

import pytest
from matplotlib import pyplot as plt

from tests.unit.kernel.codecs.trip import Trip


@pytest.fixture(autouse=True)
def _no_windows() -> Any:
    plt.switch_backend("agg")
    yield
    plt.close("all")


def drawn() -> dict[str, Any]:
    figure, axes = plt.subplots()
    (line,) = axes.plot([1, 2, 3], marker="o", label="a")
    image = axes.imshow([[1, 2], [3, 4]])
    bar = figure.colorbar(image)
    axes.legend()
    other = figure.add_subplot(3, 3, 1, projection="polar")
    return {"fig": figure, "ax": axes, "line": line, "bar": bar, "other": other}


def test_a_figure_gives_the_same_bytes_twice() -> None:
    values = drawn()
    trip = Trip()
    assert trip.out(values).stream == trip.out(values).stream
    values["fig"].canvas.draw()
    assert trip.out(values).stream == trip.out(values).stream


def test_parts_of_a_figure_are_the_same_objects_again() -> None:
    found = Trip().both(drawn())
    assert found["ax"].figure is found["fig"]
    assert found["line"] in found["ax"].lines
    assert found["other"] in found["fig"].axes
    assert found["bar"].ax in found["fig"].axes
    found["line"].set_ydata([3, 2, 1])
    found["fig"].canvas.draw()


def test_pyplot_knows_a_figure_again_by_its_number_when_the_restore_is_certain() -> None:
    plt.figure(7)
    values = {"fig": plt.gcf()}
    trip = Trip()
    pickled = trip.out(values)
    plt.close("all")
    found = trip.back(pickled)["fig"]
    assert plt.get_fignums() == [7]
    assert plt.gcf() is found
    again = trip.back(pickled)["fig"]
    assert plt.gcf() is again
    assert plt.get_fignums() == [7]


def test_a_figure_that_was_closed_stays_so() -> None:
    values = drawn()
    plt.close("all")
    Trip().both(values)
    assert plt.get_fignums() == []


def test_a_restored_figure_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    plt.ion()
    try:
        drawings: list[Any] = []
        pickled = Trip().out(drawn())
        monkeypatch.setattr(plt, "draw_if_interactive", lambda: drawings.append(1))
        Trip().back(pickled)
        assert drawings == []
        assert plt.isinteractive()
    finally:
        plt.ioff()


def test_a_figure_may_refer_to_itself_and_to_functions_of_the_notebook() -> None:
    trip = Trip("from matplotlib.ticker import FuncFormatter\ndef label(x, pos): return f'{x}!'")
    figure, axes = plt.subplots()
    axes.xaxis.set_major_formatter(trip.space["FuncFormatter"](trip.space["label"]))
    vars(figure)["mine"] = {"figure": figure}
    found = trip.both({"fig": figure})["fig"]
    assert found.mine["figure"] is found
    assert found.axes[0].xaxis.get_major_formatter()(1, 0) == "1!"
