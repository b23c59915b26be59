"""Taking in the records that kernels left in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.core.record import (
    record_execution,
    record_log,
    record_restore,
    register_session,
)
from jupyter_mm.core.wire import decode
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.execution import KernelSession, LogBatch
from jupyter_mm.errors import (
    ConflictError,
    CorruptError,
    InvalidError,
    NotFoundError,
    TooLargeError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.blobs.outbox import Outbox
    from jupyter_mm.core.context import Core
    from jupyter_mm.core.policy import Actor


def take_in(core: Core, actor: Actor, outbox: Outbox) -> int:
    """Record what waits in the outbox, oldest first, and return how many records were taken in.

    A file goes after its record is durable. What cannot be a record moves to `rejected/` with the
    reason; what misses its blobs or its session stays. Several processes may do this at once.
    Raises the store's errors, and then leaves the rest where it is.
    """
    return sum(_take(core, actor, outbox, path) for path in outbox.pending())


def _take(core: Core, actor: Actor, outbox: Outbox, path: Path) -> bool:
    try:
        _record(core, actor, *outbox.read(path))
    except (NotFoundError, ConflictError):
        return False  # taken in by another process, or to be tried again
    except (InvalidError, TooLargeError, CorruptError) as error:
        outbox.reject(path, error.message)
        return False
    outbox.remove(path)
    return True


def _record(core: Core, actor: Actor, kind: str, body: object) -> None:
    if kind == "session":
        register_session(core, actor, decode(KernelSession, body))
    elif kind == "capture":
        record_execution(core, actor, decode(Capture, body))
    elif kind == "log":
        record_log(core, actor, decode(LogBatch, body))
    else:
        record_restore(core, actor, decode(Restore, body))
