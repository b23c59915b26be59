"""What a kernel that came back empty could have back."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.checkpoint import Checkpoint
from jupyter_mm.domain.history import HistoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryQuery:
    """For which kernel something is to be recovered."""

    session: str
    """The session that came back empty; it need not be recorded."""
    notebook: str | None = None
    """Path of its notebook as it is named now; None for the one the session belongs to."""
    any: bool = False
    """Answer also when the session has run or restored something already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What the kernel before had, if it can be recovered; all is null and 0 if nothing can."""

    checkpoint: Checkpoint | None
    row: HistoryRow | None
    variables: int
    """Variables that come back."""
    lost: int
    """Variables that were not kept."""
    size_bytes: int
    ended_at: float | None
    """When the last cell that is kept had ended."""
