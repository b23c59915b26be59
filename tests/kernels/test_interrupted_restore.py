"""An interrupt during a restore leaves all as it was, or all as it shall be; nothing in between."""

from __future__ import annotations

import time
from contextlib import suppress
from queue import Empty
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.kernels.live import LiveKernel

SLOW = (
    "import time\n"
    "class Slow:\n"
    "    def __getstate__(self): return {'a': 1}\n"
    "    def __setstate__(self, state): time.sleep(8)\n"
    "first = [1]; slow = Slow(); third = [3]\n"
    "%mm_checkpoint -t base"
)


def test_an_interrupt_while_values_load_changes_nothing(kernel: LiveKernel) -> None:
    kernel.ok(SLOW)
    kernel.ok("first = [10]; slow = None; third = [30]; later = 1")
    message = kernel.send("%mm_checkout base")
    time.sleep(5)
    kernel.manager.interrupt_kernel()
    answer = kernel.wait(message)
    assert answer.status == "error"
    assert kernel.value("first, slow, third, later") == "([10], None, [30], 1)"
    kernel.ok("Slow.__setstate__ = lambda self, state: None")
    assert kernel.run("%mm_undo").stderr.startswith("UsageError: There is no restore to undo.")


def test_interrupts_at_many_moments_give_the_old_or_the_new_state(kernel: LiveKernel) -> None:
    kernel.ok("a = [1]; b = {'in': a}; c = list(range(1000))\n%mm_checkpoint -t one")
    kernel.ok("a.append(2); c = None\n%mm_checkpoint -t two")
    kernel.ok("%mm_checkout one")
    one, two = "([1], True, 1000)", "([1, 2], True, 0)"
    seen = []
    for step in range(12):
        target = ("two", "one")[step % 2]
        message = kernel.send(f"%mm_checkout {target}")
        time.sleep(0.1 * step)
        kernel.manager.interrupt_kernel()
        with suppress(Empty):  # ipykernel drops a request that is hit before its cell begins
            kernel.wait(message, timeout_s=20)
        state = kernel.value("a, b['in'] is a, len(c or [])")
        assert state in {one, two}
        seen.append(state)
    kernel.ok("%mm_checkout two")
    assert kernel.value("a, b['in'] is a, len(c or [])") == two
    kernel.ok("a.append(3)")
    kernel.ok("%mm_checkout now~1")
    assert kernel.value("a, b['in'] is a") == "([1, 2], True)"
