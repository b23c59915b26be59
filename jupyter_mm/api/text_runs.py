"""Runs as a table of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.api.text import moment, plain
from jupyter_mm.domain.run_columns import (
    are_of_several_notebooks,
    columns,
    mark_of,
    shown,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jupyter_mm.domain.run import Run

NAME = 40
NOTHING = "Nothing was logged yet. In a cell: %mm_log acc=0.93"


def runs(found: Sequence[Run], *, has_more: bool, quiet: bool) -> list[str]:
    """Return one line for each run under a line of names; with `quiet` only the ids."""
    if quiet:
        return [plain(run.id) for run in found]
    if not found:
        return [NOTHING]
    names = columns(found)
    rows = [("started", "", "name", *map(plain, names)), *(_row(run, names) for run in found)]
    if are_of_several_notebooks(found):
        places = ("notebook", *(plain(run.notebook or "") for run in found))
        rows = [(*row, place) for row, place in zip(rows, places, strict=True)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return [*lines, "There are older ones: -n shows more."] if has_more else lines


def _row(run: Run, names: Sequence[str]) -> tuple[str, ...]:
    name = run.name if len(run.name) <= NAME else run.name[: NAME - 1] + "…"
    values = (plain(shown(value_of(run, column))) for column in names)
    return (moment(run.started_at), mark_of(run), plain(name), *values)
