"""Nothing is restored before the present state is kept."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from jupyter_mm.domain.execution import Execution
from jupyter_mm.errors import StoreUnavailableError
from jupyter_mm.kernel.keeper import Keeper, Running
from jupyter_mm.kernel.talking.finding import FLUSH_S

if TYPE_CHECKING:
    from jupyter_mm.domain.checkpoint import Checkpoint
    from jupyter_mm.kernel.keeping.snapshot import Snapshot
    from jupyter_mm.kernel.restoring.plan import Request


def present_kept(keeper: Keeper, request: Request) -> Checkpoint:
    """Return the checkpoint that holds the present state: what an undo goes back to.

    Raises StoreUnavailableError when the state is not safe: then nothing may be restored.
    """
    courier = keeper.courier
    is_settled = courier.flush(FLUSH_S)
    present = keeper.look()
    if is_settled and not keeper.is_safe(present):
        _keep(keeper, request, present)
        is_settled = courier.flush(FLUSH_S)
        present = keeper.look()
    if not is_settled or courier.head is None or not keeper.is_safe(present):
        raise StoreUnavailableError(
            "The present variables could not be kept, so nothing was restored.",
            hint="`%mm` says what failed. Free space or wait a little, then try again.",
        )
    return courier.head


def _keep(keeper: Keeper, request: Request, present: Snapshot) -> None:
    now = keeper.clocks.wall()
    name = f"Before restoring “{request.title or request.checkpoint.id.short}”"
    execution = Execution(
        id=secrets.token_hex(16),
        session=keeper.session.id,
        cell=None,
        count=None,
        source=f"# {name}",
        status="ok",
        started_at=now,
        duration_s=0.0,
    )
    running = Running(execution.id, execution.source, None, now, 0.0, name, is_named=True)
    keeper.keep(execution, running, snapshot=present)
