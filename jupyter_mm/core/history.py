"""Showing what is kept."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from jupyter_mm.catalog import listing
from jupyter_mm.catalog.checkpoints import checkpoint_after, checkpoint_of, tags_of
from jupyter_mm.catalog.executions import find_execution, metrics_of, outputs_of
from jupyter_mm.catalog.lineage import effects_of, origins_of, reads_of
from jupyter_mm.catalog.notebooks import notebook_at, paths_of
from jupyter_mm.catalog.sessions import find_session, session_of
from jupyter_mm.core import policy
from jupyter_mm.core.filters import parse
from jupyter_mm.core.observe import load_document
from jupyter_mm.core.outputs import load_output
from jupyter_mm.core.own_outputs import own_cells
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.core.states import load_state
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import KernelSession
from jupyter_mm.domain.history import (
    CheckpointDetail,
    ExecutionDetail,
    HistoryPage,
    HistoryQuery,
    HistoryRow,
    NotebookAsItWas,
    ShownVariable,
    Thumbnail,
)
from jupyter_mm.domain.names import count, is_out_entry, notebook_path
from jupyter_mm.errors import CatalogDamagedError, InvalidError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.checkpoint import Variable
    from jupyter_mm.domain.document import OutputRef

SEARCH_S = 2.0


def list_history(core: Core, actor: Actor, query: HistoryQuery) -> HistoryPage:
    """Return executions, newest first, with the number of all that match.

    Raises InvalidError for a filter without meaning or one that takes over 2 s.
    """
    policy.require(actor, Scope.READ)
    terms = parse(query.where)
    if query.limit < 1:
        raise InvalidError("A page has one row at least.")
    count(query.before, "A position")
    limit = min(query.limit, core.settings.page_limit)
    with core.catalog.read(within_s=SEARCH_S) as tx:
        notebook = _notebook(tx, query.notebook)
        if query.notebook is not None and notebook is None:
            return HistoryPage(rows=(), total=0, next_before=None)
        clauses = listing.conditions(tx, notebook=notebook, session=query.session, terms=terms)
        found = listing.page(tx, clauses, before=query.before, limit=limit + 1)
        rows = listing.history_rows(tx, found[:limit])
        total = listing.total(tx, clauses)
    more = len(found) > limit
    return HistoryPage(rows=rows, total=total, next_before=rows[-1].position if more else None)


def show_execution(core: Core, actor: Actor, execution: str) -> ExecutionDetail:
    """Return one execution with everything kept of it. Raises NotFoundError, CorruptError."""
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        row = _execution(tx, execution)
        (listed,) = listing.history_rows(tx, [row])
        session = _session(tx, row)
        metrics = metrics_of(tx, execution)
        refs = outputs_of(tx, [row])[execution]
        reads, effects = reads_of(tx, [row])[execution], effects_of(tx, [row])[execution]
    return ExecutionDetail(
        row=listed,
        session=session,
        source=row["source"],
        metrics=metrics,
        outputs=_outputs(core, refs),
        truncated=any(ref.truncated for ref in refs),
        reads=reads,
        effects=effects,
    )


def show_checkpoint(
    core: Core,
    actor: Actor,
    ref: str,
    *,
    session: str | None = None,
    notebook: str | None = None,
) -> CheckpointDetail:
    """Return what a checkpoint brings back, what it does not and why.

    Raises NotFoundError, AmbiguousError or InvalidError for the reference, CorruptError.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        found = resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
        checkpoint = checkpoint_of(found, tags_of(tx, [found])[found["id"]])
        ran = _execution(tx, found["execution"])
        (listed,) = listing.history_rows(tx, [ran])
        reads, effects = reads_of(tx, [ran])[ran["id"]], effects_of(tx, [ran])[ran["id"]]
        origins = origins_of(tx, checkpoint.id)
    state = load_state(core.blobs, checkpoint.manifest)
    manifest, lock = state.manifest, state.manifest.environment
    return CheckpointDetail(
        checkpoint=checkpoint,
        row=listed,
        variables=tuple(
            _shown(one, origins) for one in state.variables() if not is_out_entry(one.name)
        ),
        inputs=manifest.inputs,
        environment=None if lock is None else core.blobs.get(lock).decode("utf-8", "replace"),
        python=manifest.python,
        incomplete=manifest.incomplete,
        reads=reads,
        effects=effects,
    )


def show_notebook(
    core: Core,
    actor: Actor,
    ref: str,
    *,
    session: str | None = None,
    notebook: str | None = None,
) -> NotebookAsItWas:
    """Return the document at an execution; `ref` is a reference or the id of an execution.

    Raises NotFoundError, AmbiguousError or InvalidError for the reference, CorruptError.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        row = find_execution(tx, ref)
        if row is None:
            state = resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
            row = _execution(tx, state["execution"])
        found = checkpoint_after(tx, row["id"])
        refs = outputs_of(tx, [row])[row["id"]]
        path = _last_path(tx, row)
    if row["document"] is not None:
        shown = load_document(core, Digest(row["document"]))
    else:
        shown = _stand_in(row, _outputs(core, refs))
    return NotebookAsItWas(
        execution=row["id"],
        checkpoint=None if found is None else Digest(found["id"]),
        path=path,
        recorded_at=row["recorded_at"],
        notebook=shown,
        complete=row["document"] is not None,
        own=own_cells(core, row),
    )


def thumbnail(core: Core, actor: Actor, execution: str) -> Thumbnail:
    """Return an image among the outputs of an execution. Raises NotFoundError, CorruptError."""
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        row = _execution(tx, execution)
        refs = outputs_of(tx, [row])[execution]
    mime_type = row["thumbnail"]
    for ref in reversed(refs):
        if mime_type in ref.mime_types and not ref.truncated:
            content = load_output(core, ref.digest)["data"][mime_type]
            return Thumbnail(mime_type=mime_type, base64=_as_base64(content, mime_type))
    raise NotFoundError(f"Execution {execution} shows no image.")


def execution_row(core: Core, actor: Actor, execution: str) -> HistoryRow:
    """Return one execution as it is listed. Raises NotFoundError."""
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        return listing.history_rows(tx, [_execution(tx, execution)])[0]


def _shown(variable: Variable, origins: Mapping[str, str]) -> ShownVariable:
    return ShownVariable(
        name=variable.name,
        type=variable.type,
        summary=variable.summary,
        size_bytes=variable.size_bytes,
        reason=variable.reason,
        origin=origins.get(variable.name),
    )


def _notebook(tx: Connection, path: str | None) -> int | None:
    return None if path is None else notebook_at(tx, notebook_path(path))


def _execution(tx: Connection, id_: str) -> Row:
    row = find_execution(tx, id_)
    if row is None:
        raise NotFoundError(f"There is no execution {id_[:80]}.")
    return row


def _session(tx: Connection, row: Row) -> KernelSession:
    """Return the session of an execution; of a kernel without support what is known of it."""
    if row["session"] is None:
        return KernelSession(
            id=row["kernel_id"],
            kernel_id=row["kernel_id"],
            language="",
            version="",
            host="",
            pid=0,
            started_at=row["started_at"],
        )
    found = find_session(tx, row["session"])
    if found is None:
        raise CatalogDamagedError(f"The catalog lacks session {row['session']}.")
    return session_of(found)


def _outputs(core: Core, refs: Iterable[OutputRef]) -> tuple[dict[str, Any], ...]:
    return tuple(load_output(core, ref.digest) for ref in refs)


def _last_path(tx: Connection, row: Row) -> str | None:
    if row["notebook"] is None:
        return None
    found = paths_of(tx, {row["notebook"]})[row["notebook"]]
    return str(found["path"] or found["last_path"])


def _stand_in(row: Row, outputs: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """Return a notebook of the one cell that is known."""
    cell = {
        "id": row["cell"] or "cell",
        "cell_type": "code",
        "source": row["source"],
        "metadata": {},
        "execution_count": row["count"],
        "outputs": list(outputs),
    }
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}


def _as_base64(content: object, mime_type: str) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    if mime_type.endswith("+xml"):
        return base64.b64encode(text.encode()).decode("ascii")
    return "".join(text.split())
