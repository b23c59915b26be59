"""What only the server sees: outputs from the kernel's own messages, and the notebook document."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jupyter_mm.catalog.executions import (
    add_execution,
    change_execution,
    find_execution,
    replace_outputs,
)
from jupyter_mm.catalog.listing import history_rows
from jupyter_mm.catalog.notebooks import ensure_notebook
from jupyter_mm.catalog.positions import next_position
from jupyter_mm.catalog.sessions import assign_notebook, find_session, sessions_of_kernel
from jupyter_mm.core import policy
from jupyter_mm.core.claims import STATUSES
from jupyter_mm.core.document_changes import count_changes
from jupyter_mm.core.events import DocumentSeen, HistoryChanged
from jupyter_mm.core.merge import observed, titled
from jupyter_mm.core.outputs import load_output, store_outputs
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Receipt
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import Failure
from jupyter_mm.domain.names import count, instant, notebook_path, visible_name
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
    from jupyter_mm.domain.history import CellCounts

__all__ = [
    "awaits_capture",
    "load_document",
    "read_document",
    "record_document",
    "record_observation",
    "store_document",
    "store_outputs",
]

DOCUMENT_VERSION = 1


def record_observation(core: Core, actor: Actor, seen: Observation) -> Receipt:
    """Record what the server saw of an execution. A later observation replaces an earlier one.

    The kernel's capture may come before or after, with the same end. Raises InvalidError for facts
    that cannot be, DeniedError outside the actor's scope.
    """
    policy.require(actor, Scope.RECORD)
    _check_observation(seen)
    failure, counts = _failure(core, seen), count_changes(core, seen)
    with core.catalog.write() as tx:
        row = _observe(core, tx, seen, failure, counts)
        (listed,) = history_rows(tx, [row])
    core.publish(HistoryChanged(what="observed", row=listed))
    return Receipt(
        id=row["id"],
        position=row["position"],
        recorded_at=row["recorded_at"],
        checkpoint=listed.checkpoint,
    )


def record_document(core: Core, actor: Actor, snapshot: DocumentSnapshot) -> Receipt:
    """Tell the host what a page showed when it sent executions. Nothing is stored here.

    The host keeps it until the executions end and stores the document with their outputs.
    Raises InvalidError for paths or ids that cannot be, DeniedError outside the actor's scope.
    """
    policy.require(actor, Scope.RECORD)
    if not snapshot.executions:
        raise InvalidError("A document must name the executions it was sent with.")
    for execution in snapshot.executions:
        visible_name(execution, "execution id")
    core.publish(DocumentSeen(snapshot=replace(snapshot, path=notebook_path(snapshot.path))))
    return Receipt(id=snapshot.executions[0], position=0, recorded_at=core.clock())


def awaits_capture(core: Core, execution: str, kernel_id: str) -> bool:
    """Return whether the kernel captures its executions and this one has not arrived yet."""
    with core.catalog.read() as tx:
        row = find_execution(tx, execution)
        if row is not None and row["captured_at"] is not None:
            return False
        return bool(sessions_of_kernel(tx, kernel_id))


def store_document(
    core: Core,
    snapshot: DocumentSnapshot,
    outputs_by_cell: Mapping[str, Sequence[dict[str, Any] | Digest]],
    *,
    counts: Mapping[str, int | None] | None = None,
) -> Digest:
    """Store a notebook as it was, outputs as blobs of their own, and return its name.

    An output that is a blob already is given by its name.
    Format: docs/formats/document.md. Raises InvalidError for what canonical JSON cannot hold.
    """
    shown = {
        cell.id: [
            output if isinstance(output, Digest) else canonical.dumps(output)
            for output in outputs_by_cell.get(cell.id, ())
        ]
        for cell in snapshot.cells
        if cell.cell_type == "code"
    }
    new = [part for cell in shown.values() for part in cell if isinstance(part, bytes)]
    names = iter(core.blobs.put_many(new))
    digests = {
        id_: [next(names) if isinstance(part, bytes) else part for part in cell]
        for id_, cell in shown.items()
    }
    document = {
        "version": DOCUMENT_VERSION,
        "nbformat": snapshot.nbformat,
        "nbformat_minor": snapshot.nbformat_minor,
        "metadata": snapshot.metadata,
        "cells": [_stored_cell(core, cell, digests, counts or {}) for cell in snapshot.cells],
    }
    return core.blobs.put(canonical.dumps(document))


def load_document(core: Core, digest: Digest) -> dict[str, Any]:
    """Return a stored document as a notebook with its outputs.

    Raises NotFoundError or CorruptError naming the blob that is absent or damaged, InvalidError for
    a document of a newer version.
    """
    stored = read_document(core, digest)
    return {
        "nbformat": stored["nbformat"],
        "nbformat_minor": stored["nbformat_minor"],
        "metadata": stored["metadata"],
        "cells": [_loaded_cell(core, cell) for cell in stored["cells"]],
    }


def read_document(core: Core, digest: Digest) -> dict[str, Any]:
    """Return a document as it is stored: outputs by name. Raises as `load_document`."""
    stored = json.loads(core.blobs.get(digest))
    if not isinstance(stored, dict) or stored.get("version") != DOCUMENT_VERSION:
        raise InvalidError(f"Document {digest.short} was written by a newer jupyter_mm.")
    return stored


def _stored_cell(
    core: Core,
    cell: CellState,
    digests: Mapping[str, list[Digest]],
    counts: Mapping[str, int | None],
) -> dict[str, Any]:
    stored: dict[str, Any] = {
        "id": cell.id,
        "cell_type": cell.cell_type,
        "source": cell.source,
        "metadata": cell.metadata,
    }
    if cell.cell_type == "code":
        stored["execution_count"] = counts.get(cell.id)
        stored["outputs"] = digests[cell.id]
    if cell.attachments:
        stored["attachments"] = core.blobs.put(canonical.dumps(cell.attachments))
    return stored


def _loaded_cell(core: Core, stored: dict[str, Any]) -> dict[str, Any]:
    cell = dict(stored)
    if "attachments" in cell:
        cell["attachments"] = json.loads(core.blobs.get(Digest.parse(cell["attachments"])))
    if cell["cell_type"] == "code":
        cell["outputs"] = [load_output(core, Digest.parse(name)) for name in cell["outputs"]]
        if cell["execution_count"] is None:
            cell["execution_count"] = _count_in(cell["outputs"])
    return cell


def _count_in(outputs: list[dict[str, Any]]) -> int | None:
    """Return the execution count that a result carries."""
    for output in outputs:
        if isinstance(found := output.get("execution_count"), int):
            return found
    return None


def _check_observation(seen: Observation) -> None:
    visible_name(seen.execution, "execution id")
    if seen.cell is not None:
        visible_name(seen.cell, "cell id")
    if seen.path is not None:
        notebook_path(seen.path)
    if seen.status not in STATUSES:
        raise InvalidError(f"An execution's status is one of {', '.join(sorted(STATUSES))}.")
    count(seen.count, "An execution count")
    instant(seen.started_at, "The start of an execution")
    instant(seen.duration_s, "The duration of an execution")


def _failure(core: Core, seen: Observation) -> Failure | None:
    """Return why an execution failed, from its output: some kernels tell only there."""
    for ref in seen.outputs:
        if ref.kind == "error" and not ref.truncated:
            output = load_output(core, ref.digest)
            return Failure(name=str(output.get("ename", "")), message=str(output.get("evalue", "")))
    return None


def _observe(
    core: Core,
    tx: Connection,
    seen: Observation,
    failure: Failure | None,
    counts: CellCounts | None,
) -> Row:
    known = find_execution(tx, seen.execution)
    now = core.clock()
    position = known["position"] if known is not None else next_position(tx)
    row = observed(seen, failure, known, position=position, now=now)
    if seen.path is not None:
        row["observed_notebook"] = ensure_notebook(tx, notebook_path(seen.path), now)
        row["notebook"] = row["observed_notebook"]
    row["cells"] = None if counts is None else canonical.dumps(counts).decode()
    row = titled(core, tx, row)
    row = add_execution(tx, row) if known is None else change_execution(tx, known, row)
    replace_outputs(tx, row["id"], seen.outputs)
    session = find_session(tx, row["session"]) if row["session"] is not None else None
    if session is not None and row["observed_notebook"] is not None:
        assign_notebook(tx, session, row["observed_notebook"], row["started_at"])
    return row
