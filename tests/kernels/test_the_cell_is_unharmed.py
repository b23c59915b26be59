"""Nothing of ours raises into, blocks or changes the user's cell."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.kernels.kept import manifest, records, variables
from tests.kernels.live import LiveKernel

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = """
import time
class Raises:
    def __reduce__(self): raise ValueError("no")
class Exits:
    def __reduce__(self): raise SystemExit(3)
class Prints:
    def __reduce__(self):
        import sys, warnings
        print("out"); print("err", file=sys.stderr); warnings.warn("warned")
        return (Prints, ())
class Lies:
    __class__ = property(lambda self: 1 / 0)
    def __repr__(self): 1 / 0
    def __eq__(self, other): 1 / 0
    def __hash__(self): 1 / 0
    def __getattr__(self, name): 1 / 0
    def __bool__(self): 1 / 0
    def __len__(self): 1 / 0
raises, exits, prints, lies = Raises(), Exits(), Prints(), Lies()
deep = []
for _ in range(200_000): deep = [deep]
same = [deep]
good = [1, 2, 3]
"""

SLEEPS = """
import time
class Sleeps:
    def __reduce__(self):
        while True:
            try: time.sleep(1000)
            except BaseException: pass
sleeps = Sleeps()
good = [1]
"""

SPINS = """
class Spins:
    def __reduce__(self):
        while True:
            try:
                while True: pass
            except: continue
spins = Spins()
good = [1]
"""


def test_hostile_values_cost_nobody_but_themselves(kernel: LiveKernel, home: Path) -> None:
    answer = kernel.ok(HOSTILE)
    assert answer.text == {"stdout": "", "stderr": ""}
    kernel.settle()
    found = variables(home, records(home, "capture")[-1])
    assert found["good"]["reason"] is None
    assert found["raises"]["reason"] == "ValueError: no"
    assert found["exits"]["reason"] == "SystemExit"
    assert found["deep"]["reason"] is not None
    assert found["prints"]["reason"] is None


@pytest.mark.parametrize(("code", "name"), [(SLEEPS, "sleeps"), (SPINS, "spins")])
def test_a_value_that_hangs_is_bounded_and_not_tried_again(
    kernel: LiveKernel, home: Path, code: str, name: str
) -> None:
    kernel.ok("1")
    assert kernel.ok(code).seconds < 4
    again = kernel.ok("good.append(2)")
    assert again.seconds < 1
    kernel.settle()
    found = variables(home, records(home, "capture")[-1])
    assert found[name]["reason"] is not None
    assert found["good"]["reason"] is None


def test_the_user_keeps_alarm_timer_trace_and_random_state(kernel: LiveKernel) -> None:
    kernel.ok(
        "import signal, sys, gc, warnings, random, numpy as np\n"
        "fired = []\n"
        "mine = lambda *a: fired.append(1)\n"
        "signal.signal(signal.SIGALRM, mine)\n"
        "_before = (gc.isenabled(), gc.get_threshold(), list(warnings.filters),\n"
        "           random.getstate(), np.random.get_state()[1].tolist(), type(globals()))\n"
        "signal.setitimer(signal.ITIMER_REAL, 1.5)"
    )
    kernel.ok("x = 1")
    assert kernel.value("signal.getsignal(signal.SIGALRM) is mine") == "True"
    assert kernel.value("sys.gettrace() is None") == "True"
    now = (
        "(gc.isenabled(), gc.get_threshold(), list(warnings.filters), random.getstate(),"
        " np.random.get_state()[1].tolist(), type(globals())) == _before"
    )
    assert kernel.value(now) == "True"
    time.sleep(1.7)
    assert kernel.value("fired") == "[1]"


def test_the_last_value_and_the_lists_of_inputs_and_outputs_are_the_users(
    kernel: LiveKernel,
) -> None:
    kernel.ok("40 + 2")
    kernel.ok("'other'")
    assert kernel.value("(_, __, Out, In[1:3])") == (
        "('other', 42, {1: 42, 2: 'other'}, ['40 + 2', \"'other'\"])"
    )


def test_outputs_are_the_same_with_and_without_us(tmp_path: Path) -> None:
    code = [
        "import sys, warnings\nprint('a'); print('b', file=sys.stderr)\nwarnings.warn('w')\n1 + 1",
        "class P:\n    def __getstate__(self): print('pickled'); return {}\np = P()\np.x = 1",
        "def f():\n    warnings.warn('once')\nf(); f()",
        "f(); 1 / 0",
    ]
    seen = []
    for loads in (True, False):
        folder = tmp_path / str(loads)
        folder.mkdir()
        with LiveKernel(folder / "home", loads=loads) as kernel:
            assert kernel.value("'MMMagics' in get_ipython().magics_manager.registry") == str(loads)
            seen.append(
                [
                    [
                        {**one, "text": one.get("text", "").split("ipykernel_")[0]}
                        for one in answer.outputs
                    ]
                    for answer in map(kernel.run, code)
                ]
            )
    assert seen[0] == seen[1]


def test_silent_and_unstored_executions_leave_nothing(kernel: LiveKernel, home: Path) -> None:
    kernel.run("a = 1", silent=True)
    kernel.run("b = 1", store_history=False)
    kernel.ok("c = 1")
    kernel.settle()
    assert [one["execution"]["source"] for one in records(home, "capture")] == ["c = 1"]


def test_an_execution_has_the_message_id_of_its_request(kernel: LiveKernel, home: Path) -> None:
    answer = kernel.ok("x = 1\nget_ipython().run_cell('y = 2', store_history=True)")
    failed = kernel.run("{}['k']")
    kernel.settle()
    first, second = (one["execution"] for one in records(home, "capture"))
    assert (first["id"], first["status"]) == (answer.message, "ok")
    assert (second["id"], second["status"]) == (failed.message, "error")
    assert second["failure"] == {"name": "KeyError", "message": "'k'"}


def test_a_forked_child_writes_nothing(kernel: LiveKernel, home: Path) -> None:
    kernel.ok("x = 1")
    answer = kernel.ok(
        "import os, sys\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    keeper = get_ipython().magics_manager.registry['MMMagics'].keeper\n"
        "    keeper.courier.close()\n"
        "    keeper.metrics.add({'from_child': 1}); keeper.metrics.flush()\n"
        "    os._exit(0)\n"
        "status = os.waitpid(pid, 0)[1]"
    )
    assert answer.status == "ok"
    assert kernel.value("status") == "0"
    kernel.settle()
    assert records(home, "log") == []
    assert len(records(home, "capture")) == 2


def test_an_interrupt_while_values_are_kept_reaches_no_cell(kernel: LiveKernel, home: Path) -> None:
    kernel.ok(
        "import time\nclass Slow:\n    def __reduce__(self): time.sleep(0.9); return (Slow, ())"
    )
    message = kernel.send("slow, more = Slow(), Slow()\ndone = True\nprint('ready', flush=True)")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        heard = kernel.client.get_iopub_msg(timeout=20)
        if heard["msg_type"] == "stream":
            break
    time.sleep(0.3)
    kernel.manager.interrupt_kernel()
    answer = kernel.wait(message)
    assert (answer.status, answer.error) == ("ok", None)
    assert kernel.value("done") == "True"
    kernel.settle()
    kept = records(home, "capture")[-1]
    assert manifest(home, kept)["incomplete"] == "interrupted"
    assert kernel.ok("after = 1").error is None


def test_a_failing_store_costs_no_cell_and_is_counted(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be")
    with LiveKernel(home) as kernel:
        assert kernel.ok("x = 1; x").result == "1"
        kernel.ok("y = 2")
        kernel.settle()
        shown = kernel.ok("%mm").result
    assert "failures of ours" in shown


def test_a_timeout_of_the_user_that_strikes_while_a_file_is_opened_reaches_the_cell(
    kernel: LiveKernel, home: Path
) -> None:
    (home.parent / "in.txt").write_text("x")
    answer = kernel.ok(
        "import signal\n"
        "def handler(*_): raise TimeoutError\n"
        "signal.signal(signal.SIGALRM, handler)\n"
        "caught = 0\n"
        "for _ in range(200):\n"
        "    signal.setitimer(signal.ITIMER_REAL, 0.002)\n"
        "    try:\n"
        "        for _ in range(100_000): open('in.txt').close()\n"
        "    except TimeoutError: caught += 1\n"
        "caught"
    )
    assert answer.result == "200"


def test_a_cell_in_a_subshell_does_not_swallow_the_one_in_the_main_thread(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok("import jupyter_mm as mm, time")
    subshell = kernel.subshell()
    first = kernel.send("time.sleep(2); done = 1; mm.log(main=1)")
    time.sleep(0.5)
    other = kernel.send_beside(subshell, "mm.log(beside=1)")
    for _ in range(2):
        kernel.client.get_shell_msg(timeout=30)
    kernel.settle()
    kept = {one["execution"]["id"]: one["checkpoint"] for one in records(home, "capture")}
    assert kept[first] is not None
    assert kept[other] is None
    logged = {one["execution"]: one["metrics"][0]["name"] for one in records(home, "log")}
    assert logged == {first: "main", other: "beside"}


def test_labels_that_no_store_takes_are_refused_at_once_and_cost_no_state(
    kernel: LiveKernel, home: Path
) -> None:
    for line in ("-t lr:0.1", "-t now", "-t ' x'", '-m "a\x1bb"'):
        refused = kernel.run(f"x = 1\n%mm_checkpoint {line}")
        assert refused.status == "error", line
        assert refused.stderr.startswith("UsageError: "), line
    kernel.run("raise ValueError('bad magic \\0')")
    kernel.settle()
    kept = records(home, "capture")
    assert all(one["checkpoint"] and not one["checkpoint"]["tags"] for one in kept)
    assert kept[-1]["execution"]["failure"]["message"] == "bad magic \ufffd"
