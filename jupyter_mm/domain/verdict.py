"""Whether a result comes out again: what was run anew, and how it compares."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.data_answers import DataCheck
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.environment import PackageChange, Unmatched


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputCheck:
    """One execution, run again."""

    execution: str
    """The original one."""
    cell: str | None
    title: str
    outcome: str
    """`same`, `close`, `different`, `failed` or `skipped`."""
    detail: str
    """For people: `acc: 0.93 became 0.91`; empty when it is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of reproducing a checkpoint. Facts of one attempt; never changed."""

    id: str
    """32 hexadecimal digits."""
    checkpoint: Digest
    outcome: str
    """`same`, `close` (within tolerance), `different` or `impossible`."""
    summary: str
    """One sentence for people: the first difference, or why it cannot be done."""
    started_at: float
    duration_s: float
    tolerance: float
    """Relative, for numbers in outputs and metrics."""
    is_slice: bool
    """Whether only the executions ran that the last one depends on."""
    outputs: tuple[OutputCheck, ...]
    data: tuple[DataCheck, ...]
    packages: tuple[PackageChange, ...]
    """What differed between the lock and the environment that it ran in."""
    unmatched: tuple[Unmatched, ...]
    python: str
    """Version of the interpreter that it ran in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """All attempts at one checkpoint, newest first."""

    items: tuple[Verdict, ...]
