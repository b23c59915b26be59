"""One of many processes on one store.

Usage: python worker.py kernel|server|reader HOME NUMBER COUNT
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.history import list_history
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR, open_store


def run_kernel(home: Path, number: int, count: int) -> None:
    """Write captures as a kernel does; the odd kernels deliver them, too."""
    session = make_session(f"{number:032x}")
    outbox = Outbox(home)
    parent: Digest | None = None
    with open_store(home) as core:
        for step in range(count):
            capture = make_capture(
                home,
                session=session,
                execution=f"kernel-{number}-step-{step}",
                variables={"shared": step, "own": (number, step)},
                parent=parent,
            )
            outbox.write("capture", capture)
            if number % 2:
                record_execution(core, ACTOR, capture)
            parent = capture.checkpoint.id if capture.checkpoint else None


def run_server(home: Path, total: int) -> None:
    """Take records in until all have come."""
    deadline = time.monotonic() + 240
    with open_store(home) as core:
        while time.monotonic() < deadline:
            take_in(core, ACTOR, Outbox(home))
            held = list_history(core, ACTOR, HistoryQuery(limit=1)).total
            if held == total and not Outbox(home).pending():
                return
            time.sleep(0.02)
    raise SystemExit("not all records came in")


def run_reader(home: Path, total: int) -> None:
    """Look at the history all the time: it only ever grows."""
    deadline, seen = time.monotonic() + 240, 0
    with open_store(home) as core:
        while seen < total and time.monotonic() < deadline:
            page = list_history(core, ACTOR, HistoryQuery())
            assert page.total >= seen
            positions = [row.position for row in page.rows]
            assert positions == sorted(positions, reverse=True)
            seen = page.total
            time.sleep(0.01)
    assert seen == total


if __name__ == "__main__":
    role, where, numbers = sys.argv[1], Path(sys.argv[2]), [int(word) for word in sys.argv[3:]]
    if role == "kernel":
        run_kernel(where, *numbers)
    elif role == "server":
        run_server(where, numbers[1])
    else:
        run_reader(where, numbers[1])
