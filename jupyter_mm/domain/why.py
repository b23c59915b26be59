"""Why a metric changed between two states: what differs, and how much of it can matter."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.comparison import MetricChange, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyQuery:
    """Which metric, between which two states."""

    metric: str
    before: str
    after: str
    notebook: str | None = None
    session: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One difference between the two states."""

    kind: str
    """`code`, `data`, `environment`, `seed` or `parameter`."""
    name: str
    """Cell, path, package or variable."""
    verdict: str
    """`proved` (a run that changed only this changed the metric), `plausible` or `ruled out`."""
    text: str
    """The difference, for people: `max_depth 8 → 12`, `+212 rows`."""
    reason: str
    """Why it has this verdict, in one sentence with its evidence."""
    execution: str | None
    """Where it can be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Causes, the most likely first."""

    metric: MetricChange
    before: Side
    after: Side
    causes: tuple[Cause, ...]
    depends_on: int
    """How many executions the metric came from, at the later side."""
    notes: tuple[str, ...]
    """What is not known, as cells whose reads were not recorded."""
