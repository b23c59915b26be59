"""Few notes, and right ones: outputs that came from what the notebook does not show any more."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.hidden import hidden_state
from jupyter_mm.core.observe import record_observation, store_document
from jupyter_mm.core.policy import Actor
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.capture import Read
from jupyter_mm.domain.history import HiddenNote
from jupyter_mm.errors import DeniedError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.seeing import code, seen, snapshot


class Notebook:
    """A notebook whose cells are edited, deleted and run; the document is seen at each run."""

    def __init__(self, core: Core, clock: FrozenClock) -> None:
        self.core, self.clock = core, clock
        self.session = make_session(notebook="a.ipynb")
        self.cells: dict[str, str] = {}
        self.writers: dict[str, str] = {}
        self.ran = 0

    def run(self, cell: str, reads: str = "", writes: str = "", **changes: Any) -> str:
        """Run a cell that reads and writes these names; return its execution."""
        self.ran += 1
        execution = f"run-{self.ran}"
        capture = make_capture(
            self.core,
            session=self.session,
            execution=execution,
            cell=cell,
            source=self.cells[cell],
            started_at=self.clock.advance(10),
            changed=tuple(writes.split()),
            reads=tuple(
                Read(name=name, execution=self.writers.get(name)) for name in sorted(reads.split())
            ),
            **changes,
        )
        record_execution(self.core, ACTOR, capture)
        self.writers |= dict.fromkeys(writes.split(), execution)
        self.look(execution)
        return execution

    def look(self, execution: str = "run-1") -> None:
        """Let the server see the document as it is, with an execution."""
        cells = [code(id_, source) for id_, source in self.cells.items()]
        document = store_document(self.core, snapshot(*cells), {})
        record_observation(self.core, ACTOR, seen(self.core, execution, document=document))

    def notes(self) -> list[tuple[str, str, str]]:
        return [(note.cell, note.kind, note.name) for note in self.whole()]

    def whole(self) -> tuple[HiddenNote, ...]:
        return hidden_state(self.core, ACTOR, "a.ipynb").notes


@pytest.fixture
def book(core: Core, clock: FrozenClock) -> Notebook:
    return Notebook(core, clock)


def load_and_show(book: Notebook) -> None:
    book.cells = {"load": "df = load()", "show": "df.head()", "end": "1"}
    book.run("load", writes="df")
    book.run("show", reads="df")


def test_a_notebook_run_from_the_top_has_no_notes(book: Notebook) -> None:
    load_and_show(book)
    book.run("end")
    assert book.notes() == []


def test_a_value_of_a_cell_that_is_gone_is_noted(book: Notebook) -> None:
    load_and_show(book)
    del book.cells["load"]
    book.run("end")
    (note,) = book.whole()
    assert (note.cell, note.execution, note.source_execution) == ("show", "run-2", "run-1")
    assert note.kind == "cell_gone"
    assert note.text == "This output used `df` from a cell that no longer exists."


def test_a_cell_that_was_moved_or_cut_in_two_is_not_gone(book: Notebook) -> None:
    book.cells = {"load": "import pandas as pd\ndf = pd.load()", "show": "df.head()", "end": "1"}
    book.run("load", writes="df pd")
    book.run("show", reads="df")
    show = book.cells.pop("show")
    book.cells = {"one": "import pandas as pd", "two": "df = pd.load( )", "show": show, "end": "1"}
    book.run("end")
    assert book.notes() == []


def test_a_value_of_a_cell_that_was_edited_is_noted(book: Notebook) -> None:
    load_and_show(book)
    book.cells["load"] = "df = load(all=True)"
    book.run("end")
    assert book.notes() == [("show", "source_changed", "df")]


@pytest.mark.parametrize(
    "edited", ["# load it\ndf = load()", "df = load()\n\n", "df = load()  # slow", "df=load( )"]
)
def test_comments_and_blanks_never_count(book: Notebook, edited: str) -> None:
    load_and_show(book)
    book.cells["load"] = edited
    book.run("end")
    assert book.notes() == []


def test_a_newer_value_of_a_cell_above_is_noted_until_the_reader_runs_again(
    book: Notebook,
) -> None:
    load_and_show(book)
    book.run("load", writes="df")
    assert book.notes() == [("show", "newer_value", "df")]
    book.run("show", reads="df")
    assert book.notes() == []


def test_a_cell_that_ran_again_and_changed_nothing_is_no_newer_value(book: Notebook) -> None:
    load_and_show(book)
    book.run("load")
    assert book.notes() == []


def test_what_a_cell_below_wrote_is_no_newer_value(book: Notebook) -> None:
    book.cells = {"load": "df = load()", "show": "df.head()", "drop": "df = df.dropna()"}
    book.run("load", writes="df")
    book.run("show", reads="df")
    book.run("drop", reads="df", writes="df")
    assert book.notes() == []


def test_a_write_that_another_one_above_hides_is_no_newer_value(book: Notebook) -> None:
    book.cells = {"first": "x = 1", "second": "x = 2", "show": "print(x)"}
    book.run("first", writes="x")
    book.run("second", writes="x")
    book.run("show", reads="x")
    book.run("first", writes="x")
    assert book.notes() == []


def test_the_most_severe_of_several_is_noted_and_only_that(book: Notebook) -> None:
    book.cells = {"a": "a = 1", "b": "b = 1", "c": "c = 1", "sum": "a + b + c", "end": "1"}
    for name in "abc":
        book.run(name, writes=name)
    book.run("sum", reads="a b c")
    book.run("a", writes="a")
    book.cells["b"] = "b = 2"
    del book.cells["c"]
    book.run("end")
    assert book.notes() == [("sum", "cell_gone", "c")]


def test_a_name_that_the_cell_binds_itself_is_not_used(book: Notebook) -> None:
    book.cells = {"old": "x = 1", "new": "x = 2\nprint(x)", "end": "1"}
    book.run("old", writes="x")
    book.run("new", reads="x", writes="x")
    del book.cells["old"]
    book.run("end")
    assert book.notes() == []


def test_a_value_of_its_own_earlier_run_is_not_noted(book: Notebook) -> None:
    book.cells = {"count": "n = n + 1", "end": "1"}
    book.run("count", writes="n")
    book.run("count", reads="n", writes="n")
    book.cells["count"] = "n = n + 1  # once more"
    book.run("end")
    assert book.notes() == []


def test_output_of_an_edited_or_failed_cell_is_not_noted(book: Notebook) -> None:
    load_and_show(book)
    book.cells["fail"] = "df.missing"
    book.run("fail", reads="df", status="error")
    del book.cells["load"]
    book.cells["show"] = "df.tail()"
    book.run("end")
    assert book.notes() == []


def test_values_of_consoles_and_other_notebooks_are_left_alone(core: Core, book: Notebook) -> None:
    book.cells = {"show": "x + y", "end": "1"}
    other = make_session(notebook="b.ipynb")
    for execution, session, cell in (("e1", other, "c"), ("e2", book.session, None)):
        record_execution(
            core, ACTOR, make_capture(core, session=session, execution=execution, cell=cell)
        )
    book.writers = {"x": "e1", "y": "e2", "z": "never recorded"}
    book.run("show", reads="x y z")
    assert book.notes() == []


def test_another_kernels_writes_are_no_newer_values(book: Notebook) -> None:
    load_and_show(book)
    book.session = make_session(notebook="a.ipynb")
    book.run("load", writes="df")
    assert book.notes() == []


def test_a_notebook_that_was_never_seen_has_no_notes(core: Core) -> None:
    assert hidden_state(core, ACTOR, "unknown.ipynb").notes == ()
    record_execution(core, ACTOR, make_capture(core, session=make_session(notebook="b.ipynb")))
    assert hidden_state(core, ACTOR, "b.ipynb").notes == ()
    with pytest.raises(DeniedError):
        hidden_state(core, Actor("nobody", frozenset()), "b.ipynb")
