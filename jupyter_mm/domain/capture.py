"""What the kernel sends, and what it gets back. Format: docs/formats/capture.md."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.checkpoint import Checkpoint
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import Execution, KernelSession

CAPTURE_VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A variable that an execution may have read."""

    name: str
    execution: str | None
    """The execution that wrote it last; None when that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an execution did outside the kernel's memory: running it again does it again."""

    kind: str
    """`file written`, `file removed`, `process started`, `network` or `database`."""
    detail: str
    """What it was done to, at most 200 characters: a path, a command's name, a host."""


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
    reads: tuple[Read, ...] | None = ()
    """Variables of earlier executions that this one may have read, sorted by name; None where that
    could not be seen: the cell ran beside the main thread."""
    effects: tuple[Effect, ...] | None = ()
    """In the order they were first seen, at most 50; None as above."""
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
