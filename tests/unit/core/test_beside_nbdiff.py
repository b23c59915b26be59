"""The cells that differ are those that nbdime's own command finds, but for rules that are named.

What is noise to us is named to nbdime by its own setting `Ignore`: counts, and of the metadata when
a cell ran and how it is folded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.core.comparison.compare import compare
from jupyter_mm.core.context import Core
from jupyter_mm.core.observe import record_observation, store_document, store_outputs
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.comparison import Comparison, ComparisonRequest
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR
from tests.benchmarks.families.screens import pair

Cells = list[dict[str, Any]]

NOISE = {
    "/cells/*": ["execution_count"],
    "/cells/*/outputs/*": ["execution_count"],
    "/cells/*/metadata": ["execution", "collapsed", "scrolled", "ExecuteTime"],
}
ADDRESSES = "where an object lies in memory is no difference"
TIMES = "durations and times are counted apart, as noise"
PIECES = "a stream that came in other pieces says the same"


def code(cell: str, source: str, *outputs: dict[str, Any], count: int = 1) -> dict[str, Any]:
    return {
        "id": cell, "cell_type": "code", "source": source, "execution_count": count,
        "metadata": {"execution": {"iopub.execute_input": f"2026-11-21T10:00:{count:02}Z"}},
        "outputs": [*outputs],
    }  # fmt: skip


def said(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(text: str, count: int) -> dict[str, Any]:
    data = {"text/plain": text}
    return {
        "output_type": "execute_result", "data": data, "metadata": {}, "execution_count": count,
    }  # fmt: skip


def book() -> Cells:
    return [
        {"id": "head", "cell_type": "markdown", "source": "# Churn", "metadata": {}},
        code("load", "import pandas as pd\ndf = pd.read_csv('churn.csv')", count=1),
        code("fit", "clf = Forest(depth=8).fit(df)", said("step 1\nstep 2\n"), count=2),
        code("score", "acc = clf.score(df)\nacc", shown("0.919", 3), count=3),
        code("plot", "df.plot()", shown("<Axes: >", 4), count=4),
        {"id": "end", "cell_type": "markdown", "source": "Good enough.", "metadata": {}},
    ]


def run_again(cells: Cells) -> None:
    """As `Run All` leaves a notebook in which nothing changed."""
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            cell["execution_count"] += 10
            cell["metadata"] = {"execution": {"iopub.execute_input": f"{number}"}, "scrolled": True}
            for output in cell["outputs"]:
                if "execution_count" in output:
                    output["execution_count"] += 10


def edited(cells: Cells) -> None:
    run_again(cells)
    cells[2]["source"] = "clf = Forest(depth=12).fit(df)"
    cells[5]["source"] = "Better."


def written_anew(cells: Cells) -> None:
    cells[4]["source"] = "import seaborn\nseaborn.pairplot(df, hue='churned')"


def moved(cells: Cells) -> None:
    cells.insert(4, cells.pop(1))


def inserted(cells: Cells) -> None:
    cells.insert(3, code("new", "df.describe()", shown("count 800", 5), count=5))


def deleted(cells: Cells) -> None:
    del cells[4]


def other_outputs(cells: Cells) -> None:
    run_again(cells)
    cells[3]["outputs"] = [shown("0.931", 13)]
    cells[2]["outputs"].append(said("step 3\n"))


def other_tags(cells: Cells) -> None:
    run_again(cells)
    cells[2]["metadata"]["tags"] = ["parameters"]


def noisy(cells: Cells) -> None:
    cells[1]["outputs"] = [shown("<Forest at 0x7f0011223344>", 1)]
    cells[2]["outputs"] = [said("Wall time: 1.21 s\n")]
    cells[3]["outputs"] = [said("a\n"), said("b\n")]


def noisy_again(cells: Cells) -> None:
    run_again(cells)
    cells[1]["outputs"] = [shown("<Forest at 0x7f5566778899>", 11)]
    cells[2]["outputs"] = [said("Wall time: 987 ms\n")]
    cells[3]["outputs"] = [said("a\nb\n")]


def nothing(_: Cells) -> None:
    """Leave a notebook as it is."""


Edit = Callable[[Cells], None]
PAIRS: list[tuple[Edit, Edit, dict[str, str]]] = [
    (nothing, run_again, {}),
    (nothing, edited, {}),
    (nothing, written_anew, {}),
    (nothing, moved, {}),
    (nothing, inserted, {}),
    (nothing, deleted, {}),
    (nothing, other_outputs, {}),
    (nothing, other_tags, {}),
    (noisy, noisy_again, {"load": ADDRESSES, "fit": TIMES, "score": PIECES}),
]
"""How either side is made, and the cells that nbdime alone counts, each with our rule."""


@pytest.mark.parametrize(("one", "two", "rules"), PAIRS, ids=[row[1].__name__ for row in PAIRS])
def test_we_find_the_cells_that_nbdiff_finds(
    core: Core, tmp_path: Path, one: Edit, two: Edit, rules: dict[str, str]
) -> None:
    before, after = book(), book()
    one(before)
    two(after)
    found = compared(core, before, after)
    assert differing(found) | {*rules} == by_nbdiff(tmp_path, before, after)
    assert not differing(found) & {*rules}
    noise = {cell.cell for cell in found.cells if cell.kind == "noise"}
    assert noise == {cell for cell, rule in rules.items() if rule == TIMES}


def test_we_find_the_cells_of_a_large_notebook_that_nbdiff_finds(
    core: Core, tmp_path: Path
) -> None:
    """All its results show an address, which differs in each: nbdime is given them without."""
    before, after = (pair.notebook(version)["cells"] for version in (pair.EARLIER, pair.LATER))
    found = compared(core, before, after)
    bare = [[_without_address(cell) for cell in cells] for cells in (before, after)]
    assert differing(found) == by_nbdiff(tmp_path, *bare)
    assert differing(found) == {f"cell-{number}" for number in pair.CHANGED}


def _without_address(cell: dict[str, Any]) -> dict[str, Any]:
    made = deepcopy(cell)
    made["outputs"][1]["data"]["text/plain"] = "<Model>"
    return made


# ------------------------------------------------------------------------ ours


def compared(core: Core, before: Cells, after: Cells) -> Comparison:
    sides = [_recorded(core, number, cells) for number, cells in enumerate((before, after), 1)]
    return compare(core, ACTOR, ComparisonRequest(before=sides[0], after=sides[1]))


def differing(found: Comparison) -> set[str | None]:
    return {cell.cell for cell in found.cells if cell.kind not in {"same", "noise"}}


def _recorded(core: Core, number: int, cells: Cells) -> str:
    """Record a notebook as what its page showed when its last code cell ran."""
    execution, at = f"run-{number}", START + 100.0 * number
    session = make_session(notebook="a.ipynb", kernel_id="kernel")
    told = DocumentSnapshot(
        kernel_id="kernel", executions=(execution,), path="a.ipynb", metadata={},
        cells=tuple(
            CellState(**{key: cell[key] for key in ("id", "cell_type", "source", "metadata")})
            for cell in cells
        ),
    )  # fmt: skip
    ran = [cell for cell in cells if cell["cell_type"] == "code"]
    outputs = {cell["id"]: cell["outputs"] for cell in ran}
    counts = {cell["id"]: cell["execution_count"] for cell in ran}
    last = ran[-1]
    capture = make_capture(
        core, session=session, execution=execution, cell=last["id"], count=number,
        source=last["source"], started_at=at,
    )  # fmt: skip
    record_execution(core, ACTOR, capture)
    seen = Observation(
        execution=execution, kernel_id="kernel", path="a.ipynb", cell=last["id"], count=number,
        source=last["source"], status="ok", started_at=at, duration_s=1.0,
        outputs=store_outputs(core, last["outputs"], 1 << 20),
        document=store_document(core, told, outputs, counts=counts),
    )  # fmt: skip
    record_observation(core, ACTOR, seen)
    return execution


# ---------------------------------------------------------------------- theirs


def by_nbdiff(folder: Path, before: Cells, after: Cells) -> set[str | None]:
    """Return the ids of the cells that `nbdiff` finds changed, gone, new or elsewhere."""
    files = [folder / "before.ipynb", folder / "after.ipynb"]
    for file, cells in zip(files, (before, after), strict=True):
        file.write_text(json.dumps({
            "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells,
        }))  # fmt: skip
    (folder / "nbdime_config.json").write_text(json.dumps({"NbDiff": {"Ignore": NOISE}}))
    out = folder / "difference.json"
    command: list[str | Path] = [Path(sys.executable).with_name("nbdiff"), "--out", out, *files]
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder)}
    subprocess.run(command, check=True, env=environment, cwd=folder, timeout=100)
    entries = json.loads(out.read_text())
    assert {entry["key"] for entry in entries} <= {"cells"}
    ops = [op for entry in entries for op in entry["diff"]]
    return {*_ids(ops, before)}


def _ids(ops: Iterable[dict[str, Any]], before: Cells) -> Iterator[str]:
    for op in ops:
        if op["op"] == "addrange":
            yield from (cell["id"] for cell in op["valuelist"])
        elif op["op"] == "removerange":
            yield from (cell["id"] for cell in before[op["key"] : op["key"] + op["length"]])
        else:
            yield before[op["key"]]["id"]
