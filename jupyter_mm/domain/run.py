"""Runs: what logged values belong to, from the first value to the last."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.history import HistoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsQuery:
    """Which runs, newest first."""

    notebook: str | None = None
    """Path of the notebook as it is named now; None for all."""
    session: str | None = None
    beside: str | None = None
    """A session: runs of the notebook that it serves, or its own where that is not known."""
    where: str = ""
    """Filter, at most 256 characters: text, `tag:`, `status:`, `acc>0.9`, `depth=8`."""
    limit: int = 50
    """Runs, 200 at most."""
    points: int = 40
    """Points of each curve at most, 1,000 at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMetric:
    """What a run logged under one name."""

    name: str
    last: float | int | str | bool | None
    lowest: float | None
    """Of the values that are finite numbers; None where none is."""
    highest: float | None
    count: int
    """Values in all."""
    steps: tuple[int | None, ...]
    """Of the curve's points, in the order they were logged; None where none was given."""
    values: tuple[float, ...]
    """As many; the first and the last number logged are always among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A name that the code of a run gives a literal value."""

    name: str
    value: float | int | str | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """From the first logged value until the cell that logged it runs again, or its kernel ends."""

    id: str
    """The execution that logged first."""
    name: str
    """Its message, or what differs from the run before, or its title."""
    notebook: str | None
    session: str
    number: int
    """How many runs of its session there were before it, and one."""
    started_at: float
    """When its first value was logged."""
    last_at: float
    is_running: bool
    """Whether one of its executions is still at work."""
    executions: tuple[str, ...]
    """That logged, in order."""
    metrics: tuple[RunMetric, ...]
    """By name."""
    parameters: tuple[Parameter, ...]
    """Sorted by name."""
    seconds: float
    """That its code took: its executions and those that made what they read; while it runs, from
    its first value to the last."""
    data: int
    """Files, sets and remote objects that this code read."""
    row: HistoryRow | None
    """Of its last execution that is over: the checkpoint, tags, data and environment of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunList:
    """Runs, newest first."""

    runs: tuple[Run, ...]
    has_more: bool
    """Whether there are older ones."""
