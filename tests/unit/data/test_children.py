"""Children: they work with the lowest priority, end when they should, and leave nothing behind."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mm.data.children import ChildError, lines_of

ECHO = """
import os, sys
from jupyter_mm.data.children import give_way
def main():
    give_way()
    words = sys.stdin.buffer.read().split(b"\\0")
    print(os.nice(0), sys.flags.isolated, flush=True)
    for word in words:
        sys.stdout.buffer.write(word + b"\\n")
"""
FAILING = "def main():\n    print('one', flush=True)\n    raise SystemExit(3)\n"
ENDLESS = """
import os, time
from jupyter_mm.data.children import give_way
def main():
    is_alone = give_way()
    print(os.getpid(), flush=True)
    while True:
        time.sleep(0.01)
"""
PARENT = """
import sys
sys.path[:] = sys.argv[2:]
from pathlib import Path
from jupyter_mm.data.digests import Digests
Digests(Path(sys.argv[1])).digest(Path(sys.argv[1]) / "sparse")
"""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        time.sleep(0.01)


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return what makes a module that children find."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])

    def made(name: str, text: str) -> str:
        (tmp_path / f"{name}.py").write_text(text)
        return name

    return made


def test_a_child_reads_and_answers_much_at_once_with_the_lowest_priority(module) -> None:
    words = [f"word {n} " + "x" * 300 for n in range(5000)]
    first, *rest = lines_of(module("mm_echo", ECHO), words, cancelled=lambda: False)
    assert first == b"19 1"
    assert [line.decode() for line in rest] == words


def test_a_child_that_fails_says_so_after_what_it_said(module) -> None:
    lines = lines_of(module("mm_failing", FAILING), [], cancelled=lambda: False)
    assert next(lines) == b"one"
    with pytest.raises(ChildError, match="ended with 3"):
        next(lines)


def test_a_child_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("/nowhere/python", None):
        monkeypatch.setattr(sys, "executable", program)
        with pytest.raises(ChildError):
            list(lines_of("json", [], cancelled=lambda: False))


def test_a_cancelled_child_is_gone(module) -> None:
    pids: list[int] = []
    lines = lines_of(module("mm_endless", ENDLESS), [], cancelled=lambda: bool(pids))
    pids += map(int, lines)
    assert not is_running(pids[0])


def test_an_interrupt_of_the_cell_does_not_end_a_child(module) -> None:
    lines = lines_of(module("mm_endless", ENDLESS), [], cancelled=lambda: False)
    pid = int(next(lines))
    (ignored,) = re.findall(r"SigIgn:\t(\w+)", Path(f"/proc/{pid}/status").read_text())
    assert int(ignored, 16) & 1 << (signal.SIGINT - 1)
    lines.close()


def test_a_child_that_nobody_listens_to_is_gone(module) -> None:
    lines = lines_of(module("mm_endless", ENDLESS), [], cancelled=lambda: False)
    pid = int(next(lines))
    assert os.getpriority(os.PRIO_PROCESS, pid) == 19
    lines.close()
    assert not is_running(pid)


def test_a_child_that_does_not_ask_ends_with_its_kernel_too(tmp_path: Path, module) -> None:
    code = (
        "import sys; sys.path[:] = sys.argv[1:]\n"
        "from jupyter_mm.data.children import lines_of\n"
        "for line in lines_of('mm_endless', [], cancelled=lambda: False): print(line, flush=True)\n"
    )
    module("mm_endless", ENDLESS)
    path = [entry for entry in sys.path if entry]
    with subprocess.Popen([sys.executable, "-c", code, *path], stdout=subprocess.PIPE) as kernel:
        assert kernel.stdout is not None
        kernel.stdout.readline()
        (child,) = children_of(kernel.pid)
        kernel.kill()
    wait_until(lambda: not is_running(child))


def test_a_child_whose_kernel_was_killed_ends(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(64 << 30)
    path = [entry for entry in sys.path if entry]
    kernel = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path), *path])
    wait_until(lambda: bool(children_of(kernel.pid)))
    (child,) = children_of(kernel.pid)
    kernel.kill()
    kernel.wait()
    wait_until(lambda: not is_running(child))
