"""The texts that a cell had, and the cells that are gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_mm.core.comparison.cells import cell_history, known_cells
from jupyter_mm.core.context import Core
from jupyter_mm.core.policy import Actor
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import DeniedError
from jupyter_mm.testing.faulty import SpoiledStore
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.comparing import PATH, Book, Part


def code(id_: str, source: str) -> Part:
    return id_, source, []


@pytest.fixture
def book(core: Core) -> Book:
    return Book(core)


def test_each_text_stands_once_with_its_newest_run(book: Book) -> None:
    for depth in (8, 12, 8):
        book.ran([code("a", "x"), code("fit", f"depth = {depth}")], metrics={"acc": depth / 10})
    book.ran([code("a", "x = 2")])
    found = cell_history(book.core, ACTOR, "fit", notebook=PATH)
    assert [(one.source, one.execution, one.runs, one.count) for one in found.versions] == [
        ("depth = 8", "run-3", 2, 3),
        ("depth = 12", "run-2", 1, 2),
    ]
    assert (found.cell, found.runs) == ("fit", 3)
    newest = found.versions[0]
    assert [(one.name, one.value) for one in newest.metrics] == [("acc", 0.8)]
    assert newest.checkpoint is not None
    assert newest.status == "ok"


def test_a_run_without_a_checkpoint_is_a_version_too(book: Book) -> None:
    book.ran([code("a", "1 / 0")], status="error", lost="nothing changed")
    (version,) = cell_history(book.core, ACTOR, "a", notebook=PATH).versions
    assert (version.status, version.checkpoint) == ("error", None)


def test_deleted_cells_are_known_with_what_stood_above(book: Book) -> None:
    whole = [code(name, name) for name in "abcd"]
    for place in range(4):
        book.ran(whole, cell=place)
    book.ran([whole[0], whole[3]], cell=1)
    found = {one.cell: one for one in known_cells(book.core, ACTOR, notebook=PATH).cells}
    assert list(found) == ["a", "b", "c", "d"]
    assert (found["c"].above, found["c"].title, found["c"].execution) == (("b", "a"), "c", "run-3")
    assert (found["a"].above, found["d"].above) == ((), ("a",))


def test_at_most_twenty_stand_above(book: Book) -> None:
    book.ran([code(f"c{n}", str(n)) for n in range(30)])
    (last,) = known_cells(book.core, ACTOR, notebook=PATH).cells
    assert last.above == tuple(f"c{n}" for n in range(28, 8, -1))


def test_a_damaged_document_only_hides_the_place(book: Book) -> None:
    book.ran([code("a", "1"), code("b", "2")])
    with book.core.catalog.read() as tx:
        names = tx.exec_driver_sql("SELECT document FROM execution").scalars()
        damaged = [Digest(name) for name in names]
    core = replace(book.core, blobs=SpoiledStore(book.core.blobs, damaged=damaged))
    (found,) = known_cells(core, ACTOR, notebook=PATH).cells
    assert (found.cell, found.above, found.source) == ("b", (), "2")


def test_what_never_ran_and_who_may_not_ask(core: Core) -> None:
    assert known_cells(core, ACTOR, notebook="never.ipynb").cells == ()
    assert cell_history(core, ACTOR, "x", notebook="never.ipynb").runs == 0
    nobody = Actor("nobody", frozenset())
    with pytest.raises(DeniedError):
        known_cells(core, nobody, notebook=PATH)
    with pytest.raises(DeniedError):
        cell_history(core, nobody, "x", notebook=PATH)
