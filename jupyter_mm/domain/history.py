"""What people ask of the history, and what they see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.checkpoint import Checkpoint
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import KernelSession, Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery:
    """Which executions, newest first."""

    notebook: str | None = None
    """Path of the notebook as it is named now; None for all."""
    session: str | None = None
    where: str = ""
    """Filter, at most 256 characters; grammar: docs/reference/filter.md."""
    before: int | None = None
    """Position to page on from: rows older than this."""
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestMetric:
    """The last value that an execution logged under one name."""

    name: str
    value: float | int | str | bool | None
    step: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCounts:
    """How many cells of a document differ from the one before."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One execution as the sidebar and `%mm_history` list it."""

    execution: str
    position: int
    session: str
    notebook: str | None
    cell: str | None
    title: str
    status: str
    error: str | None
    count: int | None
    started_at: float
    duration_s: float
    recorded_at: float
    checkpoint: Digest | None
    parent: Digest | None
    message: str | None
    tags: tuple[str, ...]
    pinned: bool
    kept: int
    skipped: int
    size_bytes: int
    changed: tuple[str, ...]
    metrics: tuple[LatestMetric, ...]
    thumbnail: str | None
    """MIME type of the image among the outputs, if there is one."""
    outputs: int
    """How many outputs are kept; they may arrive after the row."""
    lost: str | None
    """Why there is no checkpoint."""
    environment: Digest | None
    """Of the lock that it ran under; None where none is kept."""
    has_new_environment: bool
    """Whether it ran under another environment than the checkpoint before."""
    data: int
    """How many files, sets or remote objects it opened."""
    verdict: str | None
    """Outcome of the latest attempt to reproduce it; None where there was none."""
    note: str | None
    """What people wrote about it."""
    cells: CellCounts | None
    """Against the document before; None where one of the two is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """Rows newest first, and how to go on."""

    rows: tuple[HistoryRow, ...]
    total: int
    """Rows that match, in all."""
    next_before: int | None
    """Value of `before` for the next page; None at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionDetail:
    """One execution with everything kept of it."""

    row: HistoryRow
    session: KernelSession
    source: str
    metrics: tuple[Metric, ...]
    outputs: tuple[dict[str, Any], ...]
    """nbformat outputs, as they were."""
    truncated: bool
    reads: tuple[Read, ...]
    """Variables of earlier executions that it may have read."""
    effects: tuple[Effect, ...]
    """What it did outside the kernel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVariable:
    """A variable of a checkpoint, and where it comes from."""

    name: str
    type: str
    summary: str
    size_bytes: int | None
    reason: str | None
    """Why the value is not kept; None when it is."""
    origin: str | None
    """The execution that last changed it, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointDetail:
    """One checkpoint: what comes back, what does not and why."""

    checkpoint: Checkpoint
    row: HistoryRow
    variables: tuple[ShownVariable, ...]
    inputs: tuple[DataRef, ...]
    environment: str | None
    """Text of the `pylock.toml`."""
    python: str
    incomplete: str | None
    reads: tuple[Read, ...]
    """As of its execution; so are the effects."""
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookAsItWas:
    """The document at one execution, with the outputs it had then."""

    execution: str
    checkpoint: Digest | None
    path: str | None
    recorded_at: float
    notebook: dict[str, Any]
    complete: bool
    """False when the document was not seen and the executed cells stand in for it."""
    own: tuple[str, ...]
    """Ids of code cells that show what one of their executions in this notebook showed, or nothing.
    What others show came with a file: no kernel made it here, so it deserves no trust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """An image among the outputs of an execution."""

    mime_type: str
    base64: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellOutputs:
    """The outputs of the latest execution of a cell."""

    cell: str
    execution: str
    count: int | None
    status: str
    source: str
    ended_at: float
    """When the execution was over; a file saved later already shows what its user wants."""
    outputs: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestOutputs:
    """What a notebook's cells last showed, whether or not a page was open."""

    notebook: str
    session: str | None
    cells: tuple[CellOutputs, ...]
    running: tuple[str, ...] = ()
    """Cells that are being executed now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenNote:
    """A cell shows what its notebook, run from the top, might not show again."""

    cell: str
    execution: str
    """The cell's latest execution."""
    name: str
    """The variable that it used."""
    source_execution: str
    """The execution that the value came from."""
    kind: str
    """`cell_gone`, `source_changed` or `newer_value`."""
    text: str
    """For people, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenState:
    """Notes on the cells of a notebook, in the order of the document; one for a cell at most."""

    notes: tuple[HiddenNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What people add to a checkpoint; None leaves a field as it is."""

    message: str | None = None
    tags: tuple[str, ...] | None = None
    pinned: bool | None = None
    note: str | None = None
    """At most 4,000 characters; an empty one takes the note away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreStatus:
    """How the store is, in the numbers a status bar needs."""

    version: str
    format: int
    store: str
    """Id of the store."""
    read_only: str | None
    """Why nothing can be written; None when it can."""
    executions: int
    checkpoints: int
    waiting: int
    """Records in the outbox."""
    rejected: int
    """Records that could not be taken in; kept for `doctor`."""
    errors: int
    """How often this process could not keep all that it saw of an execution."""
    last_error: str | None
    sqlite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskUsage:
    """Bytes on disk, by part."""

    blobs: int
    blob_count: int
    catalog: int
    outbox: int
    profiles: int
    """Of tables, with the digests that are remembered."""
    environments: int
    """Built from locks; they are made anew where they are needed."""
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One thing that is not what its name says, and the checkpoints it touches."""

    kind: str
    """`blob_missing`, `blob_corrupt`, `manifest`, `parent_missing`, `catalog` or `signature`."""
    name: str
    checkpoints: tuple[Digest, ...]
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What was read and what was wrong."""

    checkpoints: int
    blobs: int
    bytes_read: int
    damage: tuple[Damage, ...]
    orphans: int
    """Blobs that no record names: harmless leftovers of interrupted captures."""
