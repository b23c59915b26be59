"""Long loops in the background leave the interpreter to the user's thread in between."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
MANY = 100
PAUSE_S = 0.0001


def giving_way(items: Iterable[T]) -> Iterator[T]:
    """Yield items; after every hundred sleep for a moment.

    Else a thread of the user's waits for the interpreter's switch interval, 5 ms, each time it
    comes back from something: a cell's answer has many such places.
    """
    for number, item in enumerate(items):
        if number % MANY == MANY - 1:
            time.sleep(PAUSE_S)
        yield item
