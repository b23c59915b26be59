"""What can be restored: variables, their manifest and its place in the tree."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain import canonical
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.digest import Digest

MANIFEST_VERSION = 3
LEAF_VERSION = 2
ID_DOMAIN = b"jupyter_mm checkpoint v1\0"
PART_BYTES = 1 << 20
"""Buffers are cut into parts of this size; only the last may be shorter."""

DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A name of the notebook's namespace, and why its value is not kept, if it is not."""

    name: str
    type: str
    """Module and qualified name, as `pandas.DataFrame`."""
    summary: str
    """One line for people, at most 200 characters, as `800 × 12`."""
    size_bytes: int | None
    reason: str | None = None
    """Why the value is not kept, as `generator objects cannot be pickled`; None when it is."""
    description: Digest | None = None
    """The blob that says more of the value; None where there is no more to say, or no time was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferRef:
    """Bytes that were kept out of a group's stream (pickle protocol 5, PEP 574)."""

    content: Content
    readonly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Variables that share mutable state: kept and restored together, so aliases survive."""

    names: tuple[str, ...]
    """Sorted."""
    codec: str
    stream: Content
    size_bytes: int
    """Of stream and buffers."""
    variables: tuple[Variable, ...]
    """One for each name, in the same order."""
    buffers: tuple[BufferRef, ...] = ()

    def contents(self) -> tuple[Content, ...]:
        """Return the stream and the buffers."""
        return (self.stream, *(buffer.content for buffer in self.buffers))

    def descriptions(self) -> tuple[Digest, ...]:
        """Return the blobs that describe values; a restore needs none of them."""
        return tuple(one.description for one in self.variables if one.description is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Some of the groups of a state, so that a cell that changes one writes only its leaf."""

    groups: tuple[Group, ...]
    """Sorted by first name."""
    lost: tuple[Variable, ...] = ()
    """Variables that are not kept, sorted by name."""
    version: int = LEAF_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a Checkpoint holds. Its canonical bytes are a blob, named by their digest."""

    execution: str
    session: str
    python: str
    leaves: tuple[Digest, ...]
    """The blobs of the leaves; a name's leaf follows from its text: docs/formats/manifest.md."""
    process: Digest | None
    """The leaf of what belongs to the process: random state, working folder, Out and so on."""
    environment: Digest | None
    """The blob of the `pylock.toml` of the kernel's environment."""
    inputs: tuple[DataRef, ...] = ()
    incomplete: str | None = None
    """Why variables are missing as a whole, as `interrupted`."""
    version: int = MANIFEST_VERSION

    def blobs(self) -> frozenset[Digest]:
        """Return the blobs that the manifest itself names; leaves and lists of parts name more."""
        single = {one for one in (self.process, self.environment) if one is not None}
        sets = {Digest(ref.digest) for ref in self.inputs if ref.files is not None and ref.digest}
        kept = {ref.kept.digest for ref in self.inputs if ref.kept is not None}
        return frozenset({*self.leaves, *single, *sets, *kept})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A manifest with all its leaves."""

    manifest: Manifest
    groups: tuple[Group, ...]
    """Sorted by first name."""
    lost: tuple[Variable, ...]
    process: tuple[Group, ...] = ()

    def variables(self) -> tuple[Variable, ...]:
        """Return all variables, kept or not, sorted by name."""
        kept = (variable for group in self.groups for variable in group.variables)
        return tuple(sorted((*kept, *self.lost), key=lambda variable: variable.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What can be restored right after an Execution."""

    id: Digest
    """BLAKE3 of `identity_bytes`: of the manifest's digest and the parent's id."""
    parent: Digest | None
    execution: str
    manifest: Digest
    signature: str
    """`blake3-keyed:<key id>:<hex>` over `ID_DOMAIN` + id. Format: docs/formats/manifest.md."""
    kept: int
    skipped: int
    size_bytes: int
    """Of all variables, before any sharing with other checkpoints."""
    created_at: float
    message: str | None = None
    tags: tuple[str, ...] = ()
    pinned: bool = False


def identity_bytes(manifest: Digest, parent: Digest | None) -> bytes:
    """Return the bytes whose BLAKE3 digest is the checkpoint's id."""
    return canonical.dumps({"manifest": manifest, "parent": parent, "version": 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """The fact that a Head was moved on purpose."""

    id: str
    session: str
    source: Digest | None
    """Where the Head stood: what an undo goes back to."""
    target: Digest
    names: tuple[str, ...] | None
    """The variables that were restored; None for all."""
    undoes: str | None
    """Id of the Restore that this one takes back."""
    restored_at: float
