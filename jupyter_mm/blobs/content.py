"""Contents: bytes that are stored as one blob or as several in order.

A content of several parts names a list, a blob of the parts' raw digests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.domain.checkpoint import DIGEST_BYTES
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import CorruptError

if TYPE_CHECKING:
    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.content import Content


def keys_of(blobs: BlobStore, content: Content) -> list[bytes]:
    """Return the raw digests of a content's parts, in order. Raises as `BlobStore.get`."""
    if content.parts == 1:
        return [bytes.fromhex(Digest.parse(content.digest))]
    raw = blobs.get(content.digest)
    if len(raw) != DIGEST_BYTES * content.parts:
        raise CorruptError(f"Blob {content.digest} is not a list of {content.parts} parts.")
    return [raw[at : at + DIGEST_BYTES] for at in range(0, len(raw), DIGEST_BYTES)]


def parts_of(blobs: BlobStore, content: Content) -> tuple[Digest, ...]:
    """Return the names of a content's parts, in order. Raises as `BlobStore.get`."""
    return tuple(Digest(key.hex()) for key in keys_of(blobs, content))


def joined(blobs: BlobStore, content: Content) -> bytes:
    """Return the bytes of a content, verified. Raises as `BlobStore.get`."""
    found = b"".join(blobs.get(digest) for digest in parts_of(blobs, content))
    require_size(content, len(found))
    return found


def require_size(content: Content, size: int) -> None:
    """Raise CorruptError when a content's parts do not make its size."""
    if size != content.size_bytes:
        raise CorruptError(
            f"Content {content.digest} has {size} bytes instead of {content.size_bytes}."
        )
