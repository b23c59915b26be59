"""Executions that log while they still run: no row of the history tells of them yet."""

from __future__ import annotations

import threading
from collections import OrderedDict

MOST = 1_000
"""Executions that are remembered; one whose record never comes is forgotten some day."""


class LiveLogs:
    """Which session logs what is not recorded yet. Of this process alone; any thread."""

    def __init__(self) -> None:
        """Know of none."""
        self._sessions: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, execution: str, session: str) -> None:
        """Remember that an execution of a session logged before it was recorded."""
        with self._lock:
            self._sessions[execution] = session
            while len(self._sessions) > MOST:
                self._sessions.popitem(last=False)

    def forget(self, execution: str) -> None:
        """Drop an execution: it is recorded now."""
        with self._lock:
            self._sessions.pop(execution, None)

    def all(self) -> dict[str, str]:
        """Return the session of each execution, in the order in which they began to log."""
        with self._lock:
            return dict(self._sessions)
