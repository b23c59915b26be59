"""The table of operations: handlers, OpenAPI, TypeScript, `call` and the reference follow it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jupyter_mm.core import annotate, history, observe, record, usage, verify
from jupyter_mm.core.policy import Scope
from jupyter_mm.domain.capture import Capture, Receipt
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.document import DocumentSnapshot
from jupyter_mm.domain.execution import KernelSession, LogBatch
from jupyter_mm.domain.history import (
    Annotation,
    CheckpointDetail,
    DiskUsage,
    ExecutionDetail,
    HistoryPage,
    HistoryQuery,
    HistoryRow,
    LatestOutputs,
    NotebookAsItWas,
    StoreStatus,
    Thumbnail,
    VerifyReport,
)
from jupyter_mm.errors import StoreUnavailableError

BASE = "/jupyter-mm/api/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """One verb of the product as it is offered over any transport.

    `function(core, actor, *path_values, request?, **query)` does the work.
    """

    name: str
    method: str
    path: str
    """Below `BASE`; `{name}` stands for one segment."""
    request: type | None
    """Of the body, or for GET of the query string."""
    response: type
    function: Callable[..., Any]
    scope: Scope
    summary: str
    writes: bool = False
    query: tuple[str, ...] = ()
    """Optional parameters of text; a name with `!` at its end is required."""
    when_unavailable: Callable[[StoreUnavailableError], Any] | None = None
    """What to answer when the store cannot be opened; None to fail."""

    @property
    def path_names(self) -> tuple[str, ...]:
        """The names in the path, in order."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    @property
    def query_names(self) -> tuple[str, ...]:
        """The plain query parameters, without marks."""
        return tuple(name.rstrip("!") for name in self.query)

    @property
    def has_body(self) -> bool:
        """Whether a request carries a JSON object."""
        return self.method == "POST" and self.request is not None


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "store_status", "GET", "/status", None, StoreStatus, usage.store_status, Scope.READ,
        "How the store is: version, counts, and why it is read-only if it is.",
        when_unavailable=usage.unavailable_status,
    ),
    Operation(
        "register_session", "POST", "/sessions", KernelSession, Receipt, record.register_session,
        Scope.RECORD, "Record that a kernel began to live.", writes=True,
    ),
    Operation(
        "record_execution", "POST", "/captures", Capture, Receipt, record.record_execution,
        Scope.RECORD, "Record one execution as its kernel saw it; repeating it is harmless.",
        writes=True,
    ),
    Operation(
        "record_log", "POST", "/logs", LogBatch, Receipt, record.record_log, Scope.RECORD,
        "Record values that an execution logged; repeating it is harmless.", writes=True,
    ),
    Operation(
        "record_restore", "POST", "/restores", Restore, Receipt, record.record_restore,
        Scope.RECORD, "Record that a kernel went back to a checkpoint.", writes=True,
    ),
    Operation(
        "record_document", "POST", "/documents", DocumentSnapshot, Receipt,
        observe.record_document, Scope.RECORD,
        "Tell what the page showed when it sent executions, unsaved cells included.", writes=True,
    ),
    Operation(
        "list_history", "GET", "/history", HistoryQuery, HistoryPage, history.list_history,
        Scope.READ, "List executions, newest first.",
    ),
    Operation(
        "show_execution", "GET", "/executions/{id}", None, ExecutionDetail,
        history.show_execution, Scope.READ, "Show one execution with its source and outputs.",
    ),
    Operation(
        "thumbnail", "GET", "/executions/{id}/thumbnail", None, Thumbnail, history.thumbnail,
        Scope.READ, "Show an image among the outputs of an execution.",
    ),
    Operation(
        "show_checkpoint", "GET", "/checkpoints/{ref}", None, CheckpointDetail,
        history.show_checkpoint, Scope.READ,
        "Show what a checkpoint brings back, what it does not and why.",
        query=("session", "notebook"),
    ),
    Operation(
        "show_notebook", "GET", "/checkpoints/{ref}/notebook", None, NotebookAsItWas,
        history.show_notebook, Scope.READ,
        "Show the notebook as it was; `ref` may also be the id of an execution.",
        query=("session", "notebook"),
    ),
    Operation(
        "annotate_checkpoint", "POST", "/checkpoints/{ref}/annotations", Annotation, HistoryRow,
        annotate.annotate_checkpoint, Scope.ANNOTATE,
        "Set message, tags or pin of a checkpoint; what is left out stays.", writes=True,
    ),
    Operation(
        "latest_outputs", "GET", "/outputs", None, LatestOutputs, history.latest_outputs,
        Scope.READ, "Show what each cell of a notebook showed last, page open or not.",
        query=("notebook!",),
    ),
    Operation(
        "verify_store", "POST", "/verify", None, VerifyReport, verify.verify_store, Scope.VERIFY,
        "Read everything and report what is damaged and which checkpoints it touches.",
    ),
    Operation(
        "disk_usage", "GET", "/usage", None, DiskUsage, usage.disk_usage, Scope.READ,
        "How many bytes the store uses, by part, and how many are free.",
    ),
)  # fmt: skip

BY_NAME = {operation.name: operation for operation in OPERATIONS}
