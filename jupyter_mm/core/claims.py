"""Everything from a kernel is a claim: names are checked again and numbers counted again."""

from __future__ import annotations

import math
import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.domain.capture import CAPTURE_VERSION, Capture, Effect, Read
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.names import (
    count,
    instant,
    is_out_entry,
    kept_name,
    message_text,
    tag_names,
    visible_name,
)
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from jupyter_mm.domain.checkpoint import Checkpoint, Restore
    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.domain.execution import Execution, KernelSession, LogBatch
    from jupyter_mm.domain.notebook_restore import NotebookRestore
    from jupyter_mm.domain.verdict import Verdict

EFFECTS = 50
DETAIL = 200
PATH_LENGTH = 8192
"""Of files 4096 bytes are possible; a URI may be longer."""
STATUSES = frozenset({"ok", "error", "aborted"})
OUTCOMES = frozenset({"same", "close", "different", "impossible"})


def check_session(given: KernelSession) -> None:
    """Raise InvalidError when a session's facts cannot be."""
    _check_hexadecimal(given.id, "A session's id")
    visible_name(given.project, "project")
    instant(given.started_at, "The start of a session")
    count(given.pid, "A process id")


def check_execution(given: Execution) -> None:
    """Raise InvalidError when an execution's facts cannot be."""
    visible_name(given.id, "execution id")
    if given.cell is not None:
        visible_name(given.cell, "cell id")
    if given.status not in STATUSES:
        raise InvalidError(f"An execution's status is one of {', '.join(sorted(STATUSES))}.")
    count(given.count, "An execution count")
    instant(given.started_at, "The start of an execution")
    instant(given.duration_s, "The duration of an execution")


def check_log(given: LogBatch) -> None:
    """Raise InvalidError when logged values cannot be."""
    visible_name(given.execution, "execution id")
    if len({metric.sequence for metric in given.metrics}) != len(given.metrics):
        raise InvalidError("A sequence number stands twice in one batch.")
    for metric in given.metrics:
        visible_name(metric.name, "metric name")
        count(metric.sequence, "A sequence number")
        instant(metric.logged_at, "The time of a logged value")


def check_restore(given: Restore) -> None:
    """Raise InvalidError when a restore's facts cannot be."""
    visible_name(given.id, "restore id")
    instant(given.restored_at, "The time of a restore")
    for name in given.names or ():
        kept_name(name)


def check_notebook_restore(given: NotebookRestore) -> None:
    """Raise InvalidError when the facts of a notebook that was put back cannot be."""
    _check_hexadecimal(given.id, "The id of a restore")
    visible_name(given.target, "execution id")
    if given.cell is not None:
        visible_name(given.cell, "cell id")
    if given.kernel_restore is not None:
        visible_name(given.kernel_restore, "restore id")
    instant(given.restored_at, "The time of a restore")
    instant(given.undone_at or 0.0, "The time of an undo")
    instant(given.turned_from or 0.0, "The time of an undo")


def check_capture(given: Capture) -> Capture:
    """Return a capture whose parts fit together. Raises InvalidError otherwise."""
    if not 1 <= given.version <= CAPTURE_VERSION:
        raise InvalidError(
            f"A capture of version {given.version}; this jupyter_mm knows {CAPTURE_VERSION}.",
            hint="Upgrade jupyter_mm on the server and restart it.",
        )
    check_session(given.session)
    check_execution(given.execution)
    if given.execution.session != given.session.id:
        raise InvalidError("The execution names another session than its capture.")
    named = {kept_name(name) for name in given.changed}
    changed = tuple(sorted(name for name in named if not is_out_entry(name)))
    checked = replace(
        given,
        changed=changed,
        reads=given.reads and tuple({one.name: check_read(one) for one in given.reads}.values()),
        effects=given.effects and tuple(check_effect(one) for one in given.effects[:EFFECTS]),
    )
    if given.checkpoint is None:
        return checked
    return replace(checked, checkpoint=_check_checkpoint(given.checkpoint, given))


def check_data(given: DataRef) -> None:
    """Raise InvalidError when what is said of data cannot be."""
    if given.mode not in {"r", "w"}:
        raise InvalidError("Data was read (`r`) or written (`w`).")
    if not 0 < len(given.path) <= PATH_LENGTH:
        raise InvalidError(f"The path of data has 1 to {PATH_LENGTH} characters.")
    # A path that leads up again could lead out of a folder that it is put into.
    if "://" not in given.path and not _is_whole(given.path):
        raise InvalidError(f"The path of data is not absolute and plain: {given.path[:200]}")
    if given.digest is not None:
        Digest.parse(given.digest)
    count(given.size_bytes, "The size of data")
    count(given.files, "The number of files of a set")
    if given.kept is not None and (given.kept.parts < 1 or given.kept.size_bytes < 0):
        raise InvalidError("Data is kept in a content that cannot be.")


def check_verdict(given: Verdict) -> None:
    """Raise InvalidError when a verdict's facts cannot be."""
    _check_hexadecimal(given.id, "A verdict's id")
    if given.outcome not in OUTCOMES:
        raise InvalidError(f"A verdict's outcome is one of {', '.join(sorted(OUTCOMES))}.")
    check_tolerance(given.tolerance)
    instant(given.started_at, "The start of an attempt")
    instant(given.duration_s, "The duration of an attempt")


def check_tolerance(given: float) -> float:
    """Return a relative tolerance. Raises InvalidError for what can be none."""
    if not (math.isfinite(given) and given >= 0):
        raise InvalidError("A tolerance is a number from 0 on.")
    return given


def check_read(given: Read) -> Read:
    """Return a variable that was read. Raises InvalidError when it cannot be."""
    kept_name(given.name)
    if given.execution is not None:
        visible_name(given.execution, "execution id")
    return given


def check_effect(given: Effect) -> Effect:
    """Return an outside effect, its detail cut to 200 characters. Raises InvalidError."""
    visible_name(given.kind, "kind of effect")
    return replace(given, detail=given.detail[:DETAIL])


def _is_whole(path: str) -> bool:
    return path.startswith("/") and posixpath.normpath(path) == path


def _check_hexadecimal(given: str, what: str) -> None:
    if len(given) != 32 or not set(given) <= set("0123456789abcdef"):  # noqa: PLR2004  # 32 digits
        raise InvalidError(f"{what} has 32 lower-case hexadecimal digits.")


def _check_checkpoint(given: Checkpoint, capture: Capture) -> Checkpoint:
    if given.execution != capture.execution.id:
        raise InvalidError("The checkpoint names another execution than its capture.")
    if given.id != checkpoint_id(given.manifest, given.parent):
        raise InvalidError("The checkpoint's id does not follow from its manifest and parent.")
    instant(given.created_at, "The time of a checkpoint")
    return replace(given, message=message_text(given.message), tags=tag_names(given.tags))
