"""Threads, forks, sockets, huge arrays and the end of memory: the cells go on as if alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kernels.kept import records, variables
from tests.kernels.live import LiveKernel

GOOD = "before = {'kept': [1, 2]}\ngood = [1, 2, 3]"
RESIDENT = "__import__('psutil').Process().memory_info().rss"
PEAK = "int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) * 1024"

LIVE = """
import asyncio, socket, sqlite3, subprocess, sys, threading
stream = (i for i in range(9))
one, two = socket.socketpair()
lock = threading.RLock()
source = open('live.txt', 'w')
database = sqlite3.connect(':memory:')
cursor = database.cursor()
process = subprocess.Popen([sys.executable, '-c', 'pass'])
thread = threading.Thread(target=lambda: stop.wait())
stop = threading.Event()
thread.start()
async def endless():
    await asyncio.sleep(1000)
task = asyncio.ensure_future(endless())
coroutine = endless()
iterator = iter([1, 2, 3])
frame = sys._getframe()
"""
CANNOT = ("stream", "one", "two", "source", "database", "cursor", "thread", "task", "coroutine")


def good(kernel: LiveKernel, home: Path) -> dict[str, dict]:
    """Return the variables of the last state, after looking at the good ones."""
    kernel.settle()
    found = variables(home, records(home, "capture")[-1])
    assert all(found[name]["reason"] is None for name in ("before", "good")), found
    assert kernel.value("(before, good)") == "({'kept': [1, 2]}, [1, 2, 3])"
    return found


def test_live_things_are_recorded_with_their_reason(kernel: LiveKernel, home: Path) -> None:
    kernel.ok(GOOD)
    answer = kernel.ok(LIVE)
    assert answer.text == {"stdout": "", "stderr": ""}
    found = good(kernel, home)
    assert all(found[name]["reason"] for name in CANNOT), found
    # They are as alive as before.
    assert kernel.value("(next(stream), one.send(b'x'), two.recv(1), thread.is_alive())") == (
        "(0, 1, b'x', True)"
    )
    kernel.ok("stop.set()\ncoroutine.close()\n_ = task.cancel()\nthread.join()\nprocess.wait()")


def test_a_thread_changes_everything_while_it_is_kept(kernel: LiveKernel, home: Path) -> None:
    kernel.ok(GOOD)
    kernel.ok(
        "import threading, numpy as np\n"
        "busy, row, numbers = {}, [], np.zeros(300_000)\n"
        "over = threading.Event()\n"
        "def churn():\n"
        "    i = 0\n"
        "    while not over.is_set():\n"
        "        i += 1\n"
        "        busy[i % 5000] = [i]\n"
        "        busy.pop(i * 7 % 5000, None)\n"
        "        row.append(i)\n"
        "        if len(row) > 1000: row.clear()\n"
        "        numbers[i % 300_000] = i\n"
        "_thread = threading.Thread(target=churn, daemon=True)\n"
        "_thread.start()"
    )
    for number in range(20):
        answer = kernel.ok(f"n = {number}")
        assert answer.text == {"stdout": "", "stderr": ""}
        assert answer.seconds < 6
    kernel.ok("over.set()\n_thread.join()")
    # What changed while it was copied is kept with a later cell, and this is one.
    kernel.settle()
    kernel.ok("quiet = True")
    found = good(kernel, home)
    assert {found[name]["reason"] for name in ("busy", "row", "numbers")} == {None}
    before = kernel.value("(busy, row, float(numbers.sum()))")
    kernel.ok("busy = row = numbers = None")
    kernel.ok("%mm_checkout now~1")
    assert kernel.value("(busy, row, float(numbers.sum()))") == before


def test_forks_in_a_cell_leave_the_session_alone(kernel: LiveKernel, home: Path) -> None:
    kernel.ok(GOOD)
    kernel.ok(
        "import os, multiprocessing\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    good.append('child')\n"
        "    os._exit(0)\n"
        "status = os.waitpid(child, 0)[1]"
    )
    kernel.ok(
        "with multiprocessing.get_context('fork').Pool(2) as pool:\n    r = pool.map(abs, [-1, 2])"
    )
    kernel.ok("n = 1")
    found = good(kernel, home)
    assert found["n"]["reason"] is None
    assert kernel.value("(status, r)") == "(0, [1, 2])"
    sources = [one["execution"]["source"] for one in records(home, "capture")]
    assert len(sources) == 4
    assert kernel.ok("%mm_checkout now~2").error is None


@pytest.mark.parametrize(
    "made",
    [
        "huge = np.zeros(10 * 1024**3, dtype='u1')",
        "huge = [np.zeros(1024**3, dtype='u1') for _ in range(10)]",
        "huge = np.zeros((5, 2 * 1024**3), dtype='u1').T",
    ],
    ids=["one", "ten_in_a_list", "transposed"],
)
def test_ten_gigabytes_are_recorded_as_too_large(kernel: LiveKernel, home: Path, made: str) -> None:
    kernel.ok(GOOD + "\nimport numpy as np")
    before = int(kernel.value(RESIDENT))
    answer = kernel.ok(made)
    assert answer.text == {"stdout": "", "stderr": ""}
    assert answer.seconds < 6
    assert kernel.ok("n = 1").seconds < 2
    found = good(kernel, home)
    assert found["huge"]["reason"]
    assert int(kernel.value(PEAK)) - before < 500_000_000


def test_the_end_of_memory_costs_the_large_value_only(kernel: LiveKernel, home: Path) -> None:
    kernel.ok(GOOD + "\nimport numpy as np, resource")
    kernel.settle()
    kernel.ok("large = np.ones(150_000_000, dtype='u1')")
    kernel.settle()
    kernel.ok(
        "used = int(open('/proc/self/statm').read().split()[0]) * 4096\n"
        "limits = resource.getrlimit(resource.RLIMIT_AS)\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 40_000_000, limits[1]))"
    )
    for number in range(3):
        answer = kernel.ok(f"large[:] = {number + 2}\nn = {number}")
        assert answer.text == {"stdout": "", "stderr": ""}
        assert answer.seconds < 6
    kernel.ok("resource.setrlimit(resource.RLIMIT_AS, limits)")
    kernel.ok("large[0] = 9")
    found = good(kernel, home)
    assert found["large"]["reason"] is None
    kernel.ok("large = None")
    kernel.ok("%mm_checkout now~1")
    assert kernel.value("(int(large[0]), int(large[1]), len(large))") == "(9, 4, 150000000)"
