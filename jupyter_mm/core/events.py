"""What the core tells the host; the host puts it on its bus."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.document import DocumentSnapshot
from jupyter_mm.domain.history import HistoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryChanged:
    """A row of the history is new or different."""

    what: str
    """`recorded`, `observed`, `logged`, `restored`, `annotated` or `moved`."""
    row: HistoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSeen:
    """The page told what it showed when it sent executions."""

    snapshot: DocumentSnapshot


Event = HistoryChanged | DocumentSeen
