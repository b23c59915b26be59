"""One line about two states never says that nothing differs where that is not known."""

from __future__ import annotations

from typing import Any

from jupyter_mm.kernel.talking.differing import Diff, summary_line

SAME: dict[str, Any] = {
    "cells": [],
    "cells_changed": 0,
    "variables_changed": 0,
    "packages_changed": 0,
    "data_changed": 0,
    "metrics": [],
}


def metric(before: Any, after: Any) -> dict[str, Any]:
    return {"name": "acc", "before": {"value": before}, "after": {"value": after}}


def test_nothing_differs_only_where_all_is_known() -> None:
    assert summary_line(SAME) == "nothing differs"
    unknown = {**SAME, "variables_changed": None, "data_changed": None}
    assert summary_line(unknown) == "nothing known differs · variables not known · data not known"
    assert summary_line({**unknown, "cells_changed": 2}).startswith("2 cells changed · variables")


def test_a_cell_that_moved_and_shows_another_time_is_counted_as_such() -> None:
    cells = [{"kind": kind, "parts": ["noise"]} for kind in ("moved", "noise")]
    shown = summary_line({**SAME, "cells": cells, "cells_changed": 1})
    assert shown == "1 cell changed · 2 cells in times and ids only"


def test_metrics_differ_by_value_not_by_what_is_shown_of_them() -> None:
    for before, after, shown in (
        (0.91231, 0.91234, "acc 0.91231 → 0.91234"),
        (0.91, 0.93, "acc 0.91 → 0.93"),
        (float("nan"), float("nan"), "nothing differs"),
    ):
        assert summary_line({**SAME, "metrics": [metric(before, after)]}) == shown


def test_the_lines_of_a_cell_are_its_own_where_one_side_knows_that_cell_alone() -> None:
    cell = {
        "kind": "changed", "before": 0, "after": 0, "cell": "b", "title": "b", "parts": ["source"]
    }  # fmt: skip
    sides = {side: {"checkpoint": side * 8} for side in ("before", "after")}
    summary = {**SAME, **sides, "cells": [cell], "notes": [], "cells_changed": 1}
    sources = [[("a", "first = 1"), ("b", "print(2)")], [("b", "print(3)")]]
    shown = Diff(
        {"summary": summary, "sources": sources}, ("A", "B"), frozenset({"code"}), everything=False
    )
    (table,) = shown.sheet().tables
    said = [line.cells[-1] for line in table.lines]
    assert not any("first" in one for one in said)
    assert any("print(2)" in one for one in said)
