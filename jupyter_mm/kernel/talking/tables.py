"""Answers as one small table."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.kernel.talking.sheets import Line, Sheet, Shown, Table, short


@dataclass(frozen=True, slots=True, repr=False)
class TableView(Shown):
    """Rows of text under a caption."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    """Lines below the table."""

    def __repr__(self) -> str:
        """Return the rows in columns, the last one cut where the line ends."""
        widths = [max(map(len, column)) for column in zip(self.header, *self.rows, strict=True)]
        lines = [self.caption]
        for row in self.rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            lines.append(short(f"  {'  '.join(cells)}".rstrip()))
        return "\n".join([*lines, *self.notes])

    def sheet(self) -> Sheet:
        """Return the table under its caption."""
        lines = tuple(Line(cells=row) for row in self.rows)
        tables = (Table(caption="", header=self.header, lines=lines),) if lines else ()
        return Sheet(kind="table", title=self.caption, tables=tables, notes=self.notes)
