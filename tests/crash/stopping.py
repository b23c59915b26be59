"""Processes that are stopped, watched and ended, as /proc tells."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.crash.harness import Point

WAIT_S = 60.0


def group(leader: int) -> list[int]:
    """Return the processes of a group, from /proc."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == leader:
                found.append(int(entry.name))
    return found


def state(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "gone"


def wait_until_stopped(child: subprocess.Popen[bytes], point: Point) -> None:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        assert child.poll() is None, f"no stop was injected at {point}: the process ended"
        writers = [pid for pid in group(child.pid) if pid != child.pid]
        # A traced process that a signal stopped stays in `t`; a passing trace stop does not.
        if writers and all(_is_stopped(pid) for pid in writers):
            return
        time.sleep(0.01)
    raise AssertionError(f"no stop was injected at {point}: the process goes on")


def _is_stopped(pid: int) -> bool:
    """Return whether a process is stopped now and does no work for a while."""
    if state(pid) not in {"t", "T"}:
        return False
    before = _busy_ticks(pid)
    for _ in range(4):
        time.sleep(0.01)
        if state(pid) not in {"t", "T"}:
            return False
    return before == _busy_ticks(pid)


def _busy_ticks(pid: int) -> tuple[str, ...]:
    try:
        text = (Path("/proc") / str(pid) / "status").read_text()
    except OSError:
        return ("gone",)
    return tuple(line for line in text.splitlines() if "ctxt_switches" in line)


def wait_until_gone(leader: int) -> None:
    deadline = time.monotonic() + WAIT_S
    while group(leader) and time.monotonic() < deadline:
        time.sleep(0.01)
