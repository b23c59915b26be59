"""States as they lie in the store: manifest, leaves, lists of parts. All of it is checked again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_mm.core.claims import check_data
from jupyter_mm.core.recent import Recent
from jupyter_mm.core.wire import decode, decode_plain
from jupyter_mm.domain import canonical, legacy
from jupyter_mm.domain.checkpoint import (
    LEAF_VERSION,
    MANIFEST_VERSION,
    Leaf,
    Manifest,
    State,
)
from jupyter_mm.domain.leaves import leaf_count, leaf_of
from jupyter_mm.domain.names import is_out_entry, kept_name, visible_name, without_nul
from jupyter_mm.errors import CorruptError, InvalidError, MissingBlobError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.capture import Capture
    from jupyter_mm.domain.checkpoint import Checkpoint, Group
    from jupyter_mm.domain.content import Content
    from jupyter_mm.domain.digest import Digest

T = TypeVar("T")

CODECS = frozenset({"pickle5"})


@dataclass(frozen=True, slots=True)
class LeafFacts:
    """What is counted of a leaf whose contents are all stored."""

    names: frozenset[str]
    groups: int
    kept: int
    skipped: int
    size_bytes: int


class KnownStates:
    """Leaves and contents that were found whole: recording a state reads only those that are new.

    Blobs never go, so what was stored once still is.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.leaves: Recent[tuple[Digest, int, int], LeafFacts] = Recent(8_192)
        """By digest, place and number of leaves."""
        self.contents: Recent[Content, bool] = Recent(32_768)


def load_state(blobs: BlobStore, digest: Digest) -> State:
    """Return the state of a manifest, verified; one of version 1 in today's shape.

    Raises MissingBlobError, CorruptError when bytes are damaged, InvalidError when they are not the
    canonical bytes of a manifest or leaf of a known version.
    """
    manifest, leaf = load_manifest(blobs, digest)
    leaves = [leaf] if leaf is not None else [load_leaf(blobs, one) for one in manifest.leaves]
    process = manifest.process
    return State(
        manifest=manifest,
        groups=tuple(sorted((g for leaf in leaves for g in leaf.groups), key=lambda g: g.names[0])),
        lost=tuple(sorted((v for leaf in leaves for v in leaf.lost), key=lambda v: v.name)),
        process=() if process is None else load_leaf(blobs, process, is_process=True).groups,
    )


def load_manifest(blobs: BlobStore, digest: Digest) -> tuple[Manifest, Leaf | None]:
    """Return a manifest, verified, and with it the leaf that version 1 held inside.

    Raises as `load_state`.
    """
    value = _canonical(_stored(blobs, digest, "manifest"), digest, "manifest")
    upgraded, leaf = legacy.upgraded(value)
    manifest = _decoded(Manifest, upgraded, digest, MANIFEST_VERSION)
    if leaf is None:
        return manifest, None
    inside = _decoded(Leaf, legacy.upgraded_leaf(leaf), digest, LEAF_VERSION)
    _check_leaf(inside, kept_name)
    return manifest, inside


def load_leaf(blobs: BlobStore, digest: Digest, *, is_process: bool = False) -> Leaf:
    """Return a leaf, verified. Raises as `load_state`."""
    content = _stored(blobs, digest, "leaf")
    leaf = decode_plain(Leaf, content)
    if leaf is None or leaf.version != LEAF_VERSION:
        value = legacy.upgraded_leaf(_canonical(content, digest, "leaf"))
        leaf = _decoded(Leaf, value, digest, LEAF_VERSION)
    _check_leaf(leaf, _process_name if is_process else kept_name)
    return leaf


def recount(
    blobs: BlobStore, known: KnownStates, capture: Capture, checkpoint: Checkpoint
) -> tuple[Checkpoint, Manifest]:
    """Return the checkpoint with its numbers counted from what is stored, and its manifest.

    Raises InvalidError or CorruptError when what is stored does not fit, MissingBlobError when
    bytes are absent.
    """
    manifest, inside = load_manifest(blobs, checkpoint.manifest)
    if (manifest.execution, manifest.session) != (capture.execution.id, capture.session.id):
        raise InvalidError("The manifest was made for another execution.")
    for ref in manifest.inputs:
        check_data(ref)
    _sizes(blobs, manifest.blobs())
    _check_kept(blobs, known, [ref.kept for ref in manifest.inputs if ref.kept is not None])
    if inside is not None:
        facts = [_facts(blobs, known, inside)]
    else:
        facts = [_known_facts(blobs, known, manifest, place) for place in range(_count(manifest))]
        _check_spread(facts)
    if manifest.process is not None:
        _check_stored(blobs, known, load_leaf(blobs, manifest.process, is_process=True))
    counted = replace(
        checkpoint,
        kept=sum(one.kept for one in facts),
        skipped=sum(one.skipped for one in facts),
        size_bytes=sum(one.size_bytes for one in facts),
    )
    return counted, manifest


def _stored(blobs: BlobStore, digest: Digest, what: str) -> bytes:
    try:
        return blobs.get(digest)
    except NotFoundError as error:
        raise MissingBlobError(f"The {what} {digest.short} is not stored.") from error


def _canonical(content: bytes, digest: Digest, what: str) -> dict[str, Any]:
    value = canonical.loads(content)
    if not isinstance(value, dict) or canonical.dumps(value) != content:
        raise InvalidError(f"The {what} {digest.short} is not in canonical form.")
    return value


def _decoded(kind: type[T], value: dict[str, Any], digest: Digest, version: int) -> T:
    if value.get("version") != version:
        name = f"{kind.__name__} {digest.short}"
        raise InvalidError(f"{name} has version {value.get('version')!r}.")
    readable = without_nul(value)
    made = decode(kind, readable)
    if canonical.dumps(made) != canonical.dumps(readable):
        name = f"{kind.__name__} {digest.short}"
        raise InvalidError(f"{name} is not in canonical form: fields are absent.")
    return made


def _check_leaf(leaf: Leaf, check_name: Callable[[str], str]) -> None:
    for group in leaf.groups:
        _check_group(group)
    if any(variable.reason is None for variable in leaf.lost):
        raise InvalidError("A variable that is not kept has no reason.")
    names = [*(n for group in leaf.groups for n in group.names), *(v.name for v in leaf.lost)]
    for name in names:
        check_name(name)
    if len(set(names)) != len(names):
        raise InvalidError("A variable stands twice in a leaf.")


def _check_group(group: Group) -> None:
    named = tuple(variable.name for variable in group.variables)
    if not named or group.names != named or group.names != tuple(sorted(named)):
        raise InvalidError("A group of a leaf does not fit its variables.")
    first, contents = f"The group of {named[0][:80]}", group.contents()
    if group.codec not in CODECS:
        raise InvalidError(f"{first} has a codec that this jupyter_mm does not know.")
    if any(variable.reason is not None for variable in group.variables):
        raise InvalidError(f"{first} holds a variable that is said not to be kept.")
    if any(content.parts < 1 or content.size_bytes < 0 for content in contents):
        raise InvalidError(f"{first} has a content that cannot be.")
    if group.size_bytes != sum(content.size_bytes for content in contents):
        raise InvalidError(f"{first} has not the size of its contents.")


def _process_name(name: str) -> str:
    return visible_name(name, "part of the process")


def _count(manifest: Manifest) -> int:
    if not manifest.leaves:
        raise InvalidError("A manifest has one leaf at least.")
    return len(manifest.leaves)


def _known_facts(blobs: BlobStore, known: KnownStates, manifest: Manifest, place: int) -> LeafFacts:
    """Return the facts of one leaf; read and checked only if it is new."""
    digest, count = manifest.leaves[place], len(manifest.leaves)
    found = known.leaves.get((digest, place, count))
    if found is None:
        leaf = load_leaf(blobs, digest)
        firsts = [*(group.names[0] for group in leaf.groups), *(v.name for v in leaf.lost)]
        if any(leaf_of(name, count) != place for name in firsts):
            raise InvalidError(f"Leaf {digest.short} holds a group that belongs into another one.")
        found = _facts(blobs, known, leaf)
        known.leaves.put((digest, place, count), found)
    return found


def _check_spread(facts: list[LeafFacts]) -> None:
    if len(frozenset().union(*(one.names for one in facts))) != sum(len(f.names) for f in facts):
        raise InvalidError("A variable stands in two leaves of the manifest.")
    if len(facts) != leaf_count(sum(one.groups for one in facts)):
        raise InvalidError("The manifest has not the number of leaves that its groups ask for.")


def _facts(blobs: BlobStore, known: KnownStates, leaf: Leaf) -> LeafFacts:
    _check_stored(blobs, known, leaf)
    kept = [name for group in leaf.groups for name in group.names]
    lost = [variable.name for variable in leaf.lost]
    return LeafFacts(
        names=frozenset([*kept, *lost]),
        groups=len(leaf.groups),
        kept=sum(not is_out_entry(name) for name in kept),
        skipped=sum(not is_out_entry(name) for name in lost),
        size_bytes=sum(group.size_bytes for group in leaf.groups),
    )


def _check_stored(blobs: BlobStore, known: KnownStates, leaf: Leaf) -> None:
    """Raise MissingBlobError or CorruptError unless all contents are there, of the right size."""
    _check_kept(blobs, known, [one for group in leaf.groups for one in group.contents()])
    _sizes(blobs, {one for group in leaf.groups for one in group.descriptions()})


def _check_kept(blobs: BlobStore, known: KnownStates, contents: Iterable[Content]) -> None:
    new = [content for content in set(contents) if known.contents.get(content) is None]
    sizes = _sizes(blobs, [content.digest for content in new])
    for content in new:
        stored = sizes[content.digest] if content.parts == 1 else _sum_of_parts(blobs, content)
        if stored != content.size_bytes:
            raise CorruptError(f"Blob {content.digest} has not the size it is said to have.")
        known.contents.put(content, value=True)


def _sum_of_parts(blobs: BlobStore, content: Content) -> int:
    parts = blobs.parts(content)
    sizes = _sizes(blobs, set(parts))
    return sum(sizes[part] for part in parts)


def _sizes(blobs: BlobStore, digests: Iterable[Digest]) -> dict[Digest, int]:
    """Return the size of every blob. Raises MissingBlobError naming a few that are absent."""
    sizes: dict[Digest, int] = {}
    missing: list[Digest] = []
    for digest in digests:
        try:
            sizes[digest] = blobs.size(digest)
        except NotFoundError:
            missing.append(digest)
    if missing:
        named = ", ".join(digest.short for digest in sorted(missing)[:3])
        raise MissingBlobError(f"{len(missing)} blobs are not stored: {named}.")
    return sizes
