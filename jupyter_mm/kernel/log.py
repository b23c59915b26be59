"""Values that the user logs: `%mm_log`, `mm.log`. Loops stay fast, bad values raise nothing."""

from __future__ import annotations

import itertools
import json
import math
import sys
import threading
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.execution import LogBatch, Metric
from jupyter_mm.domain.names import visible_name
from jupyter_mm.errors import InvalidError
from jupyter_mm.kernel.keeping.parcel import Note
from jupyter_mm.kernel.summaries import storable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

NAMES = 200
BATCH_S = 0.25
LONGEST_TEXT = 2000
_LARGEST_INT = 2**63


class MetricLog:
    """Numbers the values of the present execution and sends them in batches."""

    def __init__(
        self, session: str, send: Callable[[Note], None], clock: Callable[[], float]
    ) -> None:
        """`clock` gives seconds since the epoch."""
        self._session, self._send, self._clock = session, send, clock
        # Of its own thread again and again: a signal handler may log while the main thread does.
        self._lock = threading.RLock()
        self._waiting: dict[str, list[Metric]] = {}
        self._sequences: dict[str, Iterator[int]] = {}
        self._execution: str | None = None
        self._beside: dict[int, str] = {}
        self._sent_at = 0.0
        self._warned: set[str] = set()
        self.is_silent = False
        """Whether values are dropped, because nothing of this kernel is to be kept."""
        self.names: set[str] = set()
        """What was logged, for completion; some of it where names are made by loops."""

    def begin(self, execution: str) -> None:
        """Log to this execution from now on, from every thread but those beside the main one."""
        self.flush()
        self._execution = execution

    def begin_beside(self, execution: str) -> None:
        """Log to this execution from the calling thread."""
        self._beside[threading.get_ident()] = execution

    def end_beside(self) -> None:
        """Log to the main execution again from the calling thread."""
        self._beside.pop(threading.get_ident(), None)
        self.flush()

    def add(self, values: Mapping[str, Any], step: int | None = None) -> None:
        """Log values under their names. Never raises: what cannot be kept is warned of once."""
        if self.is_silent:
            return
        execution = self._beside.get(threading.get_ident(), self._execution)
        if execution is None:
            self._warn("early", "there is no execution to log to")
            return
        now = self._clock()
        for name, value in values.items():
            self._add_one(execution, name, value, step, now)
        if now - self._sent_at >= BATCH_S:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            self._sent_at = self._clock()
            for execution, metrics in waiting.items():
                batch = LogBatch(session=self._session, execution=execution, metrics=tuple(metrics))
                self._send(Note(kind="log", body=batch))

    def _add_one(self, execution: str, name: Any, value: Any, step: Any, now: float) -> None:
        try:
            known = visible_name(str(name), "metric name")
            kept = plain_value(value)
            number = None if step is None else int(step)
        except InvalidError as error:
            self._warn("name", error.message)
            return
        except Exception as error:  # noqa: BLE001  # conversion runs the value's own code
            reason = f"{type(error).__name__}: {error}"
            self._warn(
                known, f"{known} is a {type(value).__name__}, not a number or text ({reason})"
            )
            return
        with self._lock:
            sequence = next(self._sequences.setdefault(execution, itertools.count()))
            metric = Metric(sequence=sequence, name=known, value=kept, step=number, logged_at=now)
            self._waiting.setdefault(execution, []).append(metric)
            if len(self.names) < NAMES:
                self.names.add(known)

    def _warn(self, kind: str, text: str) -> None:
        """Tell the user once per kind; the cell goes on."""
        if kind not in self._warned:
            self._warned.add(kind)
            sys.stderr.write(f"jupyter_mm: not logged: {text}.\n")


def plain_value(value: Any) -> float | int | str | bool | None:
    """Return a value as JSON holds it. Raises whatever the conversion of an unknown type raises."""
    if value is None or type(value) is bool:
        return value
    if type(value) is float:
        return value if math.isfinite(value) else _spelled(value)
    if type(value) is int:
        return value if -_LARGEST_INT <= value < _LARGEST_INT else str(value)
    if isinstance(value, str):
        return storable(value)[:LONGEST_TEXT]
    return plain_value(_simpler(value))


def _simpler(value: Any) -> float | int | str | bool:
    """Return a number of numpy or torch, or a container, as Python's own number or text."""
    if type(value) in {dict, list, tuple}:
        return json.dumps(value)
    inner = value.item() if hasattr(value, "item") else float(value)
    return inner if type(inner) in {int, float, bool, str} else float(inner)


def _spelled(value: float) -> str:
    if math.isnan(value):
        return "nan"
    return "inf" if value > 0 else "-inf"
