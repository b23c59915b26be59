"""Recording what kernels saw: any number of times and in any order, with the same end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import (
    add_checkpoint,
    add_restore,
    checkpoint_after,
    find_checkpoint,
    find_restore,
)
from jupyter_mm.catalog.data import add_data, distinct
from jupyter_mm.catalog.executions import (
    add_execution,
    add_metrics,
    change_execution,
    find_execution,
    known_metrics,
)
from jupyter_mm.catalog.lineage import add_changes, add_effects, add_reads
from jupyter_mm.catalog.listing import history_rows
from jupyter_mm.catalog.notebooks import ensure_notebook
from jupyter_mm.catalog.positions import next_position
from jupyter_mm.catalog.sessions import (
    add_session,
    assign_notebook,
    find_session,
    path_of_session,
)
from jupyter_mm.core import policy
from jupyter_mm.core.claims import (
    check_capture,
    check_log,
    check_restore,
    check_session,
)
from jupyter_mm.core.events import HistoryChanged, ValuesLogged
from jupyter_mm.core.merge import captured, titled
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.states import recount
from jupyter_mm.domain.capture import Capture, Receipt
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.names import notebook_path
from jupyter_mm.errors import ConflictError, InvalidError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.checkpoint import Manifest, Restore
    from jupyter_mm.domain.execution import KernelSession, LogBatch


def register_session(core: Core, actor: Actor, session: KernelSession) -> Receipt:
    """Record that a kernel began to live, and return the receipt. Idempotent by the session's id.

    Raises InvalidError for facts that cannot be, DeniedError outside the actor's scope.
    """
    policy.require(actor, Scope.RECORD, session.project)
    check_session(session)
    with core.catalog.write() as tx:
        row = _known_session(core, tx, session)
    return Receipt(id=session.id, position=row["position"], recorded_at=row["recorded_at"])


def record_execution(core: Core, actor: Actor, capture: Capture) -> Receipt:
    """Record one execution as its kernel saw it, and return where it stands in the history.

    Idempotent by the execution's id: a repetition returns the first receipt and changes nothing.
    Atomic: one transaction. A parent that is not recorded yet is no error: `verify_store` reports
    it until it comes. Raises MissingBlobError when the manifest or anything it names is not stored,
    InvalidError or CorruptError when it does not fit, DeniedError outside the actor's scope.
    """
    policy.require(actor, Scope.RECORD, capture.session.project)
    capture = check_capture(capture)
    with core.catalog.read() as tx:
        known = find_execution(tx, capture.execution.id)
        if known is not None and known["captured_at"] is not None:
            return _receipt(tx, known)
    capture, manifest = _with_counted_checkpoint(core, capture)
    with core.catalog.write() as tx:
        known = find_execution(tx, capture.execution.id)
        if known is not None and known["captured_at"] is not None:
            return _receipt(tx, known)
        row = _insert(core, tx, capture, manifest, known)
        receipt, (listed,) = _receipt(tx, row), history_rows(tx, [row])
    core.live.forget(capture.execution.id)
    core.publish(HistoryChanged(what="recorded", row=listed))
    return receipt


def record_log(core: Core, actor: Actor, batch: LogBatch) -> Receipt:
    """Record logged values; the execution may still run. Idempotent by execution and sequence.

    Raises InvalidError for values that cannot be, DeniedError outside the actor's scope.
    """
    policy.require(actor, Scope.RECORD)
    check_log(batch)
    with core.catalog.write() as tx:
        known = known_metrics(tx, batch.execution, [metric.sequence for metric in batch.metrics])
        held = {row["sequence"] for row in known}
        new = [metric for metric in batch.metrics if metric.sequence not in held]
        if new or not known:
            position = next_position(tx)
            add_metrics(tx, batch.execution, new, position=position)
        else:
            position = max(row["position"] for row in known)
        row = find_execution(tx, batch.execution)
        listed = history_rows(tx, [row]) if row is not None and new else ()
        path = path_of_session(tx, batch.session) if row is None else None
    for found in listed:
        core.publish(HistoryChanged(what="logged", row=found))
    if row is None:
        core.live.note(batch.execution, batch.session)
        core.publish(ValuesLogged(session=batch.session, execution=batch.execution, notebook=path))
    return Receipt(id=batch.execution, position=position, recorded_at=core.clock())


def record_restore(core: Core, actor: Actor, restore: Restore) -> Receipt:
    """Record that a kernel went back to a checkpoint. Idempotent by the restore's id.

    Raises ConflictError while the session is not recorded, InvalidError for facts that cannot be,
    DeniedError outside the actor's scope.
    """
    policy.require(actor, Scope.RECORD)
    check_restore(restore)
    with core.catalog.write() as tx:
        if find_session(tx, restore.session) is None:
            raise ConflictError(
                f"Session {restore.session} is not recorded yet.",
                hint="Register the session and send the restore again.",
            )
        row = find_restore(tx, restore.id)
        is_new = row is None
        if row is None:
            add_restore(tx, restore, position=next_position(tx), now=core.clock())
            row = find_restore(tx, restore.id)
        assert row is not None  # noqa: S101  # it was added above
        target = find_checkpoint(tx, restore.target)
        ran = find_execution(tx, target["execution"]) if target is not None else None
        listed = history_rows(tx, [ran]) if ran is not None and is_new else ()
    for found in listed:
        core.publish(HistoryChanged(what="restored", row=found))
    return Receipt(
        id=restore.id,
        position=row["position"],
        recorded_at=row["recorded_at"],
        checkpoint=restore.target,
    )


def _with_counted_checkpoint(core: Core, capture: Capture) -> tuple[Capture, Manifest | None]:
    if capture.checkpoint is None:
        return capture, None
    counted, manifest = recount(core.blobs, core.known, capture, capture.checkpoint)
    return replace(capture, checkpoint=counted), manifest


def _known_session(core: Core, tx: Connection, session: KernelSession) -> Row:
    """Return the session's row, added where it is new."""
    row = find_session(tx, session.id)
    if row is not None:
        return row
    notebook = _hinted_notebook(core, tx, session.notebook)
    return add_session(tx, session, notebook=notebook, position=next_position(tx), now=core.clock())


def _hinted_notebook(core: Core, tx: Connection, hint: str | None) -> int | None:
    """Return the notebook that a kernel believes to serve. A bad hint is no reason to refuse."""
    if hint is None:
        return None
    try:
        path = notebook_path(hint)
    except InvalidError:
        return None
    return ensure_notebook(tx, path, core.clock())


def _insert(
    core: Core, tx: Connection, capture: Capture, manifest: Manifest | None, known: Row | None
) -> Row:
    session = _known_session(core, tx, capture.session)
    now = core.clock()
    refs = distinct(manifest.inputs) if manifest is not None else ()
    facts = {"environment": manifest and manifest.environment, "data": len(refs)}
    if known is None:
        row = captured(capture, None, position=next_position(tx), now=now) | facts
        row["notebook"] = session["notebook"]
        row = add_execution(tx, titled(core, tx, row))
    else:
        row = captured(capture, known, position=known["position"], now=now) | facts
        row["notebook"] = row["observed_notebook"] or session["notebook"]
        row = change_execution(tx, known, titled(core, tx, row))
    if row["observed_notebook"] is not None:
        assign_notebook(tx, session, row["observed_notebook"], row["started_at"])
    add_changes(tx, row["id"], capture.changed)
    add_reads(tx, row["id"], capture.reads or ())
    add_effects(tx, row["id"], capture.effects or ())
    add_data(tx, row["id"], refs)
    if capture.checkpoint is not None:
        position = next_position(tx)
        add_checkpoint(tx, capture.checkpoint, session=capture.session.id, position=position)
    return row


def _receipt(tx: Connection, row: Row) -> Receipt:
    found = checkpoint_after(tx, row["id"])
    return Receipt(
        id=row["id"],
        position=row["position"],
        recorded_at=row["recorded_at"],
        checkpoint=None if found is None else Digest(found["id"]),
    )
