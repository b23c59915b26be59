"""Rows as one aligned table."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.rows import Row

HEAD = ("name", "ours", "peer", "peer is", "unit", "ratio", "goal", "met")
NUMBERS = {1, 2, 5}
WORDS = {None: "", True: "yes", False: "NO"}


def render(rows: Sequence[Row]) -> str:
    """Return the table; figures to the right, words to the left, no line longer than needed."""
    lines = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(_line(cells, widths) for cells in lines)


def figure(value: float | None) -> str:
    """Return a figure with three digits that count, or as it is when it has more before the dot."""
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        figure(row.ours),
        figure(row.peer),
        row.peer_name or "",
        row.unit,
        figure(row.ratio),
        row.goal or "",
        WORDS[row.met],
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    def padded(index: int, cell: str) -> str:
        return cell.rjust(widths[index]) if index in NUMBERS else cell.ljust(widths[index])

    return "  ".join(starmap(padded, enumerate(cells))).rstrip()
