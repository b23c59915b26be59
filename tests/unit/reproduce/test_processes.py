"""Programs that end with our work, and so does all that they started."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.reproduce.processes import Finished, run

STARTER = """
import subprocess, sys, time
child = subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(600)"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
print(child.pid, flush=True)
"""


class StopError(Exception):
    """Somebody wants it to end."""


def python(code: str, tmp_path: Path, **changes: Any) -> Finished:
    given: dict[str, Any] = {"on_line": lambda _: None, "on_wait": lambda: None} | changes
    return run([sys.executable, "-c", code], folder=tmp_path, variables=os.environ, **given)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def gone(pid: int) -> bool:
    end = time.monotonic() + 20
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_alive(pid)


def test_lines_and_code_come_back(tmp_path: Path) -> None:
    heard: list[str] = []
    code = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)"
    done = python(code, tmp_path, on_line=heard.append)
    assert sorted(heard) == ["one", "two"]
    assert done.code == 3
    assert sorted(done.text.split("\n")) == ["one", "two"]


def test_no_shell_and_no_input(tmp_path: Path) -> None:
    heard: list[str] = []
    code = "import sys; print(sys.argv[1:], repr(sys.stdin.read()))"
    run(
        [sys.executable, "-c", code, "$(touch x)", "; touch y"],
        folder=tmp_path,
        variables=os.environ,
        on_line=heard.append,
        on_wait=lambda: None,
    )
    assert heard == ["['$(touch x)', '; touch y'] ''"]
    assert list(tmp_path.iterdir()) == []


def test_what_a_stopped_program_started_ends_with_it(tmp_path: Path) -> None:
    pids: list[int] = []

    def hear(line: str) -> None:
        pids.append(int(line))
        raise StopError

    with pytest.raises(StopError):
        python(STARTER + "time.sleep(600)", tmp_path, on_line=hear)
    assert gone(pids[0])


def test_what_a_program_leaves_behind_ends_too(tmp_path: Path) -> None:
    pids: list[int] = []
    python(STARTER, tmp_path, on_line=lambda line: pids.append(int(line)))
    assert gone(pids[0])


def test_a_silent_program_can_be_stopped(tmp_path: Path) -> None:
    def look() -> None:
        raise StopError

    with pytest.raises(StopError):
        python("import time; time.sleep(600)", tmp_path, on_wait=look)


def test_a_program_that_does_not_listen_is_ended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyter_mm.reproduce.processes.GRACE_S", 0.2)
    pids: list[int] = []

    def hear(line: str) -> None:
        pids.append(int(line))
        raise StopError

    code = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(os.getpid(), flush=True); time.sleep(600)"
    )
    with pytest.raises(StopError):
        python(code, tmp_path, on_line=hear)
    assert gone(pids[0])
