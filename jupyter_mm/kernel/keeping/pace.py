"""The user's cells go first: what they left behind is written when none follows at once.

Another thread at work makes a cell wait for the interpreter, and the server's work takes a core
from it. After quick cells that is put off, by two seconds at most: so a crash costs three seconds
of computing at worst. What took long, is large, opened files or ran in a changed environment is
made safe at once, with all that was handed over before: these files may be other ones soon.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.kernel.inputs import Seen
    from jupyter_mm.kernel.keeping.parcel import Parcel

REST_S = 0.05
"""No cell for so long: all have run, or the user reads and types."""
LONGEST_WAIT_S = 2.0
QUICK_S = 1.0
LARGE_BYTES = 8 << 20


class Pace:
    """Tells the courier when to go on. The main thread says what runs; any thread may hurry."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """No cell runs and none has."""
        self._clock = clock
        self._is_running = False
        self._ended = float("-inf")
        self._hurries = 0
        self._lock = threading.Lock()
        self._hurried = threading.Event()

    def begins(self) -> None:
        """A cell starts."""
        self._is_running = True

    def ends(self) -> None:
        """A cell and what we do after it have ended."""
        self._is_running, self._ended = False, self._clock()

    def hurry(self) -> None:
        """Somebody waits: let nothing rest until `hurried` is called as often."""
        with self._lock:
            self._hurries += 1
            self._hurried.set()

    def hurried(self) -> None:
        """Who waited has what it waited for."""
        with self._lock:
            self._hurries -= 1
            if not self._hurries:
                self._hurried.clear()

    def rest(self, most_s: float, is_urgent: Callable[[], bool]) -> None:
        """Wait until no cell follows at once or something is urgent, for so long at most."""
        end = self._clock() + most_s
        while not is_urgent() and (left := self._left(end)) > 0:
            if self._hurried.wait(left):
                return

    def _left(self, end: float) -> float:
        """Return the seconds until the next look; zero if there is nothing to wait for."""
        now = self._clock()
        over = now + REST_S if self._is_running else self._ended + REST_S
        return min(over, end) - now


def may_rest(parcel: Parcel) -> bool:
    """Tell whether little is lost, and nothing untrue is kept, if a state is written later."""
    is_quick = parcel.execution.duration_s < QUICK_S
    return is_quick and parcel.pending_bytes() < LARGE_BYTES and not _has_data(parcel.opened)


def _has_data(seen: Seen) -> bool:
    """Tell whether a cell used files, other than those that programs are made of."""
    if seen.remote or seen.moves or seen.removed or seen.removed_folders:
        return True
    paths = (path for one in seen.segments for path, _mode, _flags in one.opens)
    named = any(one.uses for one in seen.segments)
    return named or any(not path.startswith(seen.left_out) for path in paths)
