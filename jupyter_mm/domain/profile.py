"""What a table holds, in a few numbers. Format: docs/formats/profile.md."""

from __future__ import annotations

from dataclasses import dataclass

PROFILE_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonValue:
    """A value and how often it occurs."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """One column."""

    name: str
    type: str
    """`integer`, `number`, `text`, `boolean`, `time` or `other`."""
    nulls: int
    distinct: int | None = None
    minimum: float | str | None = None
    maximum: float | str | None = None
    mean: float | None = None
    quantiles: tuple[float, ...] = ()
    """At 5, 25, 50, 75 and 95 %, of numbers; else empty."""
    common: tuple[CommonValue, ...] = ()
    """The most frequent values of text and booleans, at most 5."""
    histogram: tuple[int, ...] = ()
    """Counts in 10 equal parts from minimum to maximum, of numbers; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A table by its columns."""

    rows: int
    columns: tuple[ColumnProfile, ...]
    looked_at: int
    """Rows that the columns' numbers are of; fewer than `rows` for large tables."""
    version: int = PROFILE_VERSION
