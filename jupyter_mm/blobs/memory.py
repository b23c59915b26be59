"""Blobs in memory: for tests, and stricter than any folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.blobs.area import empty
from jupyter_mm.blobs.content import joined, parts_of
from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.flat import flat
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import CorruptError, InvalidError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from typing_extensions import Buffer

    from jupyter_mm.domain.content import Content


class MemoryStore:  # noqa: PLR0904  # what BlobStore promises
    """A BlobStore whose bytes last as long as the object.

    Stricter than a folder: names must be Digest objects, not just text that looks like one.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._held: dict[Digest, bytes] = {}

    def put(self, chunks: Buffer | Iterable[Buffer]) -> Digest:
        """Store bytes and return their name; see BlobStore."""
        if isinstance(chunks, bytes | bytearray | memoryview):
            return self.put_many([chunks])[0]
        return self.put_many([b"".join(bytes(chunk) for chunk in chunks)])[0]  # type: ignore[union-attr]  # buffers were taken above

    def put_many(
        self, parts: Iterable[Buffer], *, digests: Sequence[Digest] | None = None
    ) -> list[Digest]:
        """Store several blobs and return their names in order; see BlobStore."""
        copies = [bytes(flat(part)) for part in parts]
        names = [digest_of(copy) for copy in copies]
        if digests is not None and names != [_strict(digest) for digest in digests]:
            raise InvalidError("The digests are not those of the parts.")
        self._held.update(zip(names, copies, strict=True))
        return names

    def get(self, digest: Digest) -> bytes:
        """Return the bytes, verified; see BlobStore."""
        content = self._content(digest)
        if digest_of(content) != digest:
            raise CorruptError(f"Blob {digest} holds other bytes than its name says.")
        return content

    def stream(self, digest: Digest) -> Iterator[bytes]:
        """Return the bytes in pieces; see BlobStore."""
        yield self.get(digest)

    def read(self, content: Content) -> bytes:
        """Return the bytes of a content, verified; see BlobStore."""
        return joined(self, content)

    def mapped(self, content: Content) -> memoryview:
        """Return a content as writable memory of the caller's own; see BlobStore."""
        found = self.read(content)
        memory = empty(len(found))
        memory[:] = found
        return memory

    def parts(self, content: Content) -> tuple[Digest, ...]:
        """Return the names of a content's parts; see BlobStore."""
        return parts_of(self, content)

    def missing(self, digests: Iterable[Digest]) -> frozenset[Digest]:
        """Return those that are not stored; see BlobStore."""
        return frozenset(_strict(digest) for digest in digests) - self._held.keys()

    def size(self, digest: Digest) -> int:
        """Return the number of bytes; see BlobStore."""
        return len(self._content(digest))

    def digests(self) -> Iterator[Digest]:
        """Return the names of all blobs; see BlobStore."""
        return iter(tuple(self._held))

    def close(self) -> None:
        """Keep everything; see BlobStore."""

    def _content(self, digest: Digest) -> bytes:
        try:
            return self._held[_strict(digest)]
        except KeyError as error:
            raise NotFoundError(f"There is no blob {digest}.") from error


def _strict(digest: Digest) -> Digest:
    if not isinstance(digest, Digest):
        raise TypeError(f"{digest!r} is not a Digest.")
    return digest
