"""How two states differ, in cells, counts and metrics."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from jupyter_mm.api.text_comparison import summary
from jupyter_mm.core.comparison.compare import compare
from jupyter_mm.core.context import Core
from jupyter_mm.core.policy import Actor
from jupyter_mm.core.record import record_restore
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.comparison import ComparisonRequest
from jupyter_mm.errors import DeniedError, InvalidError, NotFoundError
from jupyter_mm.testing.clocks import START, FrozenClock
from jupyter_mm.testing.faulty import SpoiledStore
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.comparing import SESSION, Book, Part, kinds, result, snapshot, stream


@pytest.fixture
def book(core: Core, tmp_path: Path, clock: FrozenClock) -> Book:
    def read(path: str) -> bytes | None:
        file = tmp_path / path
        return file.read_bytes() if file.exists() else None

    clock.now = START + 1000.0
    return Book(replace(core, read_file=read), tmp_path)


LOAD: Part = ("load", "import pandas\ndf = load()", [stream("800 rows\n")])
FIT: Part = ("fit", "clf = fit(df, depth=8)", [result("Forest()", 2)])
SCORE: Part = ("score", "score(clf)", [result("0.919", 3)])


def test_what_changed_in_the_cells(book: Book) -> None:
    first = book.ran([LOAD, FIT, SCORE], metrics={"acc": 0.919})
    deeper = ("fit", "clf = fit(df, depth=12)\nprint(1)", [result("Forest()", 5)])
    better = ("score", "score(clf)", [result("0.931", 6)])
    second = book.ran([LOAD, ("new", "df.head()", []), deeper, better], metrics={"acc": 0.931})
    found = book.compare(first, second)
    assert [(cell.kind, cell.cell, cell.before, cell.after) for cell in found.cells] == [
        ("same", "load", 0, 0),
        ("added", "new", None, 1),
        ("changed", "fit", 1, 2),
        ("changed", "score", 2, 3),
    ]
    assert [cell.parts for cell in found.cells] == [(), (), ("source",), ("outputs",)]
    assert [(cell.lines_added, cell.lines_removed) for cell in found.cells] == [
        (0, 0), (1, 0), (2, 1), (0, 0),
    ]  # fmt: skip
    assert found.cells[0].title == "import pandas"
    assert (found.cells_changed, found.noise) == (3, 1)  # `load` has another count
    (acc,) = found.metrics
    assert acc.before is not None
    assert (acc.name, acc.before.value) == ("acc", 0.919)
    assert acc.change == pytest.approx(0.012)
    assert (found.before.kind, found.before.execution, found.before.complete) == (
        "checkpoint", first, True,
    )  # fmt: skip
    assert found.notes == ()


def test_backwards_what_was_added_is_removed(book: Book) -> None:
    first, second = book.ran([LOAD, FIT]), book.ran([LOAD, ("new", "1", []), FIT])
    assert kinds(book.compare(second, first)) == ["same", "removed", "same"]


def test_cells_that_changed_places(book: Book) -> None:
    first, second = book.ran([LOAD, FIT, SCORE]), book.ran([SCORE, LOAD, FIT])
    found = book.compare(first, second)
    assert [(cell.kind, cell.before, cell.after) for cell in found.cells] == [
        ("moved", 2, 0), ("same", 0, 1), ("same", 1, 2),
    ]  # fmt: skip
    assert found.cells_changed == 1


def test_a_moved_cell_with_another_time_is_told_as_that(book: Book) -> None:
    said = [("t", "%time f()", [stream(f"took {time}\n")]) for time in ("1.2 s", "3.4 s")]
    found = book.compare(book.ran([LOAD, FIT, said[0]]), book.ran([said[1], LOAD, FIT]))
    assert (found.cells[0].kind, found.cells[0].parts) == ("moved", ("noise",))
    noise = "1 in times and ids only; 2 in counts and addresses only"
    assert summary(found)[2].endswith(noise)


def test_a_page_is_compared_with_its_unsaved_edits(book: Book) -> None:
    ran = book.ran([LOAD, FIT], cell=1)
    book.save([("load", "an older text", LOAD[2]), FIT])
    edited: Part = ("fit", "clf = fit(df, depth=9)", [])
    found = book.compare(ran, "now", document=snapshot([LOAD, edited]))
    # What an edited cell showed last still stands below it.
    assert [cell.parts for cell in found.cells] == [(), ("source",)]
    found = book.compare(ran, "now", document=snapshot([LOAD, FIT]))
    assert kinds(found) == ["same", "same"]
    assert found.after.kind == "now"
    assert (found.after.at, found.variables_changed, found.notes) == (None, 0, ())


def test_now_without_a_page_is_the_file_and_then_the_latest_state(book: Book) -> None:
    ran = book.ran([LOAD, FIT])
    found = book.compare(ran, "now")
    assert (kinds(found), len(found.notes)) == (["same", "same"], 1)
    book.save([LOAD])
    found = book.compare(ran, "now")
    assert kinds(found) == ["same", "removed"]
    assert "saved" in found.notes[0]
    assert found.variables_changed == 0


def test_the_file_on_disk_has_no_variables_and_no_metrics(book: Book) -> None:
    ran = book.ran([LOAD, FIT], metrics={"acc": 0.9})
    book.save([LOAD, FIT])
    found = book.compare(ran, "file")
    assert kinds(found) == ["same", "same"]
    assert (found.variables_changed, found.packages_changed, found.data_changed) == (None,) * 3
    (acc,) = found.metrics
    assert (acc.after, acc.change) == (None, None)


def test_a_file_without_ids_is_aligned_by_its_content(book: Book) -> None:
    ran = book.ran([LOAD, FIT, SCORE])
    edited = "clf = fit(df, depth=12)"
    book.save([(None, LOAD[1], LOAD[2]), (None, edited, FIT[2]), (None, SCORE[1], SCORE[2])])
    found = book.compare(ran, "file")
    assert kinds(found) == ["same", "changed", "same"]
    assert found.cells[1].parts == ("source",)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b"{}", b'{"cells": {}}', b'{"cells": [1]}',
     b'{"cells": [{"cell_type": "code", "outputs": [1]}], "nbformat": 4}',
     b'{"nbformat": 3, "worksheets": 1}', b'{"cells": ' + b"[" * 100_000],
)  # fmt: skip
def test_a_file_that_is_no_notebook_is_told(book: Book, content: bytes) -> None:
    ran = book.ran([LOAD])
    book.write(content)
    with pytest.raises(InvalidError, match=r"a\.ipynb is no notebook"):
        book.compare(ran, "file")


def test_a_file_that_cannot_be_read_hides_nothing_of_the_page(book: Book) -> None:
    first = book.ran([("a", "print(1)", [])])
    book.write(b'{"cells": [\n<<<<<<< HEAD\n')
    page = snapshot([("a", "print(1)", []), ("b", "new", [])])
    found = book.compare(first, "now", document=page)
    assert kinds(found) == ["same", "added"]
    assert any("cells that never ran here are not known" in note for note in found.notes)
    assert not any("kernels" in note for note in found.notes)


def test_a_notebook_of_format_3_is_read(book: Book) -> None:
    ran = book.ran([LOAD])
    book.write(
        b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": ['
        b'{"cell_type": "code", "collapsed": false, "input": ["import pandas\\n", "df = load()"],'
        b'"language": "python", "metadata": {}, "prompt_number": 4, "outputs": [{"output_type": '
        b'"stream", "stream": "stdout", "text": ["800 rows\\n"]}]}], "metadata": {}}]}'
    )
    assert kinds(book.compare(ran, "file")) == ["same"]


def test_ids_that_stand_twice_do_not_confuse(book: Book) -> None:
    one = book.ran([LOAD, FIT, SCORE])
    twice: list[Part] = [("x", LOAD[1], LOAD[2]), ("x", FIT[1], FIT[2]), ("x", SCORE[1], SCORE[2])]
    book.save(twice)
    assert kinds(book.compare(one, "file")) == ["same"] * 3


def test_a_state_whose_document_was_not_seen(book: Book) -> None:
    first = book.ran([LOAD, FIT], cell=1)
    second = book.ran([LOAD, ("fit", "clf = 2", [])], cell=1, with_document=False)
    found = book.compare(first, second)
    assert [(cell.kind, cell.cell) for cell in found.cells] == [("changed", "fit")]
    assert "only the executed cell is known" in found.notes[0]


@pytest.mark.parametrize("after", ["run-2", "file"])
def test_a_damaged_metric_hides_no_cell_and_no_variable(book: Book, after: str) -> None:
    book.ran([LOAD, FIT], metrics={"acc": 0.9}, variables={"x": 1})
    book.ran([LOAD, ("fit", "clf = 2", [])], metrics={"acc": 0.8}, variables={"x": 2})
    book.save([LOAD, ("fit", "clf = 2", [])])
    with book.core.catalog.write() as tx:
        tx.execute(text("UPDATE metric SET number = 7"))
    found = book.compare("run-1", after)
    assert [cell.parts for cell in found.cells][1][0] == "source"
    assert (found.metrics, found.data_changed) == ((), None)
    assert found.variables_changed == (1 if after == "run-2" else None)
    assert [note for note in found.notes if note.startswith("Data and metrics: ")], found.notes


def test_an_execution_without_a_checkpoint(book: Book) -> None:
    first = book.ran([LOAD])
    lost = book.ran([LOAD, FIT], lost="the store was full")
    found = book.compare(first, lost)
    assert (kinds(found), found.after.kind, found.variables_changed) == (
        ["same", "added"], "execution", None,
    )  # fmt: skip


def test_counts_beside_the_cells(book: Book) -> None:
    first = book.ran([LOAD], variables={"x": 1, "y": 2, "z": 3})
    second = book.ran([LOAD], variables={"x": 1, "y": 5, "w": 3})
    found = book.compare(first, second)
    assert (found.variables_changed, found.packages_changed, found.data_changed) == (3, None, 0)


def test_variables_that_were_not_kept_are_not_said_to_be_the_same(book: Book) -> None:
    first = book.ran([LOAD], variables={}, skipped={"x": "too large"})
    second = book.ran([LOAD], variables={}, skipped={"x": "no time"})
    found = book.compare(first, second)
    assert found.variables_changed is None
    assert found.notes == ("Of 1 variables it is not known whether they differ.",)


def test_metrics_are_the_last_ones_on_the_way_there(book: Book) -> None:
    first = book.ran([LOAD], metrics={"acc": 0.8, "note": 1.0})
    second = book.ran([FIT], metrics={"loss": 0.2})
    third = book.ran([SCORE], metrics={"acc": 0.9})
    found = book.compare(second, third)
    told = [
        (one.name, one.before and one.before.value, one.after and one.after.value)
        for one in found.metrics
    ]
    assert told == [("acc", 0.8, 0.9), ("loss", 0.2, 0.2), ("note", 1.0, 1.0)]
    assert first


def test_a_damaged_output_does_not_hide_the_rest(book: Book) -> None:
    first, second = book.ran([LOAD, FIT]), book.ran([LOAD, ("fit", FIT[1], [result("2")])])
    stored = book.core.blobs
    texts = [digest for digest in stored.digests() if b'"text/plain"' in stored.get(digest)]
    book.core = replace(book.core, blobs=SpoiledStore(stored, damaged=texts))
    found = book.compare(first, second)
    assert kinds(found) == ["same", "changed"]
    assert "damaged" in found.notes[0]


def test_sides_that_are_not_there(book: Book) -> None:
    ran = book.ran([LOAD])
    for side in ("file", "nothing-like-it", "now~7"):
        with pytest.raises(NotFoundError):
            book.compare(ran, side)
    with pytest.raises(InvalidError):
        book.compare(ran, "file", notebook=None)
    with pytest.raises(DeniedError):
        compare(book.core, Actor("nobody", frozenset()), ComparisonRequest(before="a", after="b"))


def test_what_was_restored_one_by_one_is_told_until_it_is_undone(
    book: Book, clock: FrozenClock
) -> None:
    first = book.ran([LOAD])
    target = book.parent
    assert target is not None
    book.ran([LOAD, FIT])

    def restored(id_: str, undoes: str | None = None, **changes: Any) -> tuple[str, ...]:
        fact = Restore(
            id=id_, session=SESSION.id, source=None, target=target,
            **{"names": ("df",), "undoes": undoes, "restored_at": clock.advance(5), **changes},
        )  # fmt: skip
        record_restore(book.core, ACTOR, fact)
        shown = snapshot([LOAD, FIT])
        return book.compare(first, "now", document=shown).notes

    told = "Restored since the last run, and not compared: df."
    assert told in restored("restore")
    assert told not in restored("undo", "restore")
    assert told in restored("redo", "undo")
    assert told not in restored("undo again", "redo")
    assert told in restored("once more")
    assert not any("Restored since" in note for note in restored("everything", names=None))
    assert "Restored since the last run, and not compared: m." in restored("one", names=("m",))
