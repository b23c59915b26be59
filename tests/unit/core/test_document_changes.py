"""What rows say of their documents: cells that changed, and titles from that."""

from __future__ import annotations

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.document_changes import place_of
from jupyter_mm.core.observe import record_observation, store_document
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.execution import Failure
from jupyter_mm.domain.history import CellCounts
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.comparing import SESSION, Book, Part, snapshot
from tests.unit.core.seeing import rows, seen

A: Part = ("a", "x = 1", [])
B: Part = ("b", "plot(x)", [])


def counts(core: Core) -> list[CellCounts | None]:
    return [row.cells for row in reversed(rows(core))]


def test_rows_count_the_cells_that_changed_since_the_document_before(core: Core) -> None:
    book = Book(core)
    for cells in ([A, B], [A, B], [A, ("b", "plot(x, 2)", []), ("c", "1", [])], [A]):
        book.ran(cells, cell=0)
    assert counts(core) == [
        None,
        CellCounts(added=0, changed=0, removed=0),
        CellCounts(added=1, changed=1, removed=0),
        CellCounts(added=0, changed=0, removed=2),
    ]
    assert rows(core)[0].title == "2 cells deleted"


def test_without_a_document_nothing_is_counted(core: Core) -> None:
    book = Book(core)
    book.ran([A])
    book.ran([A, B], with_document=False)
    book.ran([A, B])
    assert counts(core) == [None, None, None]


def test_ids_that_stand_twice_are_not_counted(core: Core) -> None:
    book = Book(core)
    book.ran([A, B])
    book.ran([A, ("a", "y", [])], cell=0)
    assert counts(core)[1] is None


@pytest.mark.parametrize("first", ["told", "seen"])
def test_a_mended_failure_is_told_with_its_cell(core: Core, first: str) -> None:
    book = Book(core)
    book.ran([A, B], status="error", failure=Failure(name="NameError", message="x"))
    document = store_document(core, snapshot([A, B]), {})
    capture = make_capture(
        core, session=SESSION, execution="again", cell="b", source="plot(y)", started_at=2e9
    )
    observation = seen(
        core, "again", cell="b", source="plot(y)", started_at=2e9, document=document,
    )  # fmt: skip
    if first == "seen":
        record_observation(core, ACTOR, observation)
    record_execution(core, ACTOR, capture)
    record_observation(core, ACTOR, observation)
    assert rows(core)[0].title == "fixed NameError in cell 2"
    assert place_of(core.blobs, str(document), "nowhere") is None
    assert place_of(core.blobs, None, "b") is None
