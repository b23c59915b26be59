"""What the main thread hands to the courier: facts and bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.checkpoint import Checkpoint, State
from jupyter_mm.domain.execution import Execution, KernelSession
from jupyter_mm.kernel.inputs import NOTHING, Seen

if TYPE_CHECKING:
    from jupyter_mm.kernel.keeping.delta import Delta  # noqa: TC004  # not loaded with the kernel


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One execution and how the state after it differs from the one before."""

    session: KernelSession
    execution: Execution
    delta: Delta | None
    incomplete: str | None = None
    opened: Seen = NOTHING
    changed: tuple[str, ...] = ()
    reads: tuple[Read, ...] | None = ()
    effects: tuple[Effect, ...] | None = ()
    environment: object = None
    """Stamp of the environment when the cell had ended."""
    lost: str | None = None
    message: str | None = None
    tags: tuple[str, ...] = ()
    is_pinned: bool = False

    def pending_bytes(self) -> int:
        """Return how many bytes wait in memory."""
        return self.delta.pending_bytes() if self.delta else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A restore moved the session: where it stands now, and what the store holds of that."""

    head: Checkpoint
    state: State
    version: int
    """Of the ledger that remembers this state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A record without bytes: a session, logged values, a restore."""

    kind: str
    body: Any = field(repr=False)
    arrival: Arrival | None = None
    """None when the session does not move."""
