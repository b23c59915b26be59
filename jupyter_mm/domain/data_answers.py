"""What people ask of data, and what they see: uses, differences, checks."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.data import DataRef


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuery:
    """Which data; what is None does not narrow."""

    notebook: str | None = None
    """Path of the notebook as it is named now."""
    session: str | None = None
    ref: str | None = None
    """Only what the executions that led to this checkpoint used."""
    path: str | None = None
    """Only this file or URI, and sets of files that hold it."""
    digest: str | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUse:
    """One use of data by one execution."""

    ref: DataRef
    execution: str
    notebook: str | None
    cell: str | None
    title: str
    """Of the execution."""
    started_at: float
    uses: int
    """How many recorded executions used this path, in all."""
    now: str
    """Against the disk: `same`, `touched` (another time, content not read), `changed`, `gone`,
    `unknown`."""
    has_profile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DataList:
    """Uses, the latest first; of each path and mode only the latest unless a path was asked for."""

    items: tuple[DataUse, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataChange:
    """How one path differs between two states."""

    path: str
    kind: str
    """`added`, `removed`, `changed`, or `unknown` where a side has no digest."""
    before: DataRef | None
    after: DataRef | None
    lines: tuple[str, ...]
    """What is known of the difference, for people: `+212 rows`, `age: 3 % missing, was 0`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDifference:
    """How the data of two states differ."""

    changes: tuple[DataChange, ...]
    same: int
    """How many paths do not differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCheck:
    """Data against what it was when an execution used it, by its whole content."""

    path: str
    kind: str
    """`same`, `changed`, `gone`, `unreadable` or `unknown` (there was no digest)."""
    before: str | None
    """Digest, or version of a remote object, as it was recorded."""
    now: str | None
    detail: str
    """For people: `+212 rows`, `2 of 40 files differ: a.csv, b.csv`. May be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReport:
    """What a check of all data of a state found."""

    checks: tuple[DataCheck, ...]
