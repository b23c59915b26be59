"""Two servers, eight kernels and two readers share one store."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.history import list_history
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.crash.harness import environment

WORKER = Path(__file__).with_name("worker.py")
KERNELS, STEPS = 8, 12


def test_twelve_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    home = tmp_path / "store"
    total = str(KERNELS * STEPS)
    roles = [["kernel", str(home), str(number), str(STEPS)] for number in range(KERNELS)]
    roles += [[role, str(home), "0", total] for role in ("server", "server", "reader", "reader")]
    processes = [
        subprocess.Popen([sys.executable, str(WORKER), *role], env=environment()) for role in roles
    ]
    assert [process.wait(280) for process in processes] == [0] * 12

    with open_store(home) as core:
        rows = list_history(core, ACTOR, HistoryQuery(limit=200)).rows
        report = verify_store(core, ACTOR)
    assert {row.execution for row in rows} == {
        f"kernel-{number}-step-{step}" for number in range(KERNELS) for step in range(STEPS)
    }
    assert len({row.position for row in rows}) == len(rows) == KERNELS * STEPS
    assert report.damage == ()
    assert report.orphans == 0
    assert Outbox(home).pending() == Outbox(home).rejected() == []
    assert list((home / "tmp").iterdir()) == []
