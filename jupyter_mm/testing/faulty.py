"""A blob store whose n-th operation fails, so that every place of failure can be tried in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import Buffer

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.errors import MMError


class FaultyStore:
    """A BlobStore over another one. Operation number `fail_at`, counted from 1, raises `error`."""

    def __init__(self, store: BlobStore, error: MMError, *, fail_at: int) -> None:
        """Pass on to `store` until it is time to fail."""
        self._store = store
        self._error = error
        self._fail_at = fail_at
        self.operations = 0

    def _count(self) -> BlobStore:
        self.operations += 1
        if self.operations == self._fail_at:
            raise self._error
        return self._store

    def put(self, chunks: Buffer | Iterable[Buffer]) -> Digest:
        """Count, then do as BlobStore says."""
        return self._count().put(chunks)

    def put_many(self, parts: Iterable[Buffer]) -> list[Digest]:
        """Count, then do as BlobStore says."""
        return self._count().put_many(parts)

    def get(self, digest: Digest) -> bytes:
        """Count, then do as BlobStore says."""
        return self._count().get(digest)

    def stream(self, digest: Digest) -> Iterator[bytes]:
        """Count, then do as BlobStore says."""
        return self._count().stream(digest)

    def missing(self, digests: Iterable[Digest]) -> frozenset[Digest]:
        """Count, then do as BlobStore says."""
        return self._count().missing(digests)

    def size(self, digest: Digest) -> int:
        """Count, then do as BlobStore says."""
        return self._count().size(digest)

    def digests(self) -> Iterator[Digest]:
        """Count, then do as BlobStore says."""
        return self._count().digests()
