"""The notebook document as it was at an execution. Format: docs/formats/document.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jupyter_mm.domain.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class CellState:
    """A cell without its outputs."""

    id: str
    cell_type: str
    source: str
    metadata: dict[str, Any]
    attachments: dict[str, Any] | None = None
    """Pictures pasted into a text cell, as nbformat has them: file name -> MIME bundle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSnapshot:
    """What the page showed when it sent these executions, unsaved cells included."""

    kernel_id: str
    executions: tuple[str, ...]
    path: str
    metadata: dict[str, Any]
    cells: tuple[CellState, ...]
    nbformat: int = 4
    nbformat_minor: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRef:
    """One output of one execution; its nbformat JSON is a blob."""

    position: int
    kind: str
    """`stream`, `display_data`, `execute_result` or `error`."""
    mime_types: tuple[str, ...]
    digest: Digest
    size_bytes: int
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the server saw of one execution: its outputs, and the document it ran in."""

    execution: str
    kernel_id: str
    path: str | None
    """Of the notebook, as the server knows it now."""
    cell: str | None
    count: int | None
    source: str
    status: str
    started_at: float
    duration_s: float
    outputs: tuple[OutputRef, ...]
    document: Digest | None


def without_trust(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook without its cells' claims to be trusted, which would get it signed."""
    cells = [
        {**cell, "metadata": {k: v for k, v in cell["metadata"].items() if k != "trusted"}}
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}
