"""What pages showed is held within bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_mm.core.snapshots import Snapshots
from jupyter_mm.domain.document import CellState, DocumentSnapshot


def shown(execution: str, *sources: str, picture: str = "") -> DocumentSnapshot:
    """Return what a page showed: a text cell with a picture, and code."""
    pasted = {"a.png": {"image/png": picture}}
    cells = [
        CellState(id=f"c{n}", cell_type="code", source=source, metadata={})
        for n, source in enumerate(sources)
    ]
    text = CellState(id="text", cell_type="markdown", source="", metadata={}, attachments=pasted)
    return DocumentSnapshot(
        kernel_id="k", executions=(execution,), path="a.ipynb", metadata={}, cells=(text, *cells)
    )


def test_cells_that_did_not_change_are_held_once() -> None:
    snapshots = Snapshots()
    snapshots.keep(shown("one", "x = 1", picture="p" * 1000))
    snapshots.keep(shown("two", "x = 2", picture="p" * 1000))
    one, two = snapshots.get("one"), snapshots.get("two")
    assert one is not None
    assert two is not None
    assert one.cells[0] is two.cells[0]
    assert (one.cells[1].source, two.cells[1].source) == ("x = 1", "x = 2")


def test_two_notebooks_that_run_in_turn_hold_their_cells_once() -> None:
    snapshots = Snapshots()
    for number in range(4):
        told = shown(str(number), picture="p" * 1000)
        snapshots.keep(replace(told, path=f"{number % 2}.ipynb"))
    held = [snapshots.get(str(number)) for number in range(4)]
    assert [one.path for one in held if one] == ["0.ipynb", "1.ipynb"] * 2
    assert len({id(one.cells[0]) for one in held if one}) == 2


def test_what_nobody_has_recorded_goes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mm.core.snapshots.SNAPSHOTS", 3)
    snapshots = Snapshots()
    for number in range(6):
        snapshots.keep(shown(str(number)))
        if number != 1:
            snapshots.recorded(str(number))
    held = [number for number in range(6) if snapshots.get(str(number)) is not None]
    assert held == [1, 4, 5]


def test_the_oldest_go_when_they_take_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mm.core.snapshots.SNAPSHOT_BYTES", 3000)
    snapshots = Snapshots()
    for number in range(9):
        snapshots.keep(shown(str(number), picture=str(number) * 1000))
    held = [number for number in range(9) if snapshots.get(str(number)) is not None]
    assert held == [7, 8]


def test_what_a_page_showed_last_is_held_however_large_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jupyter_mm.core.snapshots.SNAPSHOT_BYTES", 3000)
    snapshots = Snapshots()
    snapshots.keep(shown("small"))
    snapshots.keep(shown("large", picture="p" * 5000))
    assert snapshots.get("small") is None
    assert snapshots.get("large") is not None
