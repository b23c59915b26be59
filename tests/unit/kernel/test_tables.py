"""Answers as tables: complete as text, escaped as HTML."""

from __future__ import annotations

import pytest

from jupyter_mm.kernel.talking.sheets import (
    LIVE_ROWS,
    MIME_TYPE,
    WIDTH,
    Action,
    Line,
    Sheet,
    Shown,
    Table,
)
from jupyter_mm.kernel.talking.tables import TableView


def test_columns_are_aligned_and_long_lines_are_cut() -> None:
    table = TableView("two", ("a", "b"), (("1", "short"), ("1000", "x" * 200)), ("below",))
    first, second, third, last = repr(table).splitlines()
    assert (first, last) == ("two", "below")
    assert second.index("short") == third.index("x")
    assert len(third) == WIDTH
    assert third.endswith("…")


def test_a_table_without_rows_is_its_caption() -> None:
    assert repr(TableView("nothing", ("a",), ())) == "nothing"


def test_nothing_that_is_shown_is_markup() -> None:
    bad = "<img src=x onerror=alert(1)>"
    page = TableView(bad, (bad,), ((bad,),), (bad,))._repr_html_()
    assert "<img" not in page
    assert page.count("&lt;img") == 4


class Answer(Shown):
    """One sheet, as a verb would give it back."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def sheet(self) -> Sheet:
        return self._sheet


def sheet_of(*cells: tuple[str, ...], **said: object) -> Sheet:
    lines = tuple(Line(cells=one, ref="r") for one in cells)
    table = Table(caption="Cells", header=("a", "b"), lines=lines)
    return Sheet(kind="diff", title="one → two", tables=(table,), **said)  # type: ignore[arg-type]  # its fields


@pytest.mark.parametrize("first", ["~", "a" * 30, "b" * 70])
def test_the_text_of_a_sheet_is_whole_and_fits(first: str) -> None:
    words = " ".join(f"word{n}" for n in range(60))
    text = sheet_of((first, words), ("x", "short"), notes=("n " * 60,)).text()
    assert all(len(line) <= WIDTH for line in text.splitlines())
    assert all(f"word{n}" in text.split() for n in range(60))
    assert text.split().count("n") == 60
    assert text.splitlines()[:2] == ["one → two", "Cells"]


def test_a_sheet_is_shown_as_text_static_page_and_json() -> None:
    action = Action(command="jupyter-mm:compare", args={"a": "1"})
    sheet = sheet_of(("~", "<b>"), notes=("<i>",), actions=(action,))
    shown = Answer(sheet)._repr_mimebundle_(include=None, exclude=None)
    assert set(shown) == {"text/plain", "text/html", MIME_TYPE}
    assert "<b>" in shown["text/plain"]
    assert "&lt;b&gt;" in shown["text/html"]
    assert "<b>" not in shown["text/html"]
    assert "<i>" not in shown["text/html"]
    assert "<script" not in shown["text/html"]
    assert shown[MIME_TYPE]["tables"][0]["rows"] == [
        {"cells": ["~", "<b>"], "ref": "r", "tone": ""}
    ]
    assert shown[MIME_TYPE]["actions"] == [{"command": action.command, "args": {"a": "1"}}]


def test_the_page_gets_a_bounded_number_of_rows_and_how_many_there_are() -> None:
    table = sheet_of(*((str(n), "x") for n in range(LIVE_ROWS + 7))).json()["tables"][0]
    assert (len(table["rows"]), table["total"]) == (LIVE_ROWS, LIVE_ROWS + 7)
