"""The fact that a page put an old notebook, or one old cell, back into a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookRestore:
    """What was put back, and the document as it was before, unsaved edits and outputs included."""

    id: str
    """Made by the page: 32 hexadecimal digits."""
    notebook: str
    """Path when it was done."""
    target: str
    """Id of the execution whose document was put back."""
    cell: str | None
    """The only cell that was put back; None for all of the notebook."""
    restored_at: float
    before: dict[str, Any] | None
    """nbformat 4 document, unsaved edits included; the one that an undo or redo replaced, once
    there was one. None in lists."""
    kernel_restore: str | None = None
    """Id of the Restore of variables that belongs to it."""
    undone_at: float | None = None
    turned_from: float | None = None
    """Of an undo or redo: `undone_at` of the record that was looked at, 0 where it stood. When it
    is another by now, nothing is recorded. None says whatever it is; None in answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookRestores:
    """The latest of one notebook, newest first, without documents."""

    items: tuple[NotebookRestore, ...]
