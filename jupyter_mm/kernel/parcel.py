"""What the main thread hands to the courier: facts and bytes that nothing can change any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jupyter_mm.domain.checkpoint import Checkpoint, Group
from jupyter_mm.domain.execution import Execution, KernelSession
from jupyter_mm.kernel.capture import Snapshot
from jupyter_mm.kernel.inputs import Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One execution and the state after it."""

    session: KernelSession
    execution: Execution
    snapshot: Snapshot | None
    opened: tuple[Opened, ...] = ()
    changed: tuple[str, ...] = ()
    lost: str | None = None
    message: str | None = None
    tags: tuple[str, ...] = ()
    is_pinned: bool = False

    def pending_bytes(self) -> int:
        """Return how many bytes wait in memory."""
        return sum(map(len, self.snapshot.pending.values())) if self.snapshot else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A record without bytes: a session, logged values, a restore."""

    kind: str
    body: Any = field(repr=False)
    head: Checkpoint | None = None
    """Where the session stands once the record is kept; None when it does not move."""
    groups: tuple[Group, ...] = ()
    """Of the head's manifest."""
