"""How two states differ: the question, the summary, one cell, variables, and both over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jupyter_mm.domain.description import Entry
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import DocumentSnapshot
from jupyter_mm.domain.history import HistoryRow, LatestMetric, ShownVariable


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRequest:
    """Which two states. A side is a reference, the id of an execution, `now` or `file`."""

    before: str
    after: str
    notebook: str | None = None
    """Path of the notebook as it is named now; what `now` and `file` mean."""
    session: str | None = None
    document: DocumentSnapshot | None = None
    """What the page shows, for a side that is `now`; without it the file stands in."""
    with_noise: bool = False
    """Whether times, counts, collapsed cells and addresses count as changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two states."""

    ref: str
    kind: str
    """`checkpoint`, `execution`, `now` or `file`."""
    execution: str | None
    checkpoint: Digest | None
    title: str
    message: str | None
    at: float | None
    """Seconds of the Unix epoch; None for `now`."""
    complete: bool
    """False when only the executed cell is known of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell of the aligned notebooks, in the order in which they are shown."""

    kind: str
    """`same`, `noise` (outputs differ in times or ids alone), `changed`, `moved`, `added` or
    `removed`."""
    before: int | None
    """Index in the document of that side; None where it has no such cell."""
    after: int | None
    cell: str | None
    """Id, of the later side where there is one."""
    cell_type: str
    title: str
    """First line with words, at most 120 characters."""
    parts: tuple[str, ...]
    """What differs: `source`, `outputs` or only `noise` in them, `metadata`; else empty."""
    lines_added: int
    lines_removed: int
    has_images: bool
    """Whether both sides show pictures, which can be laid over each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChange:
    """One logged name at both sides, by its last value up to there."""

    name: str
    before: LatestMetric | None
    after: LatestMetric | None
    change: float | None
    """After minus before, where both are finite numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How two states differ, in counts and lines; bodies are asked for one by one."""

    before: Side
    after: Side
    cells: tuple[CellChange, ...]
    """All cells, the same ones too."""
    cells_changed: int
    """Of any kind but `same` and `noise`."""
    noise: int
    """Cells that differ in nothing but noise: those of kind `noise`, and the same ones with other
    counts, addresses or folds."""
    variables_changed: int | None
    """None where a side has no checkpoint."""
    packages_changed: int | None
    data_changed: int | None
    metrics: tuple[MetricChange, ...]
    """Names that differ first."""
    notes: tuple[str, ...]
    """What is not compared and why, for people; also that a side was cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPairRequest:
    """Which cell of a comparison to show whole."""

    request: ComparisonRequest
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPair:
    """One cell at both sides, as a notebook of one cell, and nbdime's difference between them."""

    before: dict[str, Any] | None
    """nbformat 4 notebook; None where the side has no such cell."""
    after: dict[str, Any] | None
    difference: tuple[dict[str, Any], ...]
    """nbdime's diff from `before` to `after`; empty unless both are there."""
    cut: tuple[str, ...]
    """What was left out of outputs because of its size, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """One thing that differs inside a value."""

    path: str
    """As `max_depth`, `column age`, `['a'][2]`, `shape`; empty for the value as a whole."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableChange:
    """One name at both sides."""

    name: str
    kind: str
    """`added`, `removed`, `changed`, `same` or `unknown` (not kept at a side)."""
    before: ShownVariable | None
    after: ShownVariable | None
    lines: tuple[str, ...]
    """What is known of the difference, for people: `800 × 12 → 800 × 13`, `+ column tenure`."""
    changes: tuple[ValueChange, ...]
    is_cut: bool
    """Whether more differs than is listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableDifferences:
    """How the variables of two checkpoints differ, changed ones first."""

    changes: tuple[VariableChange, ...]
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableMoment:
    """A variable after one execution that changed it."""

    row: HistoryRow
    variable: ShownVariable
    facts: tuple[Entry, ...]
    """As `mean 0.31`, `depth 12`: what its description says in short."""
    lines: tuple[str, ...]
    """Against the moment before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableLife:
    """The latest changes of one name, newest first."""

    name: str
    moments: tuple[VariableMoment, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CellVersion:
    """One text of a cell, and the newest execution that had it."""

    execution: str
    checkpoint: Digest | None
    source: str
    started_at: float
    status: str
    count: int | None
    runs: int
    """Executions with this very text."""
    metrics: tuple[LatestMetric, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellHistory:
    """The texts that one cell had when it ran, newest first."""

    cell: str
    versions: tuple[CellVersion, ...]
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCell:
    """A cell that ran in a notebook at some time, and where it stood then."""

    cell: str
    above: tuple[str, ...]
    """Ids of the cells above it in that document, nearest first, at most 20."""
    execution: str
    """Its latest."""
    title: str
    source: str
    ended_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCells:
    """Cells that ran in a notebook; those that the page does not show any more were deleted."""

    cells: tuple[KnownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What metrics are measured against."""

    kind: str
    """`best` or `pinned`; `best` also where `pinned` was asked and nothing is."""
    metrics: tuple[BaselineMetric, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineMetric:
    """One value to measure against, and where it is from."""

    name: str
    value: float
    execution: str
    goal: str
    """`up` when more is better, `down` when less is."""
