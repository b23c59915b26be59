"""Blobs of a store on disk that are spoiled or gone, for tests of what is said about it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.loose import LooseBlobs
from jupyter_mm.blobs.packs import packs_of

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.domain.digest import Digest


def damage_blob(home: Path, digest: Digest, content: bytes = b"") -> None:
    """Let a stored blob hold other bytes: `content`, cut or filled up to the length it has.

    Raises NotFoundError, and ValueError for the empty blob in a pack, which nothing can damage.
    """
    places = packs_of(home).places(bytes.fromhex(digest))
    if not places:
        _overwrite_file(LooseBlobs(home), digest, content)
    for pack, row in places:
        with pack.path.open("r+b") as file:
            file.seek(row.offset)
            before = file.read(row.stored)
            after = bytearray(content[: row.stored].ljust(row.stored, b"\0"))
            if after == before:
                after[-1] ^= 1
            file.seek(row.offset)
            file.write(after)


def lose_blob(home: Path, digest: Digest) -> None:
    """Let a store have everything but one blob. Its packs are written anew."""
    store = FolderStore(home)
    kept = {name: store.get(name) for name in store.digests() if name != digest}
    for path in [*(home / "packs").iterdir(), LooseBlobs(home).path(digest)]:
        path.unlink(missing_ok=True)
    store.put_many(list(kept.values()))


def _overwrite_file(loose: LooseBlobs, digest: Digest, content: bytes) -> None:
    loose.size(digest)
    path = loose.path(digest)
    path.chmod(0o600)
    path.write_bytes(content)
    path.chmod(0o400)
