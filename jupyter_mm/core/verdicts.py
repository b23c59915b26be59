"""What came of attempts to reproduce a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import find_checkpoint
from jupyter_mm.catalog.executions import find_execution
from jupyter_mm.catalog.listing import history_rows
from jupyter_mm.catalog.positions import next_position
from jupyter_mm.catalog.verdicts import add_verdict, find_verdict, verdicts_of
from jupyter_mm.core import policy
from jupyter_mm.core.claims import check_verdict
from jupyter_mm.core.events import HistoryChanged
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.core.wire import decode
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Receipt
from jupyter_mm.domain.verdict import Verdict, Verdicts
from jupyter_mm.errors import NotFoundError

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core

MOST = 50


def record_verdict(core: Core, actor: Actor, verdict: Verdict) -> Receipt:
    """Keep what came of an attempt. Idempotent by the verdict's id.

    Raises InvalidError for facts that cannot be, NotFoundError for a checkpoint that is not
    recorded, DeniedError outside the actor's scope.
    """
    policy.require(actor, Scope.RECORD)
    check_verdict(verdict)
    with core.catalog.write() as tx:
        state = find_checkpoint(tx, verdict.checkpoint)
        if state is None:
            raise NotFoundError(f"There is no checkpoint {verdict.checkpoint.short}.")
        row = find_verdict(tx, verdict.id)
        is_new = row is None
        if row is None:
            row = add_verdict(tx, verdict, position=next_position(tx), now=core.clock())
        ran = find_execution(tx, state["execution"])
        listed = history_rows(tx, [ran]) if ran is not None and is_new else ()
    for found in listed:
        core.publish(HistoryChanged(what="verified", row=found))
    return Receipt(
        id=verdict.id,
        position=row["position"],
        recorded_at=row["recorded_at"],
        checkpoint=verdict.checkpoint,
    )


def list_verdicts(
    core: Core,
    actor: Actor,
    ref: str,
    *,
    session: str | None = None,
    notebook: str | None = None,
) -> Verdicts:
    """Return the attempts at a checkpoint, newest first, at most 50. Raises what `ref` raises."""
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        state = resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
        rows = verdicts_of(tx, state["id"], limit=MOST)
    stored = (canonical.loads(row["content"].encode()) for row in rows)
    return Verdicts(items=tuple(decode(Verdict, one, newer=True) for one in stored))
