"""Real sessions that are disturbed at random moments, and what must be left of them."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty
from random import Random
from typing import TYPE_CHECKING

from tests.benchmarks.families.kernel_state.workloads import WORKLOADS
from tests.benchmarks.jupyter import API, Server
from tests.kernels.live import Answer, LiveKernel, taken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESK = "get_ipython().magics_manager.registry['MMMagics'].desk"
NAMES = "_ns = {name for name in globals() if not name.startswith('_')}"
SESSIONS = ("W1", "W2", "W3", "W4", "W5", "W6")
SCALE = 0.02
DONE = "the code of the cell is done"
TIMES = int(os.environ.get("JUPYTER_MM_TORTURE", "3"))
"""How often each campaign disturbs; read when tests are collected, before they tidy the process."""


@dataclass(slots=True)
class Campaign:
    """One store, its server, and what the states of the executions in it must look like."""

    server: Server
    folder: Path
    chance: Random = field(default_factory=lambda: Random(20))
    expected: dict[str, str] = field(default_factory=dict)
    """Execution -> fingerprint of the state after it."""
    sessions: dict[str, str] = field(default_factory=dict)
    """Execution -> workload."""
    started: int = 0

    @contextmanager
    def kernel(self) -> Iterator[LiveKernel]:
        """Run a kernel inside that delivers to the server."""
        self.started += 1
        place = self.folder / f"kernel-{self.started}"
        place.mkdir()
        with LiveKernel(
            place / "home",
            JUPYTER_MM_HOME=str(self.server.place / "store"),
            JUPYTER_RUNTIME_DIR=str(self.server.runtime),
        ) as running:
            yield running

    def note(self, session: str, message: str, fingerprint: str) -> None:
        """Remember what the state after an execution is."""
        self.expected[message], self.sessions[message] = fingerprint, session

    def acknowledged(self) -> dict[str, str]:
        """Return execution -> checkpoint, of those whose state the store says it holds."""
        found: dict[str, str] = {}
        asked = f"{API}/history?limit=200"
        page = self.server.call("GET", asked)
        while True:
            found |= {row["execution"]: row["checkpoint"] for row in page["rows"]}
            if page["next_before"] is None:
                return {name: state for name, state in found.items() if state}
            page = self.server.call("GET", f"{asked}&before={page['next_before']}")

    def verify(self) -> None:
        """Take in what waits and read everything, as `jupyter mm verify` does."""
        home = str(self.server.place / "store")
        done = subprocess.run(
            [sys.executable, "-m", "jupyter_mm.cli.main", "verify", "--home", home],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def wrong_states(self) -> tuple[list[str], int, int]:
        """Restore every acknowledged state in new kernels; count wrong, whole and acknowledged.

        A state that says beforehand which of its variables are missing is neither wrong nor whole.
        """
        wrong: list[str] = []
        whole = acknowledged = 0
        kept = self.acknowledged()
        for session in SESSIONS:
            mine = [one for one in self.expected if self.sessions[one] == session and one in kept]
            acknowledged += len(mine)
            if not mine:
                continue
            with self.kernel() as kernel:
                for execution in mine:
                    lacking = kernel.value(
                        f"[one.name for one in {DESK}.restorer.plan('{kept[execution]}').cannot]"
                    )
                    if lacking != "[]":
                        continue
                    kernel.ok(f"_ = {DESK}.checkout('{kept[execution]}')")
                    whole += 1
                    found = fingerprint(kernel, session)
                    if found != self.expected[execution]:
                        wrong.append(f"{session}: {found} is not {self.expected[execution]}")
        return wrong, whole, acknowledged


def cells(session: str) -> list[str]:
    """Return the cells of a workload, small and so many that a campaign goes through them."""
    return WORKLOADS[session](SCALE).cells[:17]


def fingerprint(kernel: LiveKernel, session: str) -> str:
    """Return the state that a kernel is in."""
    kernel.run(NAMES, silent=True)
    answer = kernel.run(
        f"print(repr({WORKLOADS[session](SCALE).fingerprint}), end='')", store_history=False
    )
    return answer.stdout or str(answer.error)


def send_and_wait_for_its_code(kernel: LiveKernel, code: str) -> str:
    """Send a cell and return its request's id when its last line has run: what follows is ours."""
    message = kernel.send(f"{code}\nprint({DONE!r}, flush=True)")
    while True:
        heard = kernel.client.get_iopub_msg(timeout=60)
        mine = heard["parent_header"].get("msg_id") == message
        if mine and DONE in heard["content"].get("text", ""):
            return message


def until_idle(kernel: LiveKernel, message: str) -> Answer:
    """Collect what a request gives until the kernel is idle, whether or not it replies.

    An interrupt that strikes ipykernel itself, after the hooks, costs the reply; also without us.
    """
    answer = Answer("", None, message)
    while True:
        heard = kernel.client.get_iopub_msg(timeout=60)
        if heard["parent_header"].get("msg_id") == message and taken(answer, heard):
            break
    with suppress(Empty):
        while True:
            kernel.client.get_shell_msg(timeout=0.02)
    return answer


def is_only_an_interrupt(answer: Answer) -> bool:
    """Tell whether a cell went well or says no more than that it was interrupted."""
    return answer.error is None or answer.error.startswith("KeyboardInterrupt")


def drop_messages(kernel: LiveKernel) -> None:
    """Forget what a kernel has said."""
    for read in (kernel.client.get_iopub_msg, kernel.client.get_shell_msg):
        try:
            while True:
                read(timeout=0.05)
        except Empty:
            continue
