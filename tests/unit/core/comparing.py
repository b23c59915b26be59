"""Notebooks that ran, for tests that compare them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jupyter_mm.core.comparison.compare import compare
from jupyter_mm.core.comparison.pairs import compare_cell
from jupyter_mm.core.context import Core
from jupyter_mm.core.observe import record_observation, store_document, store_outputs
from jupyter_mm.core.record import record_execution, record_log
from jupyter_mm.domain.comparison import CellPair, CellPairRequest, Comparison, ComparisonRequest
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.domain.execution import LogBatch, Metric
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR

PATH = "a.ipynb"
SESSION = make_session("1" * 32, kernel_id="kernel", notebook=PATH)

Output = dict[str, Any]
Part = tuple[str | None, str, list[Output]]
"""Id, source and outputs of a code cell."""


def stream(text: str) -> Output:
    return {"output_type": "stream", "name": "stdout", "text": text}


def result(text: str, count: int = 1, /, **data: Any) -> Output:
    return {
        "output_type": "execute_result",
        "data": {"text/plain": text, **data},
        "metadata": {},
        "execution_count": count,
    }


def snapshot(cells: Sequence[Part], execution: str = "page") -> DocumentSnapshot:
    return DocumentSnapshot(
        kernel_id="kernel",
        executions=(execution,),
        path=PATH,
        metadata={},
        cells=tuple(
            CellState(id=id_ or f"cell-{n}", cell_type="code", source=source, metadata={})
            for n, (id_, source, _) in enumerate(cells)
        ),
    )


class Book:
    """One notebook whose cells are run one after the other."""

    def __init__(self, core: Core, home: Path | None = None) -> None:
        self.core, self.home, self.runs = core, home, 0
        self.parent: Digest | None = None

    def ran(
        self,
        cells: Sequence[Part],
        *,
        cell: int = -1,
        metadata: dict[str, Any] | None = None,
        metrics: dict[str, float] | None = None,
        with_document: bool = True,
        **recipe: Any,
    ) -> str:
        """Record that the document was this when a cell ran; return the execution."""
        self.runs += 1
        execution, (id_, source, outputs) = f"run-{self.runs}", cells[cell]
        at = START + 100.0 * self.runs
        shot = snapshot(cells, execution)
        if metadata is not None:
            shot = replace(shot, cells=tuple(replace(one, metadata=metadata) for one in shot.cells))
        shown = {one.id: part[2] for one, part in zip(shot.cells, cells, strict=True)}
        counts = {one.id: self.runs for one in shot.cells}
        document = store_document(self.core, shot, shown, counts=counts)
        given = {"session": SESSION, "cell": id_, "source": source, "parent": self.parent}
        capture = make_capture(
            self.core, execution=execution, started_at=at, count=self.runs, **{**given, **recipe}
        )
        receipt = record_execution(self.core, ACTOR, capture)
        self.parent = receipt.checkpoint or self.parent
        seen = Observation(
            execution=execution, kernel_id="kernel", path=PATH, cell=id_, count=self.runs,
            source=source, status=capture.execution.status, started_at=at, duration_s=1.0,
            outputs=store_outputs(self.core, outputs, 1 << 20),
            document=document if with_document else None,
        )  # fmt: skip
        record_observation(self.core, ACTOR, seen)
        if metrics:
            self.log(execution, metrics)
        return execution

    def log(self, execution: str, metrics: dict[str, float]) -> None:
        logged = tuple(
            Metric(sequence=n, name=name, value=value, step=None, logged_at=START)
            for n, (name, value) in enumerate(metrics.items())
        )
        record_log(
            self.core, ACTOR, LogBatch(session=SESSION.id, execution=execution, metrics=logged)
        )

    def save(self, cells: Sequence[Part], **changes: Any) -> None:
        """Write the notebook's file, as a page saves it."""
        made = [
            {
                "cell_type": "code", "metadata": {}, "execution_count": 1,
                "source": source.splitlines(keepends=True), "outputs": outputs,
                **({} if id_ is None else {"id": id_}),
            }
            for id_, source, outputs in cells
        ]  # fmt: skip
        whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **changes}
        self.write(json.dumps(whole).encode())

    def write(self, content: bytes) -> None:
        assert self.home is not None
        (self.home / PATH).write_bytes(content)

    def compare(self, before: str, after: str, **changes: Any) -> Comparison:
        request = ComparisonRequest(before=before, after=after, notebook=PATH)
        return compare(self.core, ACTOR, replace(request, **changes))

    def compare_cell(self, before: str, after: str, place: int) -> CellPair:
        """Return the cell that stands at one place in both."""
        request = ComparisonRequest(before=before, after=after, notebook=PATH)
        asked = CellPairRequest(request=request, before=place, after=place)
        return compare_cell(self.core, ACTOR, asked)


def kinds(found: Comparison) -> list[str]:
    return [cell.kind for cell in found.cells]
