"""What was handed over to the courier and is not safe yet."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.kernel.keeping.parcel import Note, Parcel


class Total:
    """Jobs and bytes so far. One for each side, as each is counted by one thread alone."""

    def __init__(self) -> None:
        self.jobs = 0
        self.size_bytes = 0

    def add(self, job: Parcel | Note) -> None:
        """Count one more."""
        self.jobs += 1
        self.size_bytes += job.pending_bytes() if isinstance(job, Parcel) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What is handed over and not safe yet."""

    variables: int
    size_bytes: int
    since: float
    """When the oldest of it was handed over, on the clock of the day."""
    jobs: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One job in the queue."""

    since: float
    variables: int
    size_bytes: int

    @classmethod
    def of(cls, job: Parcel | Note, now: float) -> Waiting:
        """Return what a job handed over now adds."""
        delta = job.delta if isinstance(job, Parcel) else None
        if delta is None:
            return cls(now, 0, 0)
        return cls(now, sum(len(group.names) for group in delta.groups), delta.pending_bytes())
