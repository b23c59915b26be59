"""What stands below cells after a notebook, or one cell of it, was put back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jupyter_mm.core.assembly import SeenExecution
from jupyter_mm.core.compose import Scene, record_seen
from jupyter_mm.core.context import Core
from jupyter_mm.core.history import show_notebook
from jupyter_mm.core.latest_outputs import latest_outputs
from jupyter_mm.core.notebook_restores import record_notebook_restore
from jupyter_mm.domain.notebook_restore import NotebookRestore
from jupyter_mm.testing.clocks import START, FrozenClock
from jupyter_mm.testing.faulty import SpoiledStore
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.comparing import PATH, SESSION, Book, Part, kinds, snapshot, stream

LATER = START + 300.0
OTHER: Part = ("b", "print(y)", [])


def cells(text: str) -> list[Part]:
    return [("a", "print(x)", [stream(text)]), OTHER]


@pytest.fixture
def book(core: Core, clock: FrozenClock) -> Book:
    """A cell that showed ONE, then TWO."""
    book = Book(core)
    book.ran(cells("ONE\n"), cell=0)
    book.ran(cells("TWO\n"), cell=0)
    clock.now = START + 250.0
    return book


def put_back(core: Core, target: str, **changes: Any) -> NotebookRestore:
    before = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    given = NotebookRestore(
        id="a" * 32, notebook=PATH, target=target, cell=None, restored_at=START + 250.0,
        before=before,
    )  # fmt: skip
    given = replace(given, **changes)
    record_notebook_restore(core, ACTOR, given)
    return given


def now_is_as_in(book: Book, execution: str) -> bool:
    found = book.compare(execution, "now", document=snapshot(cells("")))
    return kinds(found) == ["same", "same"]


@pytest.mark.parametrize("cell", [None, "a"])
def test_what_was_put_back_is_on_screen_until_it_is_undone(book: Book, cell: str | None) -> None:
    given = put_back(book.core, "run-1", cell=cell)
    assert now_is_as_in(book, "run-1")
    assert not now_is_as_in(book, "run-2")
    record_notebook_restore(book.core, ACTOR, replace(given, undone_at=START + 260.0))
    assert now_is_as_in(book, "run-2")


def test_a_cell_that_runs_again_shows_what_it_shows_now(book: Book) -> None:
    put_back(book.core, "run-1")
    book.ran(cells("THREE\n"), cell=0)
    assert now_is_as_in(book, "run-3")


def test_another_cell_that_was_put_back_changes_nothing(book: Book) -> None:
    put_back(book.core, "run-1", cell="b")
    assert now_is_as_in(book, "run-2")


def test_the_latest_restore_of_a_cell_counts(book: Book) -> None:
    put_back(book.core, "run-1")
    put_back(book.core, "run-2", id="b" * 32, cell="a", restored_at=START + 251.0)
    assert now_is_as_in(book, "run-2")
    put_back(book.core, "run-1", id="c" * 32, restored_at=START + 252.0)
    assert now_is_as_in(book, "run-1")


def test_a_version_whose_document_was_not_seen_is_its_execution(book: Book) -> None:
    book.ran(cells("THREE\n"), cell=0, with_document=False)
    book.ran(cells("FOUR\n"), cell=0)
    book.core.clock.advance(1000.0)  # type: ignore[attr-defined]
    put_back(book.core, "run-3", cell="a")
    found = book.compare("run-4", "now", document=snapshot(cells("")))
    assert [cell.parts for cell in found.cells] == [("outputs",), ()]


def test_of_a_damaged_document_its_own_cell_is_known(book: Book) -> None:
    put_back(book.core, "run-1")
    with book.core.catalog.read() as tx:
        (name,) = tx.exec_driver_sql("SELECT document FROM execution WHERE id = 'run-1'").one()
    book.core = replace(book.core, blobs=SpoiledStore(book.core.blobs, damaged=[name]))
    found = book.compare("run-2", "now", document=snapshot(cells("")))
    assert [cell.parts for cell in found.cells] == [("outputs",), ()]


def test_the_next_document_holds_what_was_put_back(book: Book) -> None:
    put_back(book.core, "run-1")
    shown = seen_late(book, SeenExecution(id="next", source="print(y)", count=3, started_at=LATER))
    assert shown == [[stream("ONE\n")], []]


def test_a_document_that_is_told_late_holds_nothing_of_what_ran_since(book: Book) -> None:
    put_back(book.core, "run-1")
    book.ran([*cells("TWO\n")[:1], ("b", "print(y)", [stream("Y\n")])])
    again = SeenExecution(id="run-2", source="print(x)", count=2, started_at=START + 200.0)
    again.outputs.append(stream("TWO\n"))
    assert seen_late(book, again) == [[stream("TWO\n")], []]


def seen_late(book: Book, seen: SeenExecution) -> list[Any]:
    """Record an execution with what the page shows, and return the outputs in its document."""
    seen.ended_at, seen.status = seen.started_at + 1.0, "ok"
    scene = Scene(
        kernel_id="kernel", path=PATH, snapshot=snapshot(cells(""), seen.id), file=None,
        output_limit_bytes=1 << 20,
    )  # fmt: skip
    record_seen(book.core, ACTOR, seen, scene)
    shown = show_notebook(book.core, ACTOR, seen.id).notebook
    return [cell["outputs"] for cell in shown["cells"]]


def missed(book: Book) -> list[tuple[str, str]]:
    return [(one.cell, one.execution) for one in latest_outputs(book.core, ACTOR, PATH).cells]


@pytest.mark.parametrize("cell", [None, "a"])
def test_what_was_put_back_since_was_not_missed(
    book: Book, clock: FrozenClock, cell: str | None
) -> None:
    assert missed(book) == [("a", "run-2")]
    given = put_back(book.core, "run-1", cell=cell)
    assert missed(book) == []
    assert latest_outputs(book.core, ACTOR, PATH).session == SESSION.id
    book.ran(cells("THREE\n"), cell=0)
    assert missed(book) == [("a", "run-3")]
    clock.now = START + 400.0
    record_notebook_restore(book.core, ACTOR, replace(given, undone_at=START + 400.0))
    assert missed(book) == []


@pytest.mark.parametrize("told_at", [START + 9000.0, START + 1.0], ids=["ahead", "behind"])
def test_whether_a_run_came_after_an_undo_is_told_by_the_servers_clock(
    book: Book, clock: FrozenClock, told_at: float
) -> None:
    given = put_back(book.core, "run-1")
    clock.now = START + 260.0
    record_notebook_restore(book.core, ACTOR, replace(given, undone_at=told_at))
    assert missed(book) == []
    book.ran(cells("THREE\n"), cell=0)
    assert missed(book) == [("a", "run-3")]


def test_what_was_done_again_stands_over_what_ran_after_its_undo(
    book: Book, clock: FrozenClock
) -> None:
    given = put_back(book.core, "run-1")
    record_notebook_restore(book.core, ACTOR, replace(given, undone_at=START + 260.0))
    book.ran(cells("THREE\n"), cell=0)
    clock.now = START + 400.0
    record_notebook_restore(book.core, ACTOR, given)
    assert missed(book) == []
    assert now_is_as_in(book, "run-1")


def test_a_run_that_went_on_while_a_notebook_was_put_back_is_later_for_all(
    book: Book, clock: FrozenClock
) -> None:
    book.ran(cells("THREE\n"), cell=0)
    clock.now = START + 300.1
    put_back(book.core, "run-1")
    assert missed(book) == [("a", "run-3")]
    assert now_is_as_in(book, "run-3")


def test_a_restore_of_another_cell_or_of_nothing_hides_no_run(book: Book) -> None:
    put_back(book.core, "run-1", cell="b")
    put_back(book.core, "run-1", id="b" * 32, undone_at=START + 250.0)
    assert missed(book) == [("a", "run-2")]
