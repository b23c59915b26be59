"""Write the store that tests/formats reads for ever. Run once for each version of a format.

Usage: python -m tests.formats.make_golden tests/formats/golden/v5
Stores of older versions are never written again.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from pickle import PickleBuffer
from typing import TYPE_CHECKING

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.annotate import annotate_checkpoint
from jupyter_mm.core.notebook_restores import record_notebook_restore
from jupyter_mm.core.observe import record_observation, store_document, store_outputs
from jupyter_mm.core.record import record_execution, record_log, record_restore
from jupyter_mm.core.verdicts import record_verdict
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.data_answers import DataCheck
from jupyter_mm.domain.description import Description, Entry
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.domain.environment import PackageChange, Unmatched
from jupyter_mm.domain.execution import Failure, LogBatch, Metric
from jupyter_mm.domain.history import Annotation
from jupyter_mm.domain.listing import DataFile, Listing
from jupyter_mm.domain.notebook_restore import NotebookRestore
from jupyter_mm.domain.verdict import OutputCheck, Verdict
from jupyter_mm.testing.captures import make_capture, make_session, store_content
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.formats.answers import answers

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core

KEPT = ("store.json", "blobs", "packs", "keys", "outbox")


def fill(core: Core) -> None:
    session = make_session("5e" * 16, kernel_id="kernel-1", notebook="golden.ipynb")
    first = make_capture(
        core,
        session=session,
        execution="golden-1",
        source="depth = 8",
        variables={"depth": 8, "name": "größe"},
        descriptions={"depth": described("8")},
        skipped={"connection": "cannot be pickled"},
        environment=lock("1.26.4"),
        inputs=data(core),
    )
    receipt = record_execution(core, ACTOR, first)
    second = make_capture(
        core,
        session=session,
        execution="golden-2",
        source="depth = 12",
        count=2,
        started_at=START + 10,
        variables={
            "depth": 12,
            "large": PickleBuffer(bytearray(20_000)),
            "parts": PickleBuffer(bytes(range(256)) * 4100),
            **{f"v{number:02d}": number for number in range(40)},
            "Out[1]": 8,
        },
        descriptions={"depth": described("12")},
        process={"cwd": "/data"},
        changed=("depth", "large"),
        reads=(Read(name="depth", execution="golden-1"), Read(name="name", execution=None)),
        effects=(Effect(kind="file written", detail="out.csv"),),
        parent=receipt.checkpoint,
        environment=lock("2.1.0"),
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
    annotation = Annotation(
        message="first good one",
        tags=("best", "depth"),
        pinned=True,
        note="größer *war* nicht besser",
    )
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
    record_notebook_restore(core, ACTOR, put_back())
    undone = replace(put_back(), before=None, undone_at=START + 36)
    record_notebook_restore(core, ACTOR, undone)
    if receipt.checkpoint is not None:
        record_verdict(core, ACTOR, verdict(receipt.checkpoint))
    waiting = make_capture(core, session=session, execution="golden-4", started_at=START + 40)
    Outbox(core.info.home, now_ns=lambda: int(START * 1e9)).write("capture", waiting)


def described(depth: str) -> Description:
    """Return what a kernel would say of a dict, though the value is a number."""
    return Description(kind="tree", shape=(1,), entries=(Entry(name="['depth']", text=depth),))


def put_back() -> NotebookRestore:
    cell: dict[str, object] = {
        "id": "cell-1", "cell_type": "code", "source": "depth = 13", "metadata": {},
        "execution_count": None, "outputs": [],
    }  # fmt: skip
    return NotebookRestore(
        id="9b" * 16,
        notebook="golden.ipynb",
        target="golden-1",
        cell="cell-1",
        restored_at=START + 35,
        before={"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]},
        kernel_restore="restore-1",
    )


def lock(numpy: str) -> str:
    """Return a lock as it was written when this format was new."""
    hashes = f'{{wheel-files-blake3 = "{"1f" * 32}"}}'
    return f"""lock-version = "1.0"
environments = ["sys_platform == 'linux' and platform_machine == 'x86_64'"]
requires-python = "==3.11.7"
created-by = "jupyter-mm"

[[packages]]
name = "numpy"
version = "{numpy}"
wheels = [{{path = "numpy-{numpy}-py3-none-any.whl", hashes = {hashes}}}]
tool = {{jupyter-mm = {{direct = true}}}}

[[packages]]
name = "probe"
directory = {{path = "/src/probe", editable = true}}
tool = {{jupyter-mm = {{version = "0.1", direct = true, commit = "{"4f" * 20}", dirty = true}}}}

[tool.jupyter-mm]
version = 2

[tool.jupyter-mm.facts]
"python build" = "CPython 3.11.7"
platform = "Linux"

[tool.jupyter-mm.variables]
OMP_NUM_THREADS = "2"
"""


def data(core: Core) -> tuple[DataRef, ...]:
    """Return a file whose bytes are kept, a set of files and a remote object."""
    content = bytes(range(256)) * 20
    kept = store_content(core.blobs, content, 2048)
    file = DataFile(path="a/part.csv", size_bytes=3, digest=Digest("ab" * 32))
    listing = core.blobs.put(canonical.dumps(Listing(files=(file,))))
    return (
        DataRef(
            path="/data/load.csv", mode="r", size_bytes=len(content), mtime_ns=1,
            digest="ab" * 32, how="open", label="split train", kept=kept,
        ),
        DataRef(
            path="/data/parts", mode="r", size_bytes=3, mtime_ns=1,
            digest=listing, how="pyarrow", files=1,
        ),
        DataRef(
            path="s3://bucket/load.csv", mode="r", size_bytes=3, mtime_ns=None, digest=None,
            reason="is remote", how="fsspec", version='etag:"4f1d"',
        ),
    )  # fmt: skip


def verdict(checkpoint: Digest) -> Verdict:
    check = OutputCheck(
        execution="golden-1", cell="cell-1", title="depth", outcome="different", detail="8 became 9"
    )
    changed = DataCheck(
        path="/data/load.csv", kind="changed", before="ab" * 32, now="cd" * 32, detail="+1 row"
    )
    package = PackageChange(
        name="numpy", kind="changed", before="1.26.4", after="2.1.0", is_direct=True
    )
    missing = Unmatched(name="probe", wanted="0.1 (editable)", got=None, why="its folder is gone")
    return Verdict(
        id="7e" * 16,
        checkpoint=checkpoint,
        outcome="different",
        summary="depth: 8 became 9",
        started_at=START + 50,
        duration_s=2.5,
        tolerance=1e-6,
        is_slice=True,
        outputs=(check,),
        data=(changed,),
        packages=(package,),
        unmatched=(missing,),
        python="3.11.7",
    )


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
