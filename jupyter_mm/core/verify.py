"""Reading everything again: what is damaged, and which checkpoints it touches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.blobs.home import load_key
from jupyter_mm.blobs.signature import check
from jupyter_mm.catalog.checkpoints import checkpoint_of
from jupyter_mm.catalog.integrity import Scan, scan
from jupyter_mm.core import policy
from jupyter_mm.core.claims import load_manifest
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import Damage, VerifyReport
from jupyter_mm.errors import MissingBlobError, MMError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.checkpoint import Checkpoint

Users = dict[Digest, set[Digest]]
"""Which checkpoints are touched by a blob."""


def verify_store(core: Core, actor: Actor) -> VerifyReport:
    """Read every row and every blob, and report what is not what its name says.

    Changes nothing. What is recorded meanwhile may count as orphans. Raises DeniedError outside the
    actor's scope.
    """
    policy.require(actor, Scope.VERIFY)
    with core.catalog.read() as tx:
        found = scan(tx)
    damage = [
        Damage(kind="catalog", name=name, checkpoints=(), detail=detail)
        for name, detail in found.damage
    ]
    key, lost = _key(core)
    damage.extend(lost)
    wanted: Users = {}
    for row in found.checkpoints.values():
        checkpoint = checkpoint_of(row, ())
        damage.extend(_checkpoint_damage(core, checkpoint, key, found, wanted))
    _want(wanted, found.outputs, found)
    _want(wanted, found.documents, found)
    for document in found.documents:
        for name in _blobs_in(core, document):
            wanted.setdefault(name, set()).update(wanted[document])
    bytes_read, broken = _read_all(core, wanted)
    return VerifyReport(
        checkpoints=len(found.checkpoints),
        blobs=len(wanted),
        bytes_read=bytes_read,
        damage=(*damage, *broken),
        orphans=sum(name not in wanted for name in core.blobs.digests()),
    )


def _checkpoint_damage(
    core: Core, checkpoint: Checkpoint, key: bytes | None, found: Scan, wanted: Users
) -> Iterator[Damage]:
    """Yield what is wrong with one checkpoint, and note the blobs it needs."""
    touched = (checkpoint.id,)
    if checkpoint.id != checkpoint_id(checkpoint.manifest, checkpoint.parent):
        detail = "The id does not follow from manifest and parent."
        yield Damage(kind="manifest", name=checkpoint.id, checkpoints=touched, detail=detail)
    if checkpoint.parent is not None and checkpoint.parent not in found.checkpoints:
        detail = f"Its parent {checkpoint.parent} is not recorded."
        yield Damage(kind="parent_missing", name=checkpoint.id, checkpoints=touched, detail=detail)
    yield from _signature_damage(checkpoint, key)
    wanted.setdefault(checkpoint.manifest, set()).add(checkpoint.id)
    try:
        manifest = load_manifest(core.blobs, checkpoint.manifest)
    except MissingBlobError:
        return  # reported when the blobs are read
    except MMError as error:
        name = checkpoint.manifest
        yield Damage(kind="manifest", name=name, checkpoints=touched, detail=error.message)
        return
    for digest in manifest.blobs():
        wanted.setdefault(digest, set()).add(checkpoint.id)


def _key(core: Core) -> tuple[bytes | None, list[Damage]]:
    """Return the key that signatures are checked with, or why there is none."""
    try:
        return load_key(core.info.home), []
    except MMError as error:
        lost = Damage(kind="signature", name="local.key", checkpoints=(), detail=error.message)
        return None, [lost]


def _signature_damage(checkpoint: Checkpoint, key: bytes | None) -> Iterator[Damage]:
    """Yield why a restore would refuse the checkpoint's signature; nothing without a key."""
    if key is None:
        return
    try:
        check(key, checkpoint.id, checkpoint.signature)
    except MMError as error:
        touched = (checkpoint.id,)
        yield Damage(
            kind="signature", name=checkpoint.id, checkpoints=touched, detail=error.message
        )


def _want(wanted: Users, named: dict[Digest, set[str]], found: Scan) -> None:
    """Note blobs that executions name."""
    for digest, executions in named.items():
        states = {found.by_execution[id_] for id_ in executions if id_ in found.by_execution}
        wanted.setdefault(digest, set()).update(states)


def _blobs_in(core: Core, document: Digest) -> Iterable[Digest]:
    """Return the outputs and attachments a document names; none when it cannot be read."""
    try:
        stored = json.loads(core.blobs.get(document))
    except MMError:
        return []  # reported when the blobs are read
    attached = [cell["attachments"] for cell in stored["cells"] if "attachments" in cell]
    shown = [name for cell in stored["cells"] for name in cell.get("outputs", ())]
    return map(Digest.parse, attached + shown)


def _read_all(core: Core, wanted: Users) -> tuple[int, list[Damage]]:
    """Read every blob that is named; return the bytes read, and what is damaged."""
    total, damage = 0, []
    for digest, users in sorted(wanted.items()):
        try:
            total += sum(len(chunk) for chunk in core.blobs.stream(digest))
        except MMError as error:
            kind = "blob_missing" if isinstance(error, NotFoundError) else "blob_corrupt"
            touched = tuple(sorted(users))
            damage.append(Damage(kind=kind, name=digest, checkpoints=touched, detail=error.message))
    return total, damage
