"""What must hold before anything is unpickled. Order: docs/formats/manifest.md, section 4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs import signature
from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.domain import canonical
from jupyter_mm.domain.checkpoint import (
    MANIFEST_VERSION,
    BufferRef,
    Checkpoint,
    Group,
    Manifest,
    Variable,
)
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import CorruptError, InvalidError, NotFoundError, NotRestorableError
from jupyter_mm.kernel.capture import CODEC

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_mm.blobs.protocol import BlobStore

WHOLE = "The variables in the kernel were left as they were."


def verified(blobs: BlobStore, key: bytes, checkpoint: Checkpoint) -> Manifest:
    """Return the manifest of a checkpoint that this user's key signed.

    Raises UntrustedError for a foreign or altered signature, CorruptError when id or bytes do not
    hold, NotRestorableError for a codec or version that this release does not know.
    """
    signature.check(key, checkpoint.id, checkpoint.signature)
    if checkpoint_id(checkpoint.manifest, checkpoint.parent) != checkpoint.id:
        raise CorruptError(f"Checkpoint {checkpoint.id.short} is not what its id says. {WHOLE}")
    try:
        manifest = parsed(canonical.loads(stored(blobs, checkpoint.manifest)))
    except (InvalidError, KeyError, TypeError) as error:
        raise CorruptError(f"The manifest {checkpoint.manifest} cannot be read. {WHOLE}") from error
    if any(group.codec != CODEC for group in manifest.groups):
        raise NotRestorableError("A newer jupyter_mm kept these variables.", hint="Upgrade it.")
    return manifest


def stored(blobs: BlobStore, digest: Digest) -> bytes:
    """Return the bytes of a blob, verified. Raises CorruptError when they are damaged or gone."""
    try:
        return blobs.get(digest)
    except NotFoundError as error:
        raise CorruptError(f"Blob {digest} is missing from the store. {WHOLE}") from error
    except CorruptError as error:
        raise CorruptError(f"{error.message} {WHOLE}") from error


def parsed(value: Mapping[str, Any]) -> Manifest:
    """Return the manifest of its JSON. Raises KeyError, TypeError or InvalidError."""
    if value["version"] != MANIFEST_VERSION:
        raise NotRestorableError("A newer jupyter_mm kept this state.", hint="Upgrade it.")
    environment = value["environment"]
    return Manifest(
        execution=value["execution"],
        session=value["session"],
        python=value["python"],
        variables=tuple(Variable(**variable) for variable in value["variables"]),
        groups=tuple(_group(group) for group in value["groups"]),
        environment=Digest.parse(environment) if environment is not None else None,
        incomplete=value["incomplete"],
    )


def checkpoint_of(value: Mapping[str, Any]) -> Checkpoint:
    """Return the checkpoint of its JSON. Raises InvalidError for what is none."""
    known = {name: value[name] for name in Checkpoint.__slots__ if name in value}
    try:
        parent = known["parent"]
        return Checkpoint(
            **{
                **known,
                "id": Digest.parse(known["id"]),
                "parent": Digest.parse(parent) if parent is not None else None,
                "manifest": Digest.parse(known["manifest"]),
                "tags": tuple(known.get("tags", ())),
            }
        )
    except (KeyError, TypeError) as error:
        raise InvalidError("The store's answer is not a checkpoint.") from error


def _group(value: Mapping[str, Any]) -> Group:
    return Group(
        names=tuple(value["names"]),
        codec=value["codec"],
        stream=Digest.parse(value["stream"]),
        size_bytes=value["size_bytes"],
        buffers=tuple(
            BufferRef(
                digest=Digest.parse(buffer["digest"]),
                size_bytes=buffer["size_bytes"],
                readonly=buffer["readonly"],
            )
            for buffer in value["buffers"]
        ),
    )
