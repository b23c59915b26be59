"""The variables of a stored state by name, each with the bytes that say whether it is the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mm.core.states import load_leaf, load_manifest
from jupyter_mm.domain.checkpoint import Group, Variable
from jupyter_mm.domain.leaves import leaf_of
from jupyter_mm.domain.names import is_out_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.checkpoint import Leaf
    from jupyter_mm.domain.content import Content
    from jupyter_mm.domain.digest import Digest


@dataclass(frozen=True, slots=True)
class Held:
    """A variable of a state, and the group that its bytes lie in; None when it is not kept."""

    variable: Variable
    group: Group | None

    def bytes_named(self) -> tuple[tuple[str, ...], tuple[Content, ...]] | None:
        """Return what names its bytes: equal bytes of equal names mean an equal value."""
        return None if self.group is None else (self.group.names, self.group.contents())

    def others(self) -> tuple[str, ...]:
        """Return the names that share its state."""
        if self.group is None:
            return ()
        return tuple(name for name in self.group.names if name != self.variable.name)


def held(blobs: BlobStore, manifest: Digest) -> dict[str, Held]:
    """Return the variables of a manifest. Raises MissingBlobError, CorruptError, InvalidError."""
    found, inside = load_manifest(blobs, manifest)
    return _by_name(_read(blobs, found.leaves) if inside is None else [inside])


def held_one(blobs: BlobStore, manifest: Digest, name: str) -> Held | None:
    """Return one variable of a manifest; the leaf where it most likely lies is read first."""
    found, inside = load_manifest(blobs, manifest)
    if inside is not None:
        return _by_name([inside]).get(name)
    likely = leaf_of(name, len(found.leaves))
    for digest in (found.leaves[likely], *found.leaves[:likely], *found.leaves[likely + 1 :]):
        if (one := _by_name(_read(blobs, [digest])).get(name)) is not None:
            return one
    return None


def held_apart(
    blobs: BlobStore, before: Digest, after: Digest
) -> tuple[dict[str, Held], dict[str, Held]]:
    """Return the variables of two manifests without those of leaves that both have. Raises so."""
    (old, within), (new, without) = (load_manifest(blobs, one) for one in (before, after))
    common = {*old.leaves} & {*new.leaves}
    sides = []
    for manifest, inside in ((old, within), (new, without)):
        own = [digest for digest in manifest.leaves if digest not in common]
        sides.append(_by_name(_read(blobs, own) if inside is None else [inside]))
    return sides[0], sides[1]


def _read(blobs: BlobStore, digests: Iterable[Digest]) -> list[Leaf]:
    return [load_leaf(blobs, digest) for digest in digests]


def _by_name(leaves: Iterable[Leaf]) -> dict[str, Held]:
    found: dict[str, Held] = {}
    for leaf in leaves:
        found |= {one.name: Held(one, group) for group in leaf.groups for one in group.variables}
        found |= {one.name: Held(one, None) for one in leaf.lost}
    return {name: one for name, one in found.items() if not is_out_entry(name)}
