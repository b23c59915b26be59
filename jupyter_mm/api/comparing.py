"""Operations that compare states, follow cells and variables, and put notebooks back."""

from __future__ import annotations

from jupyter_mm.api.operation import Operation
from jupyter_mm.core import notebook_restores, why
from jupyter_mm.core.comparison import baseline, cells, compare, life, pairs, variables
from jupyter_mm.core.policy import Scope
from jupyter_mm.domain.capture import Receipt
from jupyter_mm.domain.comparison import (
    Baseline,
    CellHistory,
    CellPair,
    CellPairRequest,
    Comparison,
    ComparisonRequest,
    KnownCells,
    VariableDifferences,
    VariableLife,
)
from jupyter_mm.domain.notebook_restore import NotebookRestore, NotebookRestores
from jupyter_mm.domain.why import Why, WhyQuery

COMPARING: tuple[Operation, ...] = (
    Operation(
        "compare", "POST", "/comparisons", ComparisonRequest, Comparison, compare.compare,
        Scope.READ, "Compare two states: aligned cells, counts and metrics.",
    ),
    Operation(
        "compare_cell", "POST", "/comparisons/cell", CellPairRequest, CellPair,
        pairs.compare_cell, Scope.READ, "Show one cell of a comparison at both sides.",
    ),
    Operation(
        "compare_variables", "GET", "/variable-differences", None, VariableDifferences,
        variables.compare_variables, Scope.READ,
        "Compare the variables of two checkpoints by what their kernels said of them.",
        query=("before!", "after!", "session", "notebook"),
    ),
    Operation(
        "variable_life", "GET", "/variables/{name}/life", None, VariableLife, life.variable_life,
        Scope.READ, "List the latest changes of one variable, newest first.",
        query=("notebook!",),
    ),
    Operation(
        "cell_history", "GET", "/cells/{id}/history", None, CellHistory, cells.cell_history,
        Scope.READ, "List the texts that a cell had when it ran, newest first.",
        query=("notebook!",),
    ),
    Operation(
        "known_cells", "GET", "/cells", None, KnownCells, cells.known_cells, Scope.READ,
        "List all cells that ran in a notebook, deleted ones too.", query=("notebook!",),
    ),
    Operation(
        "baseline", "GET", "/baseline", None, Baseline, baseline.baseline, Scope.READ,
        "Show what the metrics of a notebook are measured against: `kind` is best or pinned.",
        query=("notebook!", "kind", "goals"),
    ),
    Operation(
        "why", "GET", "/why", WhyQuery, Why, why.why, Scope.READ,
        "Show what can have changed a metric between two states.",
    ),
    Operation(
        "record_notebook_restore", "POST", "/notebook-restores", NotebookRestore, Receipt,
        notebook_restores.record_notebook_restore, Scope.RECORD,
        "Record that an old notebook was put back, with the document before; "
        "again with `undone_at` when it was taken back.",
        writes=True,
    ),
    Operation(
        "list_notebook_restores", "GET", "/notebook-restores", None, NotebookRestores,
        notebook_restores.list_notebook_restores, Scope.READ,
        "List the latest restores of a notebook's document, newest first.", query=("notebook!",),
    ),
    Operation(
        "show_notebook_restore", "GET", "/notebook-restores/{id}", None, NotebookRestore,
        notebook_restores.show_notebook_restore, Scope.READ,
        "Show one restore with the document as it was before.",
    ),
)  # fmt: skip
