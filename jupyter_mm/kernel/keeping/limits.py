"""Bounded time for code that is not ours: `__reduce__` may loop, sleep or catch every exception.

In the main thread an interval timer interrupts it. The user's own alarm handler, timer, interrupt
handler and trace function are put back afterwards. Elsewhere time is checked whenever bytes arrive.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

TICK_S = 0.05
URGENT_S = 2e-4
"""Time between interruptions once time is up."""

SWEEP = 997
"""Each further interruption strikes one instruction later, up to so many: one of them lies between
a bare except and the next try."""

_PROTECTED = ("jupyter_mm.kernel.keeping.limits", "jupyter_mm.kernel.keeping.capture", "contextlib")
"""Modules that clean up after an interruption and must not be interrupted themselves."""


class OverBudgetError(BaseException):
    """Time is up. Not an Exception, so that `except Exception` does not swallow it."""


class InterruptedCaptureError(OverBudgetError):
    """The user pressed stop while values were being kept."""


PATIENCE = 2.0
"""Times the limit that may pass by the clock: on a busy machine others take their share of it."""


@dataclass(frozen=True, slots=True)
class _Deadline:
    """When time is up: by what this thread has computed, or by the clock if it sleeps or waits."""

    computed_s: float
    clock_s: float

    @classmethod
    def after(cls, seconds: float) -> _Deadline:
        return cls(time.thread_time() + seconds, time.monotonic() + seconds * PATIENCE)

    def or_before(self, other: _Deadline) -> _Deadline:
        return _Deadline(min(self.computed_s, other.computed_s), min(self.clock_s, other.clock_s))

    def is_over(self) -> bool:
        return time.thread_time() >= self.computed_s or time.monotonic() >= self.clock_s


NOW = _Deadline(0.0, 0.0)


class Budget:
    """Seconds of computing for all values of one cell, and for each of them."""

    def __init__(self, total_s: float, each_s: float) -> None:
        """Start counting at `guarding`."""
        self._total_s = total_s
        self._each_s = each_s
        self._deadline: _Deadline | None = None
        self._end = NOW
        self._urgency = 0
        self._is_tracing = False
        self._countdown = 0
        self._errors: list[OverBudgetError] = []
        self.is_interrupted = False

    def is_spent(self) -> bool:
        """Tell whether there is time for another value."""
        return self.is_interrupted or self._end.is_over()

    def check(self) -> None:
        """Raise when the present value's time is up; called whenever bytes arrive."""
        if self._deadline is not None and self._deadline.is_over():
            raise self._raised(OverBudgetError())

    @contextmanager
    def for_one(self) -> Iterator[None]:
        """Bound what runs inside by one value's share."""
        self._deadline = _Deadline.after(self._each_s).or_before(self._end)
        try:
            yield
        finally:
            self._deadline = None
            if self._urgency:
                self._calm_down()
            self._let_go()

    @contextmanager
    def guarding(self) -> Iterator[None]:
        """Hold timer and signals for one capture, and give them back."""
        self._end = _Deadline.after(self._total_s)
        if not _may_use_signals():
            yield
            return
        with self._interrupt_noted(), self._alarm_set():
            yield

    @contextmanager
    def _interrupt_noted(self) -> Iterator[None]:
        """Note Ctrl-C instead of raising it into code that the user did not write."""
        previous = signal.signal(signal.SIGINT, self._on_interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, previous)

    @contextmanager
    def _alarm_set(self) -> Iterator[None]:
        previous = signal.signal(signal.SIGALRM, self._on_alarm)
        started = time.monotonic()
        left, interval = signal.setitimer(signal.ITIMER_REAL, TICK_S, TICK_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
            if left:
                spent = time.monotonic() - started
                signal.setitimer(signal.ITIMER_REAL, max(left - spent, 1e-6), interval)

    def _on_interrupt(self, _number: int, frame: FrameType | None) -> None:
        self.is_interrupted = True
        if self._deadline is not None:
            self._deadline = NOW  # the alarm insists, should this one be swallowed
            if not _is_protected(frame):
                raise self._raised(InterruptedCaptureError())

    def _on_alarm(self, _number: int, frame: FrameType | None) -> None:
        if self._deadline is None or not self._deadline.is_over():
            return
        # Once, not at an interval: the handler must not be interrupted by itself without end.
        signal.setitimer(signal.ITIMER_REAL, URGENT_S)
        if self._is_tracing or _is_protected(frame):
            return
        if not self._urgency:
            self._previous_trace = sys.gettrace()
        self._countdown = self._urgency % SWEEP
        self._urgency += 1
        self._trace(frame)
        raise self._raised(OverBudgetError())

    def _trace(self, frame: FrameType | None) -> None:
        """Have the code that caught the interruption interrupted again, some instructions later."""
        # Audit hooks run in `settrace`, and the next alarm in them: that one comes too early.
        self._is_tracing = True
        try:
            sys.settrace(self._on_event)
        finally:
            self._is_tracing = False
        while frame is not None and not _is_protected(frame):
            frame.f_trace = self._on_event
            frame.f_trace_opcodes = True
            frame = frame.f_back

    def _on_event(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if self._deadline is None or _is_protected(frame):
            return None
        if event == "opcode":
            self._countdown -= 1
            if self._countdown < 0:
                raise self._raised(OverBudgetError())
        frame.f_trace_opcodes = True
        return self._on_event

    def _raised(self, error: OverBudgetError) -> OverBudgetError:
        self._errors.append(error)
        return error

    def _let_go(self) -> None:
        """Free what the errors' frames hold: interpreters keep an error that a trace has raised."""
        for error in self._errors:
            error.__traceback__ = error.__context__ = None
        self._errors.clear()

    def _calm_down(self) -> None:
        self._urgency = 0
        signal.setitimer(signal.ITIMER_REAL, TICK_S, TICK_S)
        sys.settrace(self._previous_trace)


def _is_protected(frame: FrameType | None) -> bool:
    return frame is not None and frame.f_globals.get("__name__") in _PROTECTED


def _may_use_signals() -> bool:
    """Signals reach the main thread only; a handler not set from Python could not be put back."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) is not None
        and signal.getsignal(signal.SIGINT) is not None
    )
