"""Threads that are known never to change the user's values, or to be at rest."""

from __future__ import annotations

import threading
from _thread import _count as thread_count  # those that `threading` does not know are in it too
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HARMLESS = frozenset({
    "IPython", "_pydevd_bundle", "_pydev_bundle", "debugpy", "ipykernel", "jupyter_client",
    "jupyter_mm", "pydevd", "tornado", "tqdm", "zmq",
})  # fmt: skip
"""Packages whose threads serve the kernel, or only watch."""

_POOLS = ("concurrent.futures.thread", "joblib.externals.loky.process_executor",
          "concurrent.futures.process", "loky.process_executor")  # fmt: skip
_FEEDERS = (
    "joblib.externals.loky.backend.queues",
    "loky.backend.queues",
    "multiprocessing.queues",
)


def nameless() -> int:
    """Return how many threads run that `threading` does not know."""
    known = [
        thread
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread) and not _is_main(thread)  # noqa: SLF001  # has no other name
    ]
    return max(thread_count() - len(known), 0)


def at_work(nameless_before: int = 0) -> Iterator[str]:
    """Yield the threads that may change a value of the user now.

    So many without a name were there before the first cell: whoever runs the kernel made them.
    """
    for thread in threading.enumerate():
        if isinstance(thread, threading._DummyThread):  # noqa: SLF001  # has no other name
            if not _is_main(thread):
                yield f"the thread {thread.name}"
            continue
        if not is_harmless(thread):
            yield f"the thread {thread.name}"
    if nameless() > nameless_before:
        yield "a thread without a name"


def is_harmless(thread: threading.Thread) -> bool:
    """Tell whether a thread is the kernel's, or waits for work that only a cell can give it."""
    if _is_main(thread):
        return True
    package, module = _code_of(thread)
    return package in HARMLESS or _is_idle(thread, module)


def _is_main(thread: threading.Thread) -> bool:
    return thread is threading.main_thread()


def _code_of(thread: threading.Thread) -> tuple[str, str]:
    """Return the package and module of what a thread runs."""
    kind = type(thread)
    if kind is threading.Thread or kind.__module__ == "multiprocessing.dummy":
        target = getattr(thread, "_target", None)
        module = getattr(getattr(target, "__func__", target), "__module__", None)
    else:
        module = kind.__module__
    name = module if type(module) is str else "__main__"
    return name.partition(".")[0], name


def _is_idle(thread: threading.Thread, module: str) -> bool:
    """Tell whether a worker of a pool has nothing to do. What cannot be read is at work."""
    try:
        if module == "concurrent.futures.thread":
            return _is_pool_idle(thread)
        if module in _POOLS:
            return not thread.pending_work_items  # type: ignore[attr-defined]  # of an executor's thread
        if module == "multiprocessing.pool":
            return _is_old_pool_idle()
    except (AttributeError, IndexError, TypeError):
        return False
    # Feeds a pipe with what was pickled before.
    return module in _FEEDERS


def _is_pool_idle(thread: threading.Thread) -> bool:
    reference = thread._args[0]  # type: ignore[attr-defined]  # noqa: SLF001  # no public way
    executor = reference()
    if executor is None:
        return True  # the pool is gone, and with it whoever could give work
    free = executor._idle_semaphore._value  # noqa: SLF001  # as above
    return bool(executor._work_queue.empty() and free >= len(executor._threads))  # noqa: SLF001  # as above


def _is_old_pool_idle() -> bool:
    """Tell whether no pool of `multiprocessing.pool` has results to deliver."""
    caches: list[dict[Any, Any]] = [
        part
        for thread in threading.enumerate()
        if getattr(getattr(thread, "_target", None), "__name__", "") == "_handle_results"
        for part in thread._args  # type: ignore[attr-defined]  # noqa: SLF001  # no public way
        if isinstance(part, dict)
    ]
    return bool(caches) and not any(caches)
