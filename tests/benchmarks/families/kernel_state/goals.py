"""The figures that have a goal, as rows: ours beside Kishu's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.families.kernel_state.workloads import WORKLOADS
from tests.benchmarks.rows import AbovePeer, AtMost, Row, alone, beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.families.kernel_state.results import Result, Visit

KISHU = "Kishu 0.3.4"
RESTORE_MS = 20
ADDED_MB = 64

DELAYS_MS = {
    ("W1", "add a column"): 30,
    ("W2", "first tenth"): 2,
    ("W2", "last tenth"): 2,
    ("W3", "change 1 %"): 15,
    ("W4", "train"): None,
    ("W5", "leave alone"): 2,
    ("W5", "read"): 60,
    ("W5", "change one"): 300,
    ("W6", "epoch"): None,
    ("W7", "all"): None,
    ("W8", "small array"): 2,
    ("W9", "set a column"): 150,
    ("W9", "change all"): 150,
}
"""Median delay per cell of a phase, at scale 1."""

STORED_MB = {("W1", "add a column"): 25, ("W3", "change 1 %"): 6, ("W5", "change one"): 1}
"""Stored per cell of a phase, at scale 1."""


def rows(results: Sequence[Result], scale: float) -> Iterator[Row]:
    """Return the rows of all workloads that were run."""
    for name in dict.fromkeys(result.workload for result in results):
        kept = {
            result.backend: result
            for result in results
            if result.workload == name and not result.pause_s
        }
        paused = [result for result in results if result.workload == name and result.pause_s]
        if "jupyter_mm" in kept:
            yield from _rows_of(name, kept["jupyter_mm"], kept.get("kishu"), scale)
            for result in paused:
                yield from _delays(name, result, None, scale)
                yield from _per_cell(name, result, kept.get("kishu"), scale)


def _rows_of(name: str, ours: Result, kishu: Result | None, scale: float) -> Iterator[Row]:
    yield from _delays(name, ours, kishu, scale)
    if name == "W2":
        yield from _flat(ours, kishu, scale)
    if ours.is_complete:
        yield from _bytes(name, ours, kishu)
    yield from _restores(name, ours, kishu)
    yield from _memory(name, ours, kishu, scale)
    wrong = sum(not visit.is_right for visit in ours.all_visits())
    theirs = sum(not visit.is_right for visit in kishu.all_visits()) if kishu else None
    yield _row(f"{name} wrong states", wrong, theirs, "states", AtMost(0))
    yield _row(f"{name} errors", len(ours.errors), None, "errors", AtMost(0))


def _delays(name: str, ours: Result, kishu: Result | None, scale: float) -> Iterator[Row]:
    phases = WORKLOADS[name](scale).phases
    pause = f", {ours.pause_s:g} s between cells" if ours.pause_s else ""
    for (workload, phase), limit in DELAYS_MS.items():
        if workload == name:
            figure = ours.p50_ms(phases[phase])
            theirs = kishu.p50_ms(phases[phase]) if kishu else None
            goal = AtMost(limit) if limit else None
            if figure is not None:
                yield _row(f"{name} {phase}, delay p50{pause}", figure, theirs, "ms", goal)


def _flat(ours: Result, kishu: Result | None, scale: float) -> Iterator[Row]:
    """Say how much a cell costs more at the end of a long session than at its beginning."""

    def growth(result: Result) -> float | None:
        phases = WORKLOADS["W2"](scale).phases
        first, last = (result.p50_ms(phases[phase]) for phase in ("first tenth", "last tenth"))
        return last / first if first and last is not None else None

    figure = growth(ours)
    if figure is not None:
        theirs = growth(kishu) if kishu else None
        yield _row("W2 last tenth / first tenth", figure, theirs, "times", AtMost(1.5))


def _per_cell(name: str, ours: Result, kishu: Result | None, scale: float) -> Iterator[Row]:
    """Say what each cell stored, where all was waited for before it was counted."""
    phases = WORKLOADS[name](scale).phases
    for (workload, phase), limit in STORED_MB.items():
        if workload == name:
            made = ours.stored_per_cell(phases[phase])
            theirs = kishu.stored_per_cell(phases[phase]) if kishu else None
            other = theirs / 1e6 if theirs is not None else None
            if made is not None:
                title = f"{name} {phase}, stored per cell"
                yield _row(title, made / 1e6, other, "MB", AtMost(limit))


def _bytes(name: str, ours: Result, kishu: Result | None) -> Iterator[Row]:
    theirs_mb = kishu.stored_bytes / 1e6 if kishu and kishu.is_complete else None
    goal = AbovePeer(0) if theirs_mb is not None else None
    yield _row(f"{name} stored in all", ours.stored_bytes / 1e6, theirs_mb, "MB", goal)


def _restores(name: str, ours: Result, kishu: Result | None) -> Iterator[Row]:
    goal = AtMost(RESTORE_MS) if name in {"W1", "W3"} else None
    for where, pick in (("same process", "visits"), ("new process", "new_process")):
        figure = _slowest(ours, pick)
        theirs = _slowest(kishu, pick) if kishu else None
        if figure is not None:
            yield _row(f"{name} restore, {where}, slowest", figure, theirs, "ms", goal)


def _slowest(result: Result, which: str) -> float | None:
    """Return the slowest restore that worked, in milliseconds."""
    visits: list[Visit] = getattr(result, which)
    taken = [visit.restore_s * 1000 for visit in visits if visit.restore_s]
    return max(taken) if taken else None


def _memory(name: str, ours: Result, kishu: Result | None, scale: float) -> Iterator[Row]:
    added, theirs = ours.added_bytes(), kishu.added_bytes() if kishu else None
    if added is None:
        return
    limit = round(ADDED_MB + 1.1 * WORKLOADS[name](scale).largest_mb)
    other = theirs / 1e6 if theirs is not None else None
    yield _row(f"{name} added peak memory", added / 1e6, other, "MB", AtMost(limit))


def _row(
    name: str, ours: float, kishu: float | None, unit: str, goal: AtMost | AbovePeer | None
) -> Row:
    if kishu is not None:
        return beside(name, ours, (KISHU, kishu), unit, goal=goal)
    assert not isinstance(goal, AbovePeer)
    return alone(name, ours, unit, goal=goal)
