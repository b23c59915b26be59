"""What verbs show, in one form: as text of 80 columns, as static HTML, and as JSON for the page."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 80
MIME_TYPE = "application/vnd.jupyter-mm.v1+json"
LIVE_ROWS = 500
"""Rows that the page gets; it is part of the notebook, so it stays small."""
_INDENT = 6
_TABLE = (
    '<table style="font-size:var(--jp-ui-font-size1,13px)">'
    "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table."""

    cells: tuple[str, ...]
    ref: str | None = None
    """What the page opens with it: an execution or a checkpoint."""
    tone: str = ""
    """`more`, `less`, `good`, `bad` or `quiet`; the text says the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a caption."""

    caption: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A command of the page that goes on from here."""

    command: str
    args: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A title, tables, notes below, and what the page may do next."""

    kind: str
    title: str
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()

    def text(self) -> str:
        """Return all of it; what does not fit into a line goes on in the next."""
        lines = _wrapped(self.title, 0)
        for table in self.tables:
            lines += [*_wrapped(table.caption, 0)] if table.caption else []
            lines += _columns(table)
        return "\n".join([*lines, *(line for note in self.notes for line in _wrapped(note, 2))])

    def html(self) -> str:
        """Return tables without script, in the colours of the page where it has any."""
        from html import escape  # noqa: PLC0415  # only pages ask for it

        parts = [f"<div><strong>{escape(self.title)}</strong></div>"]
        for table in self.tables:
            head = "".join(
                f'<th scope="col">{escape(name)}</th>' if name else "<td></td>"
                for name in table.header
            )
            body = "".join(
                f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line.cells)}</tr>"
                for line in table.lines
            )
            parts.append(_TABLE.format(escape(table.caption), head, body))
        return "".join([*parts, *(f"<div>{escape(note)}</div>" for note in self.notes)])

    def json(self) -> dict[str, Any]:
        """Return what the page draws."""
        return {
            "kind": self.kind,
            "title": self.title,
            "tables": [
                {
                    "caption": table.caption,
                    "header": list(table.header),
                    "rows": [
                        {"cells": list(line.cells), "ref": line.ref, "tone": line.tone}
                        for line in table.lines[:LIVE_ROWS]
                    ],
                    "total": len(table.lines),
                }
                for table in self.tables
            ],
            "notes": list(self.notes),
            "actions": [{"command": a.command, "args": dict(a.args)} for a in self.actions],
        }


class Shown:
    """An answer that shows itself, as text where there is no page."""

    __slots__ = ()

    def sheet(self) -> Sheet:
        """Return what is shown."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Return all of it as text."""
        return self.sheet().text()

    def _repr_html_(self) -> str:
        return self.sheet().html()

    def _repr_mimebundle_(self, **_said: Any) -> dict[str, Any]:
        """Return every form, for IPython."""
        sheet = self.sheet()
        return {"text/plain": repr(self), "text/html": sheet.html(), MIME_TYPE: sheet.json()}


def short(line: str) -> str:
    """Return a line that fits into 80 columns."""
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


def _columns(table: Table) -> Iterator[str]:
    """Yield the rows, the last column wrapped where the line ends."""
    rows = [line.cells for line in table.lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    for *cells, last in rows:
        begin = "  " + "".join(
            f"{cell.ljust(width)}  " for cell, width in zip(cells, widths, strict=True) if width
        )
        if len(begin) + len(last) <= WIDTH:
            yield f"{begin}{last}".rstrip()
        elif len(begin) < WIDTH // 2:
            yield from textwrap.wrap(
                last, WIDTH, initial_indent=begin, subsequent_indent=" " * len(begin),
                break_on_hyphens=False,
            )  # fmt: skip
        else:
            yield short(begin.rstrip())
            yield from _wrapped(last, _INDENT)


def _wrapped(text: str, indent: int) -> list[str]:
    """Return a text in lines of 80 columns, indented."""
    blank = " " * indent
    return [
        line
        for part in text.splitlines()
        for line in textwrap.wrap(
            part, WIDTH, initial_indent=blank, subsequent_indent=blank, break_on_hyphens=False
        )
    ]
