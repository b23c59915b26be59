"""What the kernel sends, and what it gets back. Format: docs/formats/capture.md."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.checkpoint import Checkpoint
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import Execution, KernelSession

CAPTURE_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One execution as its kernel saw it; immutable, and safe to deliver any number of times."""

    session: KernelSession
    execution: Execution
    checkpoint: Checkpoint | None
    """None when nothing of the state could be kept; `lost` says why."""
    changed: tuple[str, ...] = ()
    """Names that differ from the parent checkpoint, deleted ones included."""
    lost: str | None = None
    version: int = CAPTURE_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The record is durable; this is where it stands."""

    id: str
    """Of the execution, session, restore or batch that was recorded."""
    position: int
    """Its place in the store's order; grows with every record."""
    recorded_at: float
    checkpoint: Digest | None = None
