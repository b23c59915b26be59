"""How long the main thread may look at the values of one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EACH = 16
"""Steps between two looks at the clock, which take longer than a step does."""


class Allowance:
    """Time that is used up only between `resume` and `pause`."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        """Begin with all the time there is, and paused."""
        self._clock, self._left, self._until = clock, seconds, 0.0
        self._steps = 0
        self._is_spent = False

    def resume(self) -> None:
        """Let time count from here."""
        self._until = self._clock() + self._left
        self._steps = 0

    def pause(self) -> None:
        """Let time count no longer."""
        self._left = self._until - self._clock()

    def is_spent(self) -> bool:
        """Tell whether there is no time left; asks the clock."""
        self._is_spent = self._is_spent or self._clock() >= self._until
        return self._is_spent

    def step(self) -> bool:
        """Tell the same inside a loop, where the clock is asked at every so many steps."""
        self._steps += 1
        return self._is_spent or (self._steps % EACH == 0 and self.is_spent())
