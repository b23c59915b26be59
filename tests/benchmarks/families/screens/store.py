"""The store that all screens are measured on, and the notebooks beside it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.core import open_core
from jupyter_mm.core.observe import record_observation, store_document, store_outputs
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.settings import Settings
from jupyter_mm.testing.bulk import fill
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR
from tests.benchmarks.families.screens import pair

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.execution import KernelSession
    from tests.benchmarks.jupyter import Server

EXECUTIONS = 100_000
NOTEBOOKS = 10
ROWS = EXECUTIONS // NOTEBOOKS
BOOKS = ("book-0.ipynb", "book-1.ipynb")
"""Notebooks with 10,000 rows each."""
PAIR = "pair.ipynb"
RUNS = "runs.ipynb"
CELLS = 50
OUTPUT_BYTES = 50 << 20


@dataclass(frozen=True, slots=True)
class Sides:
    """The two versions of the large notebook: as executions of the store, and as JSON."""

    earlier: str
    later: str
    files: tuple[str, str]


def fill_store(home: Path) -> Sides:
    """Make a store of 100,000 executions, the last two of them of the large notebook."""
    core = open_core(Settings(home=home), clock=time.time)
    try:
        fill(core, EXECUTIONS, notebooks=NOTEBOOKS)
        session = make_session(notebook=PAIR, kernel_id="kernel")
        versions = [pair.notebook(version) for version in (pair.EARLIER, pair.LATER)]
        earlier, later = (_record(core, session, book) for book in versions)
    finally:
        core.close()
    return Sides(earlier, later, (json.dumps(versions[0], indent=1), json.dumps(versions[1])))


def write_notebooks(ours: Server, bare: Server) -> None:
    """Write what the pages open; the other side has the same."""
    for server in (ours, bare):
        for name in BOOKS:
            write_notebook(server, name, ["x = 1"])
        write_notebook(server, RUNS, [f"x = {number}\nx * 2" for number in range(CELLS)])


def _record(core: Core, session: KernelSession, book: dict[str, Any]) -> str:
    """Record one version of the notebook as the document of its last cell's execution."""
    last = book["cells"][-1]
    execution = f"{session.id}_1_{last['execution_count']}"
    capture = make_capture(
        core,
        session=session,
        execution=execution,
        cell=last["id"],
        count=last["execution_count"],
        source=last["source"],
        variables={"depth": last["source"]},
        started_at=time.time(),
    )
    record_execution(core, ACTOR, capture)
    record_observation(core, ACTOR, _observation(core, book, execution, capture.execution.source))
    return execution


def _observation(core: Core, book: dict[str, Any], execution: str, source: str) -> Observation:
    cells = tuple(
        CellState(id=cell["id"], cell_type="code", source=cell["source"], metadata=cell["metadata"])
        for cell in book["cells"]
    )
    shown = DocumentSnapshot(
        kernel_id="kernel",
        executions=(execution,),
        path=PAIR,
        metadata=book["metadata"],
        cells=cells,
    )
    outputs = {cell["id"]: cell["outputs"] for cell in book["cells"]}
    return Observation(
        execution=execution,
        kernel_id="kernel",
        path=PAIR,
        cell=cells[-1].id,
        count=book["cells"][-1]["execution_count"],
        source=source,
        status="ok",
        started_at=time.time(),
        duration_s=1.0,
        outputs=store_outputs(core, outputs[cells[-1].id], OUTPUT_BYTES),
        document=store_document(core, shown, outputs),
    )


def write_notebook(server: Server, name: str, sources: Sequence[str]) -> None:
    """Write a notebook of code cells into the root of a server."""
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    (server.place / "root" / name).write_text(json.dumps(book), encoding="utf-8")
