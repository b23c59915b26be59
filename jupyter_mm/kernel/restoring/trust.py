"""What must hold before anything is unpickled. Order: docs/formats/manifest.md, section 4."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_mm.blobs import signature
from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.blobs.protocol import BlobStore
from jupyter_mm.domain import canonical, legacy
from jupyter_mm.domain.checkpoint import (
    LEAF_VERSION,
    MANIFEST_VERSION,
    BufferRef,
    Checkpoint,
    Group,
    Leaf,
    Manifest,
    State,
    Variable,
)
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import (
    CorruptError,
    InvalidError,
    MMError,
    NotFoundError,
    NotRestorableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


K = TypeVar("K")
T = TypeVar("T")
WHOLE = "The variables in the kernel were left as they were."
CODEC = "pickle5"
MOST_LEAVES = 1024
"""Leaves that stay parsed: a name's leaf changes only when the name does."""


@dataclass(slots=True)
class Reader:
    """Reads states of one store; leaves that were verified once are not read again."""

    blobs: BlobStore
    key: bytes
    _leaves: dict[Digest, Leaf] = field(default_factory=dict)

    def state(self, checkpoint: Checkpoint) -> State:
        """Return the state of a checkpoint that this user's key signed.

        Raises UntrustedError for a foreign or altered signature, CorruptError when id or bytes do
        not hold, NotRestorableError for a codec or version that this release does not know.
        """
        state, damage = self.sound_part(checkpoint)
        if damage:
            raise damage[0]
        return state

    def sound_part(self, checkpoint: Checkpoint) -> tuple[State, list[MMError]]:
        """Return what is left of a state, and what is wrong with the leaves that are not.

        Raises as `state` for signature, id and manifest.
        """
        signature.check(self.key, checkpoint.id, checkpoint.signature)
        if checkpoint_id(checkpoint.manifest, checkpoint.parent) != checkpoint.id:
            raise CorruptError(f"Checkpoint {checkpoint.id.short} is not what its id says. {WHOLE}")
        value = _json(self.blobs, checkpoint.manifest)
        first: list[Leaf] = []
        value, leaf = _read(checkpoint.manifest, legacy.upgraded, value)
        if leaf is not None:
            first.append(_read(checkpoint.manifest, leaf_of, leaf))
        manifest = _read(checkpoint.manifest, manifest_of, value)
        damage: list[MMError] = []
        leaves = [*first, *self._sound(manifest.leaves, damage)]
        process = self._sound((manifest.process,) if manifest.process else (), damage)
        groups = [group for leaf in leaves for group in leaf.groups]
        return State(
            manifest=manifest,
            groups=tuple(sorted(groups, key=lambda group: group.names)),
            lost=tuple(
                sorted((one for leaf in leaves for one in leaf.lost), key=lambda one: one.name)
            ),
            process=tuple(group for leaf in process for group in leaf.groups),
        ), damage

    def _sound(self, digests: tuple[Digest, ...], damage: list[MMError]) -> list[Leaf]:
        found = []
        for digest in digests:
            try:
                found.append(self._leaf(digest))
            except CorruptError as error:
                damage.append(error)
        return found

    def _leaf(self, digest: Digest) -> Leaf:
        known = self._leaves.get(digest)
        if known is None:
            known = _read(digest, leaf_of, _json(self.blobs, digest))
            if any(group.codec != CODEC for group in known.groups):
                raise NotRestorableError(
                    "A newer jupyter_mm kept these variables.", hint="Upgrade it."
                )
            while len(self._leaves) >= MOST_LEAVES:
                del self._leaves[next(iter(self._leaves))]
            self._leaves[digest] = known
        return known

    def stream(self, content: Content) -> bytes:
        """Return bytes, verified. Raises CorruptError when they are damaged or gone."""
        return _stored(self.blobs.read, content, content.digest)

    def buffer(self, content: Content) -> memoryview:
        """Return bytes as memory of one's own that may be written. Raises as `stream`."""
        return _stored(self.blobs.mapped, content, content.digest)


def manifest_of(value: Mapping[str, Any]) -> Manifest:
    """Return the manifest of its JSON. Raises KeyError, TypeError or InvalidError."""
    if value["version"] != MANIFEST_VERSION:
        raise NotRestorableError("A newer jupyter_mm kept this state.", hint="Upgrade it.")
    return Manifest(
        execution=value["execution"],
        session=value["session"],
        python=value["python"],
        leaves=tuple(Digest.parse(one) for one in value["leaves"]),
        process=_optional(value["process"]),
        environment=_optional(value["environment"]),
        incomplete=value["incomplete"],
    )


def leaf_of(value: Mapping[str, Any]) -> Leaf:
    """Return the leaf of its JSON. Raises KeyError, TypeError or InvalidError."""
    value = legacy.upgraded_leaf(value)
    if value["version"] != LEAF_VERSION:
        raise NotRestorableError("A newer jupyter_mm kept this state.", hint="Upgrade it.")
    return Leaf(
        groups=tuple(_group(one) for one in value["groups"]),
        lost=tuple(_variable(one) for one in value["lost"]),
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
        stream=content_of(value["stream"]),
        size_bytes=value["size_bytes"],
        variables=tuple(_variable(one) for one in value["variables"]),
        buffers=tuple(
            BufferRef(content=content_of(one["content"]), readonly=one["readonly"])
            for one in value["buffers"]
        ),
    )


def _variable(value: Mapping[str, Any]) -> Variable:
    return Variable(**{**value, "description": _optional(value["description"])})


def content_of(value: Mapping[str, Any]) -> Content:
    """Return the content of its JSON. Raises KeyError, TypeError or InvalidError."""
    digest = Digest.parse(value["digest"])
    return Content(digest=digest, size_bytes=value["size_bytes"], parts=value["parts"])


def _optional(value: str | None) -> Digest | None:
    return Digest.parse(value) if value is not None else None


def _json(blobs: BlobStore, digest: Digest) -> Any:
    content = _stored(blobs.get, digest, digest)
    return _read(digest, canonical.loads, content)


def _read(digest: Digest, parse: Callable[[Any], T], value: Any) -> T:
    try:
        return parse(value)
    except NotRestorableError:
        raise
    except (InvalidError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise CorruptError(f"Blob {digest} cannot be read as a state. {WHOLE}") from error


def _stored(read: Callable[[K], T], what: K, digest: Digest) -> T:
    try:
        return read(what)
    except NotFoundError as error:
        raise CorruptError(f"Blob {digest} is missing from the store. {WHOLE}") from error
    except CorruptError as error:
        raise CorruptError(f"{error.message} {WHOLE}") from error
