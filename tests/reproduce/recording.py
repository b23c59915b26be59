"""Cells that are run for real, and recorded as a server would: captures, and what they showed."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.catalog.executions import executions_of
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.assembly import KernelOutputs
from jupyter_mm.core.compose import Scene, record_seen
from jupyter_mm.core.history import list_history
from jupyter_mm.core.intake import take_in
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import HistoryQuery, HistoryRow
from jupyter_mm.settings import Settings
from jupyter_mm.testing.stores import ACTOR

PATIENCE_S = 240
NOTEBOOK = "book.ipynb"


@dataclass(frozen=True)
class Study:
    """A working folder, and the store that its kernels write to."""

    folder: Path
    home: Path

    @contextmanager
    def core(self) -> Iterator[Core]:
        core = open_core(Settings(home=self.home), clock=time.time)
        try:
            yield core
        finally:
            core.close()

    def rows(self) -> list[HistoryRow]:
        """Return the history, oldest first."""
        with self.core() as core:
            return list(list_history(core, ACTOR, HistoryQuery(limit=200)).rows)[::-1]

    def last(self) -> Digest:
        """Return the newest checkpoint."""
        found = self.rows()[-1].checkpoint
        assert found is not None
        return found

    def record(self, python: str, *sources: str, is_seen: bool = True, **variables: str) -> Digest:
        """Run cells in one kernel and record them; return the last checkpoint."""
        heard = KernelOutputs(10 << 20)
        with self.core() as core:
            with kernel(python, self.folder, self.home, variables) as client:
                for source in sources:
                    run(client, heard, source)
                await_captures(core, list(heard.finished))
                client.shutdown()
            for seen in heard.finished.values() if is_seen else ():
                scene = Scene(
                    kernel_id="kernel",
                    path=NOTEBOOK,
                    snapshot=None,
                    file=None,
                    output_limit_bytes=core.settings.output_limit_bytes,
                )
                record_seen(core, ACTOR, seen, scene)
        return self.last()


def await_captures(core: Core, executions: list[str]) -> None:
    """Take in what a kernel hands over, until all of these have come."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        take_in(core, ACTOR, Outbox(core.settings.home))
        with core.catalog.read() as tx:
            found = executions_of(tx, executions)
        if len(found) == len(executions):
            return
        time.sleep(0.05)
    raise AssertionError(executions)


@contextmanager
def kernel(python: str, folder: Path, home: Path, variables: dict[str, str]) -> Iterator[Any]:
    """Start a kernel of an interpreter; it writes to the store in `home`."""
    words = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager = KernelManager()
    manager._kernel_spec = KernelSpec(argv=words, display_name="test", language="python")
    environment = {**os.environ, "JUPYTER_MM_HOME": str(home), **variables}
    manager.start_kernel(cwd=str(folder), env=environment)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE_S)
        yield client
        end = time.monotonic() + PATIENCE_S
        while manager.is_alive() and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: Any, heard: KernelOutputs, source: str) -> None:
    """Run one cell to its end."""
    asked = client.execute(source, allow_stdin=False, stop_on_error=False)
    end = time.monotonic() + PATIENCE_S
    while asked not in heard.finished and time.monotonic() < end:
        try:
            heard.feed(client.get_iopub_msg(timeout=1))
        except queue.Empty:
            continue
    assert asked in heard.finished, source


def cells_of(path: Path) -> Sequence[str]:
    """Return the code cells of a notebook file."""
    import nbformat  # noqa: PLC0415  # only where a notebook is read

    book = nbformat.read(path, 4)
    return [cell.source for cell in book.cells if cell.cell_type == "code"]
