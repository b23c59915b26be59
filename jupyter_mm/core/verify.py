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
from jupyter_mm.core.needs import Needs
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import Damage, VerifyReport
from jupyter_mm.errors import MMError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.checkpoint import Checkpoint


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
    needs = Needs(core.blobs)
    for row in found.checkpoints.values():
        checkpoint = checkpoint_of(row, ())
        damage.extend(_checkpoint_damage(checkpoint, key, found))
        needs.add_checkpoint(checkpoint)
    for named in (found.outputs, found.documents):
        for digest, executions in named.items():
            needs.add(
                digest, [found.by_execution[e] for e in executions if e in found.by_execution]
            )
    for document in found.documents:
        for name in _blobs_in(core, document):
            needs.add(name, {document})
    damage.extend(_damage("manifest", name, needs, why) for name, why in needs.unreadable.items())
    bytes_read, broken = _read_all(core, needs)
    return VerifyReport(
        checkpoints=len(found.checkpoints),
        blobs=len(needs.digests()),
        bytes_read=bytes_read,
        damage=(*damage, *broken),
        orphans=sum(name not in needs for name in core.blobs.digests()),
    )


def _checkpoint_damage(checkpoint: Checkpoint, key: bytes | None, found: Scan) -> Iterator[Damage]:
    """Yield what is wrong with a checkpoint's own facts."""
    touched = (checkpoint.id,)
    if checkpoint.id != checkpoint_id(checkpoint.manifest, checkpoint.parent):
        detail = "The id does not follow from manifest and parent."
        yield Damage(kind="manifest", name=checkpoint.id, checkpoints=touched, detail=detail)
    if checkpoint.parent is not None and checkpoint.parent not in found.checkpoints:
        detail = f"Its parent {checkpoint.parent} is not recorded."
        yield Damage(kind="parent_missing", name=checkpoint.id, checkpoints=touched, detail=detail)
    yield from _signature_damage(checkpoint, key)


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


def _blobs_in(core: Core, document: Digest) -> Iterable[Digest]:
    """Return the outputs and attachments a document names; none when it cannot be read."""
    try:
        stored = json.loads(core.blobs.get(document))
    except MMError:
        return []  # reported when the blobs are read
    attached = [cell["attachments"] for cell in stored["cells"] if "attachments" in cell]
    shown = [name for cell in stored["cells"] for name in cell.get("outputs", ())]
    return map(Digest.parse, attached + shown)


def _read_all(core: Core, needs: Needs) -> tuple[int, list[Damage]]:
    """Read every blob that is needed; return the bytes read, and what is damaged."""
    total, damage = 0, []
    for digest in needs.digests():
        try:
            total += sum(len(chunk) for chunk in core.blobs.stream(digest))
        except MMError as error:
            kind = "blob_missing" if isinstance(error, NotFoundError) else "blob_corrupt"
            damage.append(_damage(kind, digest, needs, error.message))
    return total, damage


def _damage(kind: str, name: Digest, needs: Needs, detail: str) -> Damage:
    return Damage(kind=kind, name=name, checkpoints=needs.checkpoints(name), detail=detail)
