"""Every state that can come back does, and what cannot is announced before the restore."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.jupyter import API, Server, running_server
from tests.kernels.live import LiveKernel
from tests.probes.case import Case
from tests.probes.catalogue import CASES

DESK = "get_ipython().magics_manager.registry['MMMagics'].desk"
NAMES = "_ns = {name for name in globals() if not name.startswith('_')}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = tmp_path_factory.mktemp("server")
    with running_server(place, with_us=True) as running:
        # Kernels look for the server by the process that started them: that is this one.
        told = running.runtime / f"jpserver-{running.process.pid}.json"
        (running.runtime / f"jpserver-{os.getpid()}.json").symlink_to(told)
        yield running


@pytest.fixture
def kernel(server: Server, tmp_path: Path) -> Iterator[LiveKernel]:
    """A kernel that delivers to the server, as those do that it started itself."""
    with LiveKernel(
        tmp_path / "home",
        JUPYTER_MM_HOME=str(server.place / "store"),
        JUPYTER_RUNTIME_DIR=str(server.runtime),
    ) as running:
        yield running


def told(kernel: LiveKernel, expression: str) -> str:
    kernel.run(NAMES, silent=True)
    return kernel.value(expression)


def checkpoints(kernel: LiveKernel, server: Server) -> list[str]:
    """Return the checkpoint after each cell."""
    kernel.settle()
    session = kernel.value(f"{DESK}.keeper.session.id").strip("'")
    page = server.call("GET", f"{API}/history?session={session}&limit=200")
    return [row["checkpoint"] for row in reversed(page["rows"])]


@pytest.mark.parametrize("looks", [True, False], ids=["looked_at", "unseen"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "_"))
def test_states_come_back(
    case: Case, kernel: LiveKernel, server: Server, tmp_path: Path, *, looks: bool
) -> None:
    marks = run(case, kernel) if looks else without_us(case, tmp_path / "without")
    for code in () if looks else case.cells:
        kernel.run(code)
    kept = checkpoints(kernel, server)
    assert len(kept) == len(case.cells)
    for number in (case.to, len(case.cells) - 1, case.to):
        plan = f"sorted(one.name for one in {DESK}.restorer.plan('{kept[number]}').cannot)"
        assert kernel.value(plan) == repr(sorted(case.impossible))
        answer = kernel.run(f"_ = {DESK}.checkout('{kept[number]}')", store_history=False)
        assert answer.error is None
        assert told(kernel, case.state) == marks[number]
    assert kernel.value(case.after) == case.expected


def run(case: Case, kernel: LiveKernel) -> list[str]:
    """Run all cells; return what is to be seen after each. To look is to touch what is named."""
    marks = []
    for code in case.cells:
        kernel.run(code)
        marks.append(told(kernel, case.state))
    return marks


def without_us(case: Case, place: Path) -> list[str]:
    """Return what is to be seen in a kernel that knows nothing of us."""
    place.mkdir()
    with LiveKernel(place / "home", loads=False) as plain:
        return run(case, plain)
