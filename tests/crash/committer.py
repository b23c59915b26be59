"""The program that is killed: commits captures as a kernel and a server do, and tells each step.

Usage: python committer.py HOME COUNT [broken]. Prints `kept ID` when the outbox holds a record,
`held ID CHECKPOINT` when the catalog does, and `seen ID` when it holds the outputs. `broken` leaves
every fsync out: the harness must notice.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.blobs import folder, pack_writer
from jupyter_mm.blobs.home import open_home
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.catalog import database, sqlite
from jupyter_mm.core.observe import record_observation, store_document, store_outputs
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR, open_store

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.domain.execution import KernelSession

LARGE = 40_000


def tell(*words: str) -> None:
    os.write(1, " ".join(words).encode() + b"\n")


def leave_out_every_sync() -> None:
    setattr(os, "fsync", lambda _descriptor: None)  # noqa: B010  # typed otherwise
    weaker = [pragma.replace("=FULL", "=NORMAL") for pragma in sqlite.WRITING]
    setattr(sqlite, "WRITING", tuple(weaker))  # noqa: B010  # as above


def commit(core: Core, number: int, session: KernelSession, parent: Digest | None) -> Digest | None:
    capture = make_capture(
        core.info.home,
        session=session,
        execution=f"execution-{number:04d}",
        source=f"x = {number}",
        variables={"x": number, "large": bytearray(bytes([number % 256]) * LARGE)},
        environment="lock-version = '1.0'\n",
        parent=parent,
    )
    path = Outbox(core.info.home).write("capture", capture)
    tell("kept", capture.execution.id)
    receipt = record_execution(core, ACTOR, capture)
    tell("held", capture.execution.id, str(receipt.checkpoint))
    Outbox(core.info.home).remove(path)
    observe(core, capture.execution.id, number)
    return receipt.checkpoint


def observe(core: Core, execution: str, number: int) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": f"{number}\n"}
    cell = CellState(id="cell-1", cell_type="code", source=f"x = {number}", metadata={})
    shown = DocumentSnapshot(
        kernel_id="kernel", executions=(execution,), path="a.ipynb", metadata={}, cells=(cell,)
    )
    seen = Observation(
        execution=execution,
        kernel_id="kernel",
        path="a.ipynb",
        cell="cell-1",
        count=number,
        source=cell.source,
        status="ok",
        started_at=1.0,
        duration_s=1.0,
        outputs=store_outputs(core, [output], 1 << 20),
        document=store_document(core, shown, {"cell-1": [output]}),
    )
    record_observation(core, ACTOR, seen)
    tell("seen", execution)


def main(home: Path, count: int, *, broken: bool) -> None:
    if broken:
        leave_out_every_sync()
    # So that a short run does everything: empty the WAL, fill packs, and make files of their own.
    database.CHECKPOINT_BYTES = 100_000
    pack_writer.FULL_ROWS = 12
    setattr(folder, "LOOSE_FROM", LARGE - 1)  # noqa: B010  # a constant everywhere else
    open_home(home)
    session = make_session("0" * 32)
    parent: Digest | None = None
    with open_store(home) as core:
        for number in range(count):
            parent = commit(core, number, session, parent)
    tell("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), broken="broken" in sys.argv[3:])
