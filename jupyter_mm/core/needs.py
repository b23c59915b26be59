"""Which blobs the checkpoints need, each read once however many states share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.core.states import load_leaf, load_manifest
from jupyter_mm.errors import MissingBlobError, MMError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.checkpoint import Checkpoint, Leaf, Manifest
    from jupyter_mm.domain.content import Content
    from jupyter_mm.domain.digest import Digest


class Needs:
    """Blobs, and what names each: checkpoints, or other blobs that checkpoints need."""

    def __init__(self, blobs: BlobStore) -> None:
        """Begin with nothing needed."""
        self._blobs = blobs
        self._users: dict[Digest, set[Digest]] = {}
        self._roots: set[Digest] = set()
        self.unreadable: dict[Digest, str] = {}
        """Manifests, leaves and lists that cannot be read, and why; absent ones are not listed."""

    def add(self, blob: Digest, users: Iterable[Digest]) -> bool:
        """Note that a blob is needed by checkpoints or other blobs; return whether it is new."""
        is_new = blob not in self._users
        self._users.setdefault(blob, set()).update(users)
        return is_new

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Note all that a checkpoint needs."""
        self._roots.add(checkpoint.id)
        top = checkpoint.manifest
        if not self.add(top, {checkpoint.id}):
            return
        try:
            manifest, inside = load_manifest(self._blobs, top)
        except MissingBlobError:
            return  # found when the blobs are read
        except MMError as error:
            self.unreadable[top] = error.message
            return
        self._add_named(manifest, top)
        if inside is not None:
            self._add_contents(inside, top)

    def _add_named(self, manifest: Manifest, top: Digest) -> None:
        """Note what a manifest names itself, and what its leaves and kept data name."""
        leaves = {*manifest.leaves, manifest.process}
        for digest in manifest.blobs():
            if self.add(digest, {top}) and digest in leaves:
                self._add_leaf(digest, is_process=digest == manifest.process)
        for ref in manifest.inputs:
            if ref.kept is not None and ref.kept.parts > 1:
                self._add_parts(ref.kept)

    def checkpoints(self, blob: Digest) -> tuple[Digest, ...]:
        """Return the checkpoints that cannot come back whole without a blob, sorted."""
        seen, waiting = set(), {blob}
        while waiting:
            one = waiting.pop()
            seen.add(one)
            waiting |= self._users.get(one, set()) - seen
        return tuple(sorted(seen & self._roots))

    def __contains__(self, blob: Digest) -> bool:
        """Return whether a blob is needed."""
        return blob in self._users

    def digests(self) -> list[Digest]:
        """Return all blobs that are needed, sorted."""
        return sorted(self._users)

    def _add_leaf(self, digest: Digest, *, is_process: bool) -> None:
        try:
            leaf = load_leaf(self._blobs, digest, is_process=is_process)
        except MissingBlobError:
            return  # found when the blobs are read
        except MMError as error:
            self.unreadable[digest] = error.message
            return
        self._add_contents(leaf, digest)

    def _add_contents(self, leaf: Leaf, user: Digest) -> None:
        for group in leaf.groups:
            for description in group.descriptions():
                self.add(description, ())  # a checkpoint comes back whole without them
            for content in group.contents():
                if self.add(content.digest, {user}) and content.parts > 1:
                    self._add_parts(content)

    def _add_parts(self, content: Content) -> None:
        try:
            parts = self._blobs.parts(content)
        except NotFoundError:
            return  # found when the blobs are read
        except MMError as error:
            self.unreadable[content.digest] = error.message
            return
        for part in parts:
            self.add(part, {content.digest})
