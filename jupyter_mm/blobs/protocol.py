"""What every blob store promises. tests/contracts runs one suite over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from typing_extensions import Buffer

    from jupyter_mm.domain.content import Content
    from jupyter_mm.domain.digest import Digest


class BlobStore(Protocol):  # noqa: PLR0904  # one noun, one store
    """Immutable bytes by their BLAKE3 digest."""

    def put(self, chunks: Buffer | Iterable[Buffer]) -> Digest:
        """Store bytes and return their name. Streams: memory stays below one chunk.

        Durable on return. Atomic: readers see all or nothing. Known bytes are not written again.
        Raises StoreFullError, ReadOnlyError or StoreUnavailableError; then nothing was stored.
        """
        ...

    def put_many(
        self, parts: Iterable[Buffer], *, digests: Sequence[Digest] | None = None
    ) -> list[Digest]:
        """Store several blobs and return their names in order; cheaper than one by one.

        `digests`, in the same order, are what the caller has computed already: they are trusted.
        Durable on return. When it raises, some may be stored: storing them again is harmless.
        """
        ...

    def get(self, digest: Digest) -> bytes:
        """Return the bytes, verified. Raises NotFoundError, or CorruptError naming the blob."""
        ...

    def stream(self, digest: Digest) -> Iterator[bytes]:
        """Return the bytes in pieces; memory stays below two of them. Raises as `get`.

        The last piece comes only after all were verified, so damaged bytes never look complete.
        """
        ...

    def read(self, content: Content) -> bytes:
        """Return the bytes of a content, verified. Raises as `get`, also for a wrong size."""
        ...

    def mapped(self, content: Content) -> memoryview:
        """Return a content as writable memory that only the caller sees. Raises as `read`.

        It begins at a multiple of 64 bytes and is freed with its last reference. Large parts are
        mapped, not read: they are verified once by each process, and again when a file was changed.
        """
        ...

    def parts(self, content: Content) -> tuple[Digest, ...]:
        """Return the names of a content's parts, in order. Raises as `get`."""
        ...

    def missing(self, digests: Iterable[Digest]) -> frozenset[Digest]:
        """Return those that are not stored; presence only, the bytes are not read."""
        ...

    def size(self, digest: Digest) -> int:
        """Return the number of bytes. Raises NotFoundError."""
        ...

    def digests(self) -> Iterator[Digest]:
        """Return the names of all blobs, in no order."""
        ...

    def close(self) -> None:
        """Give back what was opened. The store may be used again: that opens it again."""
        ...
