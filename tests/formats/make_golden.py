"""Write the store that tests/formats reads for ever. Run once for each version of a format.

Usage: python tests/formats/make_golden.py tests/formats/golden/v1
Stores of older versions are never written again.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from pickle import PickleBuffer
from typing import TYPE_CHECKING

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.annotate import annotate_checkpoint
from jupyter_mm.core.observe import record_observation, store_document, store_outputs
from jupyter_mm.core.record import record_execution, record_log, record_restore
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.domain.execution import DataRef, Failure, LogBatch, Metric
from jupyter_mm.domain.history import Annotation
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.formats.answers import answers

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core

KEPT = ("store.json", "blobs", "keys", "outbox")


def fill(core: Core) -> None:
    session = make_session("5e" * 16, kernel_id="kernel-1", notebook="golden.ipynb")
    first = make_capture(
        core,
        session=session,
        execution="golden-1",
        source="depth = 8",
        variables={"depth": 8, "name": "größe"},
        skipped={"connection": "cannot be pickled"},
        environment='lock-version = "1.0"\n',
        inputs=(DataRef(path="load.csv", mode="r", size_bytes=3, mtime_ns=1, digest="ab" * 32),),
    )
    receipt = record_execution(core, ACTOR, first)
    second = make_capture(
        core,
        session=session,
        execution="golden-2",
        source="depth = 12",
        count=2,
        started_at=START + 10,
        variables={"depth": 12, "large": PickleBuffer(bytearray(20_000))},
        parent=receipt.checkpoint,
    )
    logged = Metric(sequence=0, name="acc", value=0.93, step=1, logged_at=START + 10)
    record_log(core, ACTOR, LogBatch(session=session.id, execution="golden-2", metrics=(logged,)))
    record_execution(core, ACTOR, second)
    observe(core, "golden-2")
    failed = make_capture(
        core,
        session=session,
        execution="golden-3",
        source="1 / 0",
        count=3,
        started_at=START + 20,
        status="error",
        failure=Failure(name="ZeroDivisionError", message="division by zero"),
        lost="interrupted",
    )
    record_execution(core, ACTOR, failed)
    annotation = Annotation(message="first good one", tags=("best", "depth"), pinned=True)
    annotate_checkpoint(core, ACTOR, str(receipt.checkpoint), annotation)
    restore = Restore(
        id="restore-1",
        session=session.id,
        source=second.checkpoint.id if second.checkpoint else None,
        target=first.checkpoint.id if first.checkpoint else receipt.id,  # type: ignore[arg-type]
        names=("depth",),
        undoes=None,
        restored_at=START + 30,
    )
    record_restore(core, ACTOR, restore)
    waiting = make_capture(core, session=session, execution="golden-4", started_at=START + 40)
    Outbox(core.info.home, now_ns=lambda: int(START * 1e9)).write("capture", waiting)


def observe(core: Core, execution: str) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "12\n"}
    cells = (
        CellState(id="cell-0", cell_type="markdown", source="# Golden", metadata={}),
        CellState(id="cell-1", cell_type="code", source="depth = 12", metadata={"tags": ["x"]}),
    )
    shown = DocumentSnapshot(
        kernel_id="kernel-1",
        executions=(execution,),
        path="golden.ipynb",
        metadata={"language_info": {"name": "python"}},
        cells=cells,
    )
    seen = Observation(
        execution=execution,
        kernel_id="kernel-1",
        path="golden.ipynb",
        cell="cell-1",
        count=2,
        source="depth = 12",
        status="ok",
        started_at=START + 10,
        duration_s=0.25,
        outputs=store_outputs(core, [output], 1 << 20),
        document=store_document(core, shown, {"cell-1": [output]}, counts={"cell-1": 2}),
    )
    record_observation(core, ACTOR, seen)


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "store"
        with open_store(home) as core:
            fill(core)
        target.mkdir(parents=True)
        for name in KEPT:
            copy = shutil.copytree if (home / name).is_dir() else shutil.copy
            copy(home / name, target / name)
        with closing(sqlite3.connect(home / "catalog.sqlite")) as catalog:
            (target / "catalog.sql").write_text("\n".join(catalog.iterdump()) + "\n")
        (target / "answers.json").write_text(answers(home))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
