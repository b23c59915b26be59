"""Threads and pools that may change values while no cell names them."""

from __future__ import annotations

import _thread
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

from jupyter_mm.kernel.state.alive import Watch


def test_a_quiet_process_gives_no_reason(watch: Watch) -> None:
    assert watch.reasons() == []


def test_a_thread_of_the_user_is_a_reason_until_the_look_after_its_end(watch: Watch) -> None:
    go = threading.Event()
    thread = threading.Thread(target=go.wait, name="mine")
    thread.start()
    assert watch.reasons() == ["the thread mine"]
    watch.settle()
    go.set()
    thread.join()
    assert watch.reasons() == ["the thread mine"]
    watch.settle()
    assert watch.reasons() == []


def test_a_timer_is_a_reason(watch: Watch) -> None:
    timer = threading.Timer(60, print)
    timer.start()
    assert len(watch.reasons()) == 1
    timer.cancel()
    timer.join()


def test_a_thread_without_an_object_is_a_reason(watch: Watch) -> None:
    lock = _thread.allocate_lock()
    lock.acquire()
    begun, done = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        with lock:
            done.set()

    _thread.start_new_thread(wait, ())
    begun.wait(5)
    assert watch.reasons() == ["a thread without a name"]
    lock.release()
    done.wait(5)


def test_a_pool_is_a_reason_while_it_works(watch: Watch) -> None:
    go = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        pool.submit(len, "").result()
        settle_when_quiet(watch)
        assert watch.reasons() == []
        pool.submit(go.wait)
        assert len(watch.reasons()) > 0
        go.set()


def test_an_old_pool_is_a_reason_while_it_works(watch: Watch) -> None:
    go = threading.Event()
    with ThreadPool(2) as pool:
        pool.apply(len, ("",))
        settle_when_quiet(watch)
        assert watch.reasons() == []
        pool.apply_async(go.wait)
        assert len(watch.reasons()) > 0
        go.set()


def settle_when_quiet(watch: Watch) -> None:
    for _ in range(200):
        watch.settle()
        if not watch.reasons():
            return
        threading.Event().wait(0.01)
