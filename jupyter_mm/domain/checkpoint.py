"""What can be restored: variables, their manifest and its place in the tree."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import DataRef

MANIFEST_VERSION = 1
ID_DOMAIN = b"jupyter_mm checkpoint v1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A name of the notebook's namespace, and where its value is or why it is not kept."""

    name: str
    type: str
    """Module and qualified name, as `pandas.DataFrame`."""
    summary: str
    """One line for people, at most 200 characters, as `800 × 12`."""
    size_bytes: int | None
    group: int | None
    """Position in `Manifest.groups`; None when the value is not kept."""
    reason: str | None = None
    """Why the value is not kept, as `generator objects cannot be pickled`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferRef:
    """Bytes that were kept out of a group's stream (pickle protocol 5, PEP 574)."""

    digest: Digest
    size_bytes: int
    readonly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Variables that share mutable state: kept and restored together, so aliases survive."""

    names: tuple[str, ...]
    codec: str
    stream: Digest
    size_bytes: int
    buffers: tuple[BufferRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything a Checkpoint holds. Its canonical bytes are a blob, named by their digest."""

    execution: str
    session: str
    python: str
    variables: tuple[Variable, ...]
    groups: tuple[Group, ...]
    environment: Digest | None
    """The blob of the `pylock.toml` of the kernel's environment."""
    inputs: tuple[DataRef, ...] = ()
    incomplete: str | None = None
    """Why variables are missing as a whole, as `interrupted`."""
    version: int = MANIFEST_VERSION

    def blobs(self) -> frozenset[Digest]:
        """Return the name of every blob that a restore needs."""
        names = {group.stream for group in self.groups}
        names |= {buffer.digest for group in self.groups for buffer in group.buffers}
        return frozenset(names | ({self.environment} if self.environment else set()))


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
