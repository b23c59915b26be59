"""What the core tells the host; the host puts it on its bus."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.document import DocumentSnapshot
from jupyter_mm.domain.history import HistoryRow
from jupyter_mm.domain.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryChanged:
    """A row of the history is new or different."""

    what: str
    """`recorded`, `observed`, `logged`, `restored`, `annotated`, `verified` or `moved`."""
    row: HistoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesLogged:
    """An execution that still runs has logged values."""

    session: str
    execution: str
    notebook: str | None
    """Where its notebook is now; None where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSeen:
    """The page told what it showed when it sent executions."""

    snapshot: DocumentSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class JobChanged:
    """A job has begun, come on or ended."""

    job: Job


@dataclass(frozen=True, slots=True, kw_only=True)
class NotKept:
    """Something that the host saw of an execution could not be kept."""

    reason: str


Event = HistoryChanged | ValuesLogged | DocumentSeen | JobChanged | NotKept
