from __future__ import annotations

import gc
import signal
import sys
import threading
import time
import weakref

import pytest

from jupyter_mm.kernel.keeping.limits import Budget, OverBudgetError
from tests.unit.kernel.book import Notebook


def swallow_everything() -> None:
    while True:
        try:
            try:
                time.sleep(0.001)
            except BaseException:  # noqa: BLE001  # what user code may do
                time.sleep(0.002)
        except BaseException:  # noqa: BLE001, S110  # as above
            pass


def spin() -> None:
    while True:
        try:
            while True:
                pass
        except BaseException:  # noqa: BLE001, S112  # as above
            continue


def sleep() -> None:
    time.sleep(1000)


def wait_for_a_lock() -> None:
    lock = threading.Lock()
    with lock:
        lock.acquire()


@pytest.mark.parametrize("code", [swallow_everything, spin, sleep, wait_for_a_lock])
def test_code_that_never_ends_is_ended(code: object) -> None:
    assert callable(code)
    budget = Budget(5.0, 0.2)
    started = time.monotonic()
    with budget.guarding(), pytest.raises(OverBudgetError), budget.for_one():
        code()
    assert time.monotonic() - started < 3
    assert sys.gettrace() is None or "coverage" in sys.modules


def test_handlers_and_timers_of_the_user_come_back() -> None:
    fired: list[int] = []
    previous = signal.signal(signal.SIGALRM, lambda *_: fired.append(1))
    interrupt = signal.getsignal(signal.SIGINT)
    signal.setitimer(signal.ITIMER_REAL, 60.0)
    try:
        mine = signal.getsignal(signal.SIGALRM)
        budget = Budget(5.0, 0.1)
        with budget.guarding(), pytest.raises(OverBudgetError), budget.for_one():
            sleep()
        assert signal.getsignal(signal.SIGALRM) is mine
        assert signal.getsignal(signal.SIGINT) is interrupt
        assert 55 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60
        assert fired == []
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def test_an_interrupt_ends_the_capture_and_not_more() -> None:
    budget = Budget(5.0, 2.0)
    timer = threading.Timer(0.2, signal.raise_signal, [signal.SIGINT])
    timer.start()
    with budget.guarding(), pytest.raises(OverBudgetError), budget.for_one():
        time.sleep(1.9)
    assert budget.is_interrupted
    assert budget.is_spent()
    timer.join()


def test_the_whole_budget_bounds_the_single_ones() -> None:
    budget = Budget(0.2, 10.0)
    with budget.guarding():
        with pytest.raises(OverBudgetError), budget.for_one():
            sleep()
        assert budget.is_spent()


def test_beside_the_main_thread_time_is_checked_when_bytes_arrive() -> None:
    found: list[bool] = []

    def capture() -> None:
        budget = Budget(5.0, 0.05)
        with budget.guarding(), budget.for_one():
            try:
                while True:
                    time.sleep(0.01)
                    budget.check()
            except OverBudgetError:
                found.append(True)

    thread = threading.Thread(target=capture)
    thread.start()
    thread.join(5)
    assert found == [True]


def test_a_value_that_took_too_long_keeps_no_other_alive() -> None:
    with Notebook(variable_budget_s=0.2, capture_budget_s=0.5) as book:
        book.cell(
            "class Slow:\n"
            "    def __reduce__(self):\n"
            "        while True:\n"
            "            try: pass\n"
            "            except BaseException: pass\n"
            "class Big: pass\n"
            "big = Big(); slow = Slow()"
        )
        watched = weakref.ref(book.space["big"])
        book.cell("del big")
        gc.collect()
        assert watched() is None
