"""Work that releases the interpreter's lock, done by several threads at once."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_THREADS = 8
WORTH_IT = 4 << 20

Task = TypeVar("Task")


def side_by_side(work: Callable[[Task], None], tasks: Sequence[Task], size: int) -> None:
    """Do every task, by a thread for each core when `size` bytes are worth it.

    Raises the first error there was, when all are done.
    The threads end before this returns, so a process may fork at any other time.
    """
    count = min(MOST_THREADS, _cores(), len(tasks)) if size >= WORTH_IT else 1
    failed: list[BaseException] = []

    def some(first: int) -> None:
        try:
            for task in tasks[first :: max(count, 1)]:
                work(task)
        except BaseException as error:  # noqa: BLE001  # raised again below
            failed.append(error)

    threads = [threading.Thread(target=some, args=(n,), daemon=True) for n in range(1, count)]
    for thread in threads:
        thread.start()
    some(0)
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
