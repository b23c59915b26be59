"""What was handed over to the courier and is not safe yet."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from jupyter_mm.kernel.keeping.pace import LARGE_BYTES
from jupyter_mm.kernel.keeping.parcel import Note, Parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What is handed over and not safe yet."""

    variables: int
    size_bytes: int
    since: float
    """When the oldest of it was handed over, on the clock of the day."""
    jobs: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One job in the queue."""

    since: float
    is_urgent: bool
    variables: int = 0
    size_bytes: int = 0


class Backlog:
    """The jobs in the queue and the one at work. Any thread may ask."""

    def __init__(self) -> None:
        """Wait for nothing."""
        self._jobs: deque[_Waiting] = deque()

    def add(self, job: Parcel | Note, now: float, *, is_urgent: bool) -> None:
        """Count a job that is handed over now."""
        delta = job.delta if isinstance(job, Parcel) else None
        if delta is None:
            self._jobs.append(_Waiting(now, is_urgent))
            return
        variables = sum(len(group.names) for group in delta.groups)
        self._jobs.append(_Waiting(now, is_urgent, variables, delta.pending_bytes()))

    def settle(self) -> None:
        """Count the oldest job as done."""
        self._jobs.popleft()

    @property
    def jobs(self) -> int:
        """How many records are handed over and not delivered."""
        return len(self._jobs)

    @property
    def size_bytes(self) -> int:
        """How many bytes of state are in memory and not written."""
        return sum(one.size_bytes for one in tuple(self._jobs))

    def is_urgent(self) -> bool:
        """Tell whether something must not wait, or too much of it waits."""
        waiting = tuple(self._jobs)
        return (
            any(one.is_urgent for one in waiting)
            or sum(one.size_bytes for one in waiting) >= LARGE_BYTES
        )

    @property
    def since(self) -> float:
        """When the oldest job was handed over, on the clock of the day. Ask while one is there."""
        return self._jobs[0].since

    def saving(self) -> Saving | None:
        """Return what is being written; None when all is safe."""
        waiting = tuple(self._jobs)
        if not waiting:
            return None
        return Saving(
            variables=sum(one.variables for one in waiting),
            size_bytes=sum(one.size_bytes for one in waiting),
            since=waiting[0].since,
            jobs=len(waiting),
        )
