"""Our own failures: counted, never shown to the user's cell."""

from __future__ import annotations

import threading


class Troubles:
    """How often something of ours failed, and what it was last. Safe from several threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self.count = 0
        self.last: str | None = None

    def add(self, error: BaseException) -> None:
        """Count a failure and keep its text for the sidebar."""
        with self._lock:
            self.count += 1
            name = type(error).__name__
            first = error.args[0] if error.args else ""
            self.last = f"{name}: {first}"[:500] if type(first) is str else name
