"""Clocks that go only when they are told to."""

from __future__ import annotations

START = 1_790_000_000.0


class FrozenClock:
    """A clock for Core: call it for the time, `advance` to let time pass."""

    def __init__(self, start: float = START) -> None:
        """Stand at `start`, in seconds since the epoch."""
        self.now = start

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def advance(self, seconds: float) -> float:
        """Let time pass and return the time after it."""
        self.now += seconds
        return self.now


def frozen_clock(start: float = START) -> FrozenClock:
    """Return a clock that stands still."""
    return FrozenClock(start)
