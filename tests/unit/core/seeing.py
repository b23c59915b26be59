"""What a server sees of an execution, as tests tell it."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from jupyter_mm.core.context import Core
from jupyter_mm.core.history import list_history
from jupyter_mm.core.observe import store_outputs
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.testing.stores import ACTOR

PNG = base64.b64encode(b"\x89PNG picture").decode()
PLOT = {
    "output_type": "display_data",
    "data": {"image/png": PNG + "\n", "text/plain": "<Figure>"},
    "metadata": {},
}
LINE = {"output_type": "stream", "name": "stdout", "text": "hello\n"}
ERROR = {
    "output_type": "error",
    "ename": "KeyError",
    "evalue": "'x'",
    "traceback": ["Traceback", "KeyError: 'x'"],
}


def seen(
    core: Core, execution: str = "run", *outputs: dict[str, Any], **changes: Any
) -> Observation:
    given = Observation(
        execution=execution,
        kernel_id="kernel",
        path="a.ipynb",
        cell="cell-1",
        count=7,
        source="x = 1",
        status="ok",
        started_at=100.0,
        duration_s=2.0,
        outputs=store_outputs(core, outputs, 1 << 20),
        document=None,
    )
    return replace(given, **changes)


def snapshot(*cells: CellState, **changes: Any) -> DocumentSnapshot:
    given = DocumentSnapshot(
        kernel_id="kernel",
        executions=("run",),
        path="a.ipynb",
        metadata={"kernelspec": {"name": "python3"}},
        cells=cells,
    )
    return replace(given, **changes)


def code(id_: str, source: str = "x = 1") -> CellState:
    return CellState(id=id_, cell_type="code", source=source, metadata={})


def rows(core: Core) -> list[Any]:
    return list(list_history(core, ACTOR, HistoryQuery()).rows)
