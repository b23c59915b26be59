"""What a kernel that died or was restarted had, for the one that came after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import checkpoint_of, find_checkpoint, tags_of
from jupyter_mm.catalog.executions import find_execution
from jupyter_mm.catalog.listing import history_rows
from jupyter_mm.catalog.lookup import Place, newest
from jupyter_mm.catalog.notebooks import notebook_at, paths_of
from jupyter_mm.catalog.sessions import (
    find_session,
    has_restored,
    head_of,
    newest_other,
)
from jupyter_mm.core import policy
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.names import notebook_path
from jupyter_mm.domain.recovery import Recovery

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.recovery import RecoveryQuery

NOTHING = Recovery(checkpoint=None, row=None, variables=0, lost=0, size_bytes=0, ended_at=None)


def recoverable(core: Core, actor: Actor, query: RecoveryQuery) -> Recovery:
    """Return the last state of the kernel before, for a session that came back empty.

    That is the session before of the same kernel, or else of the same notebook, by what servers saw
    or what the kernels were told; sessions in which nothing was run are passed over. Nothing is
    offered to a session that stands on a checkpoint or has restored something, unless the query
    says so.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        asking = find_session(tx, query.session)
        if not query.any and _has_begun(tx, query.session):
            return NOTHING
        before = _session_before(tx, query, asking)
        state = None if before is None else _last_state(tx, before["id"])
        ran = None if state is None else find_execution(tx, state["execution"])
        if state is None or ran is None:
            return NOTHING
        (listed,) = history_rows(tx, [ran])
        checkpoint = checkpoint_of(state, tags_of(tx, [state])[state["id"]])
    return Recovery(
        checkpoint=checkpoint,
        row=listed,
        variables=checkpoint.kept,
        lost=checkpoint.skipped,
        size_bytes=checkpoint.size_bytes,
        ended_at=ran["started_at"] + ran["duration_s"],
    )


def _has_begun(tx: Connection, session: str) -> bool:
    return head_of(tx, session) is not None or has_restored(tx, session)


def _session_before(tx: Connection, query: RecoveryQuery, asking: Row | None) -> Row | None:
    """Return the session that was before; the kernel's own goes first, it knows no renames."""
    kernel = None if asking is None else asking["kernel_id"]
    if kernel is not None:
        found = newest_other(tx, query.session, kernel_id=kernel)
        if found is not None:
            return found
    if query.notebook is not None:
        notebook = notebook_at(tx, notebook_path(query.notebook))
    else:
        notebook = None if asking is None else asking["notebook"]
    same = None if notebook is None else newest_other(tx, query.session, notebook=notebook)
    told = None if query.notebook is not None else _told_the_same(tx, asking)
    return max((row for row in (same, told) if row), key=_start, default=None)


def _told_the_same(tx: Connection, asking: Row | None) -> Row | None:
    """Return the newest session that was started for the same file.

    Kernels are told the whole path, servers see a part of it. A notebook that has moved on or was
    deleted since is another one.
    """
    if asking is None or asking["hint"] is None:
        return None
    hint = str(asking["hint"])
    found = newest_other(tx, asking["id"], hint=hint)
    if found is None or found["notebook"] is None:
        return None
    path = paths_of(tx, {found["notebook"]})[found["notebook"]]["path"]
    is_there = path is not None and f"/{hint}".endswith(f"/{path}".replace("//", "/"))
    return found if is_there else None


def _start(session: Row) -> float:
    return float(session["started_at"])


def _last_state(tx: Connection, session: str) -> Row | None:
    """Return where a session stood last, as far as it is recorded."""
    head = head_of(tx, session)
    known = None if head is None else find_checkpoint(tx, head)
    return known or newest(tx, Place(session=session))
