"""Everything from a kernel is a claim: names are checked again and numbers counted again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.core.wire import decode
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import CAPTURE_VERSION, Capture
from jupyter_mm.domain.checkpoint import MANIFEST_VERSION, Checkpoint, Manifest, Restore
from jupyter_mm.domain.names import (
    count,
    instant,
    message_text,
    tag_names,
    variable_name,
    visible_name,
    without_nul,
)
from jupyter_mm.errors import CorruptError, InvalidError, MissingBlobError, NotFoundError

if TYPE_CHECKING:
    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.domain.execution import Execution, KernelSession, LogBatch

STATUSES = frozenset({"ok", "error", "aborted"})
CODECS = frozenset({"pickle5"})


def check_session(given: KernelSession) -> None:
    """Raise InvalidError when a session's facts cannot be."""
    if len(given.id) != 32 or not set(given.id) <= set("0123456789abcdef"):  # noqa: PLR2004  # 32 digits
        raise InvalidError("A session's id has 32 lower-case hexadecimal digits.")
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
        variable_name(name)


def check_capture(given: Capture) -> Capture:
    """Return a capture whose parts fit together. Raises InvalidError otherwise."""
    if given.version != CAPTURE_VERSION:
        raise InvalidError(
            f"A capture of version {given.version}; this jupyter_mm knows {CAPTURE_VERSION}.",
            hint="Upgrade jupyter_mm on the server and restart it.",
        )
    check_session(given.session)
    check_execution(given.execution)
    if given.execution.session != given.session.id:
        raise InvalidError("The execution names another session than its capture.")
    changed = tuple(sorted({variable_name(name) for name in given.changed}))
    if given.checkpoint is None:
        return replace(given, changed=changed)
    return replace(given, changed=changed, checkpoint=_check_checkpoint(given.checkpoint, given))


def _check_checkpoint(given: Checkpoint, capture: Capture) -> Checkpoint:
    if given.execution != capture.execution.id:
        raise InvalidError("The checkpoint names another execution than its capture.")
    if given.id != checkpoint_id(given.manifest, given.parent):
        raise InvalidError("The checkpoint's id does not follow from its manifest and parent.")
    instant(given.created_at, "The time of a checkpoint")
    return replace(given, message=message_text(given.message), tags=tag_names(given.tags))


def load_manifest(blobs: BlobStore, digest: Digest) -> Manifest:
    """Return a manifest, verified.

    Raises MissingBlobError, CorruptError when the bytes are damaged, InvalidError when they are not
    the canonical bytes of a manifest of this version.
    """
    try:
        content = blobs.get(digest)
    except NotFoundError as error:
        raise MissingBlobError(f"The manifest {digest.short} is not stored.") from error
    value = canonical.loads(content)
    version = value.get("version") if isinstance(value, dict) else None
    if version != MANIFEST_VERSION:
        raise InvalidError(f"Manifest {digest.short} has version {version!r}.")
    if canonical.dumps(value) != content:
        raise InvalidError(f"Manifest {digest.short} is not in canonical form.")
    readable = without_nul(value)
    manifest = decode(Manifest, readable)
    if canonical.dumps(manifest) != canonical.dumps(readable):
        raise InvalidError(f"Manifest {digest.short} is not in canonical form: fields are absent.")
    return manifest


def recount(blobs: BlobStore, capture: Capture, manifest: Manifest) -> Checkpoint:
    """Return the capture's checkpoint with its numbers counted from what is stored.

    Raises InvalidError when manifest and capture do not fit, MissingBlobError when bytes are
    absent.
    """
    assert capture.checkpoint is not None  # noqa: S101  # the caller has looked
    if (manifest.execution, manifest.session) != (capture.execution.id, capture.session.id):
        raise InvalidError("The manifest was made for another execution.")
    _check_variables(manifest)
    sizes = _stored_sizes(blobs, manifest)
    return replace(
        capture.checkpoint,
        kept=sum(variable.group is not None for variable in manifest.variables),
        skipped=sum(variable.group is None for variable in manifest.variables),
        size_bytes=_counted_bytes(sizes, manifest),
    )


def _check_variables(manifest: Manifest) -> None:
    for variable in manifest.variables:
        variable_name(variable.name)
        if (variable.group is None) == (variable.reason is None):
            raise InvalidError(f"Variable {variable.name}: either a group or a reason.")
        if variable.group is not None and not 0 <= variable.group < len(manifest.groups):
            raise InvalidError(f"Variable {variable.name} names a group that is not there.")
    names = [variable.name for variable in manifest.variables]
    if len(set(names)) != len(names):
        raise InvalidError("A variable stands twice in the manifest.")
    for place, group in enumerate(manifest.groups):
        members = {v.name for v in manifest.variables if v.group == place}
        if members != set(group.names) or group.codec not in CODECS:
            raise InvalidError(f"Group {place} of the manifest does not fit its variables.")


def _stored_sizes(blobs: BlobStore, manifest: Manifest) -> dict[Digest, int]:
    """Return the size of every blob the manifest names. Raises MissingBlobError naming a few."""
    sizes: dict[Digest, int] = {}
    missing: list[Digest] = []
    for digest in manifest.blobs():
        try:
            sizes[digest] = blobs.size(digest)
        except NotFoundError:
            missing.append(digest)
    if missing:
        named = ", ".join(digest.short for digest in sorted(missing)[:3])
        raise MissingBlobError(f"{len(missing)} blobs are not stored: {named}.")
    return sizes


def _counted_bytes(sizes: dict[Digest, int], manifest: Manifest) -> int:
    """Return the bytes of all groups, every use of a blob counted."""
    total = 0
    for group in manifest.groups:
        total += sizes[group.stream]
        for buffer in group.buffers:
            if sizes[buffer.digest] != buffer.size_bytes:
                raise CorruptError(f"Blob {buffer.digest} has not the size its manifest says.")
            total += buffer.size_bytes
    return total
