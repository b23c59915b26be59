"""Taking in the records that kernels left in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.core.record import (
    record_execution,
    record_log,
    record_restore,
    register_session,
)
from jupyter_mm.core.salvage import salvaged_batch, salvaged_capture
from jupyter_mm.core.wire import decode
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.execution import KernelSession, LogBatch
from jupyter_mm.domain.names import without_nul
from jupyter_mm.errors import (
    CatalogDamagedError,
    ConflictError,
    CorruptError,
    InvalidError,
    NotFoundError,
    TooLargeError,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jupyter_mm.blobs.outbox import Outbox
    from jupyter_mm.core.context import Core
    from jupyter_mm.core.policy import Actor


LEFT_S = 30.0
"""At most, until records that could not be taken in are tried again."""


class Intake:
    """Takes in what waits, again and again; what stays is tried less and less often."""

    def __init__(self, outbox: Outbox, clock: Callable[[], float]) -> None:
        """Take what waits in `outbox`, by the seconds of `clock`."""
        self._outbox, self._clock = outbox, clock
        self._left: list[Path] = []
        self._until, self._pause = 0.0, 1.0

    def __call__(self, core: Core, actor: Actor) -> int:
        """Return how many records were taken in. Raises as `take_in`."""
        waiting = self._outbox.pending()
        if not waiting or (waiting == self._left and self._clock() < self._until):
            return 0
        taken = take_in(core, actor, self._outbox)
        before, self._left = self._left, self._outbox.pending()
        self._pause = min(self._pause * 2, LEFT_S) if before == self._left else 1.0
        self._until = self._clock() + self._pause
        return taken


def take_in(core: Core, actor: Actor, outbox: Outbox) -> int:
    """Record what waits in the outbox, oldest first, and return how many records were taken in.

    A file goes after its record is durable. What cannot be a record moves to `rejected/` with the
    reason; a label or logged value that cannot be is left out, and the whole record is kept there,
    too. What misses its blobs or its session stays. Several processes may do this at once.
    Raises the store's errors and leaves the rest where it is; where a part of the catalog is
    damaged, records that do not touch it are taken in first.
    """
    taken, damage = 0, None
    for path in outbox.pending():
        try:
            taken += _take(core, actor, outbox, path)
        except CatalogDamagedError as error:
            damage = damage or error  # the record is good: it waits until the catalog is, too
    if damage is not None:
        raise damage
    return taken


def _take(core: Core, actor: Actor, outbox: Outbox, path: Path) -> bool:
    try:
        kind, body = outbox.read(path)
        left_out = _record(core, actor, kind, without_nul(body))
    except CatalogDamagedError:
        raise
    except (NotFoundError, ConflictError):
        return False  # taken in by another process, or to be tried again
    except (InvalidError, TooLargeError, CorruptError) as error:
        outbox.reject(path, error.message)
        return False
    if left_out:
        outbox.reject(path, f"Taken in without {', '.join(left_out)}.")
    else:
        outbox.remove(path)
    return True


def _record(core: Core, actor: Actor, kind: str, body: object) -> list[str]:
    """Record one body and return what had to be left out of it."""
    left_out: list[str] = []
    if kind == "capture":
        capture, left_out = salvaged_capture(decode(Capture, body))
        record_execution(core, actor, capture)
    elif kind == "log":
        batch, left_out = salvaged_batch(decode(LogBatch, body))
        record_log(core, actor, batch)
    elif kind == "session":
        register_session(core, actor, decode(KernelSession, body))
    else:
        record_restore(core, actor, decode(Restore, body))
    return left_out
