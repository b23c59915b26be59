"""One cell of a comparison: whole at both sides, with nbdime's difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbdime import patch_notebook

from jupyter_mm.core.comparison.pairs import compare_cell
from jupyter_mm.core.context import Core
from jupyter_mm.domain.comparison import CellPair, CellPairRequest, ComparisonRequest
from jupyter_mm.errors import InvalidError
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.comparing import PATH, Book, Output, Part, result, stream


@pytest.fixture
def book(core: Core, tmp_path: Path) -> Book:
    return Book(core, tmp_path)


def pair(book: Book, one: Part, two: Part, **changes: Any) -> CellPair:
    before, after = book.ran([one]), book.ran([two])
    request = replace(ComparisonRequest(before=before, after=after, notebook=PATH), **changes)
    return compare_cell(book.core, ACTOR, CellPairRequest(request=request, before=0, after=0))


def patched(found: CellPair) -> dict[str, Any]:
    """Return what nbdime itself makes of the earlier side and the difference."""
    base = nbformat.from_dict(found.before)
    made: dict[str, Any] = patch_notebook(base, nbformat.from_dict(list(found.difference)))
    return dict(made["cells"][0])


def outputs(found: CellPair) -> list[Output]:
    assert found.after is not None
    return list(found.after["cells"][0]["outputs"])


def source_entries(found: CellPair) -> list[dict[str, Any]]:
    cells = found.difference[0]["diff"][0]["diff"]
    return [entry for part in cells if part["key"] == "source" for entry in part["diff"]]


def test_the_difference_leads_from_one_side_to_the_other(book: Book) -> None:
    found = pair(
        book,
        ("a", "x = 1\ny = 2", [stream("one\ntwo\n"), result("8")]),
        ("a", "x = 1\ny = 3", [stream("one\n2\n"), result("9", 2)]),
        with_noise=True,
    )
    assert found.before is not None
    assert found.after is not None
    nbformat.validate(nbformat.from_dict(found.before))
    assert patched(found) == found.after["cells"][0]
    assert found.cut == ()


def test_noise_is_shown_and_is_no_difference(book: Book) -> None:
    one = ("a", "clf", [stream("ok\n"), result("<Forest at 0x7f0011223344>", 1)])
    two = ("a", "clf", [stream("ok\n"), result("<Forest at 0x7f9988776655>", 2)])
    found = pair(book, one, two)
    assert found.difference == ()
    assert outputs(found) == two[2]
    found = pair(book, one, ("a", "clf", [*two[2], stream("more\n")]))
    assert patched(found)["outputs"][1] == one[2][1]
    assert found.before is not None
    assert patched(found)["execution_count"] == found.before["cells"][0]["execution_count"]


def test_times_that_differ_are_in_the_difference(book: Book) -> None:
    one, two = (("a", "clf", [stream(f"Wall time: {taken} s\n")]) for taken in (1, 2))
    found = pair(book, one, two)
    assert patched(found)["outputs"] == outputs(found) == two[2]


def test_cells_that_only_one_side_has(book: Book) -> None:
    before, after = book.ran([("a", "x = 1", [])]), book.ran([("b", "print()", [stream("\n")])])
    request = ComparisonRequest(before=before, after=after, notebook=PATH)
    ask = CellPairRequest(request=request, before=None, after=0)
    found = compare_cell(book.core, ACTOR, ask)
    assert (found.before, found.difference) == (None, ())
    assert outputs(found) == [stream("\n")]
    for place in (1, -1):
        with pytest.raises(InvalidError, match="no cell"):
            compare_cell(book.core, ACTOR, replace(ask, before=place))


def test_large_outputs_are_replaced_whole(book: Book) -> None:
    one, two = (stream("".join(f"{n * k}\n" for n in range(30_000))) for k in (3, 5))
    found = pair(book, ("a", "x", [one, result("1")]), ("a", "x", [two, result("1")]))
    assert patched(found)["outputs"] == [two, result("1")]


def test_a_cell_that_was_rewritten_differs_by_lines(book: Book) -> None:
    one, two = ("".join(f"x{n * k} = {n}\n" for n in range(900)) + "done()" for k in (3, 5))
    found = pair(book, ("a", one, [result("1")]), ("a", two, [result("2")]))
    assert found.after is not None
    assert patched(found)["source"] == two
    assert patched(found)["outputs"] == outputs(found)
    assert {entry["op"] for entry in source_entries(found)} == {"addrange", "removerange"}


def test_many_outputs_are_replaced_whole(book: Book) -> None:
    one, two = ([result(f"<b>{n} {n * k}</b>") for n in range(400)] for k in (3, 5))
    found = pair(book, ("a", "x", one), ("a", "x", two))
    assert patched(found)["outputs"] == two


def test_huge_outputs_are_cut_and_it_is_said(book: Book, tmp_path: Path) -> None:
    table = result("800 rows", 1, **{"text/html": "<td>x</td>" * 80_000})
    picture = result("", 1, **{"image/png": "A" * 900_000})
    lines = stream("".join(f"line {n}\n" for n in range(40_000)))
    book.save([("a", "x", [lines, stream("l" * 1_200_000), table, picture])])
    before = book.ran([("a", "x", [])])
    core = replace(book.core, read_file=lambda path: (tmp_path / path).read_bytes())
    request = ComparisonRequest(before=before, after="file", notebook=PATH)
    found = compare_cell(core, ACTOR, CellPairRequest(request=request, before=0, after=0))
    shown = outputs(found)
    assert shown[0] == lines
    assert shown[1]["text"].startswith("lll")
    assert len(shown[1]["text"]) < 1_100_000
    assert [shown[2], shown[3]] == [table, picture]
    assert found.cut == ("After: output 2 has 1.2 MB and is cut.",)
