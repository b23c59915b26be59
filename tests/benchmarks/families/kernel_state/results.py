"""What a child process is told, and what it tells."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.benchmarks.sampling import median

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A workload at a size, with a backend."""

    workload: str
    backend: str
    scale: float
    place: str
    pause_s: float = 0.0
    """Between cells: 0 is Run All."""
    visit: int | None = None
    """Only visit the state after this cell, in a new process."""


@dataclass(slots=True, kw_only=True)
class Visit:
    """One restore."""

    number: int
    restore_s: float = 0.0
    first_use_s: float = 0.0
    is_right: bool = False
    error: str = ""


@dataclass(slots=True, kw_only=True)
class Result:
    """What was measured; seconds and bytes."""

    workload: str
    backend: str
    cells: int
    code_s: list[float] = field(default_factory=list)
    """The user's code of each cell."""
    overhead_s: list[float] = field(default_factory=list)
    """All else of each cell: hooks before and after it, and the shell's own work."""
    peak_bytes: int = 0
    drain_s: float = 0.0
    stored_bytes: int = 0
    stored_at: dict[str, int] = field(default_factory=dict)
    """Cell -> bytes stored after it, at the end of each phase."""
    visits: list[Visit] = field(default_factory=list)
    visits_to_end: list[Visit] = field(default_factory=list)
    new_process: list[Visit] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_complete: bool = False
    pause_s: float = 0.0
    base_bytes: int = 0
    """Peak memory of the same cells in the same environment without any backend."""
    base_code_s: float = 0.0
    """Time of the same cells there."""

    def p50_ms(self, phase: range) -> float | None:
        """Return the median overhead of some cells; None where the run did not reach them."""
        found = [self.overhead_s[number] for number in phase if number < len(self.overhead_s)]
        return median(found) * 1000 if found else None

    def stored_per_cell(self, phase: range) -> float | None:
        """Return how many bytes each cell of a phase added; None where that was not measured."""
        after, before = (self.stored_at.get(str(cell)) for cell in (phase[-1], phase[0] - 1))
        return (after - before) / len(phase) if after is not None and before is not None else None

    def all_visits(self) -> list[Visit]:
        """Return every restore, in this process and in new ones."""
        return [*self.visits, *self.visits_to_end, *self.new_process]

    def added_bytes(self) -> int | None:
        """Return the peak memory beyond that of the cells alone."""
        if not self.peak_bytes or not self.base_bytes:
            return None
        return max(0, self.peak_bytes - self.base_bytes)


def read_result(path: Path) -> Result:
    """Return what a child has written."""
    return result_of(json.loads(path.read_text()))


def result_of(told: dict[str, Any]) -> Result:
    """Return a result from its JSON."""
    lists = ("visits", "visits_to_end", "new_process")
    return Result(**told | {name: [Visit(**one) for one in told[name]] for name in lists})
