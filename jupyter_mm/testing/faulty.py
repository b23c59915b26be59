"""Blob stores that fail: at the n-th operation, or for some blobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.errors import CorruptError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from typing_extensions import Buffer

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.content import Content
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.errors import MMError


class _StoreOver:  # noqa: PLR0904  # as BlobStore
    """A BlobStore over another one, which may object to each operation."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store

    def _before(self, digest: Digest | None = None) -> BlobStore:
        """Return the store for one operation, or raise; `digest` is the blob it reads."""
        raise NotImplementedError(digest)

    def put(self, chunks: Buffer | Iterable[Buffer]) -> Digest:
        """Do as BlobStore says, or fail."""
        return self._before().put(chunks)

    def put_many(
        self, parts: Iterable[Buffer], *, digests: Sequence[Digest] | None = None
    ) -> list[Digest]:
        """Do as BlobStore says, or fail."""
        return self._before().put_many(parts, digests=digests)

    def get(self, digest: Digest) -> bytes:
        """Do as BlobStore says, or fail."""
        return self._before(digest).get(digest)

    def stream(self, digest: Digest) -> Iterator[bytes]:
        """Do as BlobStore says, or fail."""
        return self._before(digest).stream(digest)

    def read(self, content: Content) -> bytes:
        """Do as BlobStore says, or fail."""
        return self._before(content.digest).read(content)

    def mapped(self, content: Content) -> memoryview:
        """Do as BlobStore says, or fail."""
        return self._before(content.digest).mapped(content)

    def parts(self, content: Content) -> tuple[Digest, ...]:
        """Do as BlobStore says, or fail."""
        return self._before(content.digest).parts(content)

    def missing(self, digests: Iterable[Digest]) -> frozenset[Digest]:
        """Do as BlobStore says, or fail."""
        return self._before().missing(digests)

    def size(self, digest: Digest) -> int:
        """Do as BlobStore says, or fail."""
        return self._before(digest).size(digest)

    def digests(self) -> Iterator[Digest]:
        """Do as BlobStore says, or fail."""
        return self._before().digests()

    def close(self) -> None:
        """Give back what was opened."""
        self._store.close()


class FaultyStore(_StoreOver):
    """Operation number `fail_at`, counted from 1, raises `error`: every place can be tried."""

    def __init__(self, store: BlobStore, error: MMError, *, fail_at: int) -> None:
        """Pass on to `store` until it is time to fail."""
        super().__init__(store)
        self._error = error
        self._fail_at = fail_at
        self.operations = 0

    def _before(self, digest: Digest | None = None) -> BlobStore:  # noqa: ARG002  # any blob
        self.operations += 1
        if self.operations == self._fail_at:
            raise self._error
        return self._store


class SpoiledStore(_StoreOver):
    """A store that has lost some blobs and holds damaged bytes for others."""

    def __init__(
        self,
        store: BlobStore,
        *,
        lost: Collection[Digest] = (),
        damaged: Collection[Digest] = (),
    ) -> None:
        """Pass on to `store` what does not touch these blobs."""
        super().__init__(store)
        self._lost, self._damaged = frozenset(lost), frozenset(damaged)

    def _before(self, digest: Digest | None = None) -> BlobStore:
        if digest in self._lost:
            raise NotFoundError(f"There is no blob {digest}.")
        return self._store

    def get(self, digest: Digest) -> bytes:
        """Fail for damaged blobs."""
        self._refuse(digest)
        return super().get(digest)

    def stream(self, digest: Digest) -> Iterator[bytes]:
        """Fail for damaged blobs."""
        self._refuse(digest)
        return super().stream(digest)

    def read(self, content: Content) -> bytes:
        """Fail for contents with lost or damaged parts."""
        self._refuse_parts(content)
        return super().read(content)

    def mapped(self, content: Content) -> memoryview:
        """Fail for contents with lost or damaged parts."""
        self._refuse_parts(content)
        return super().mapped(content)

    def parts(self, content: Content) -> tuple[Digest, ...]:
        """Fail for damaged lists."""
        if content.parts > 1:
            self._refuse(content.digest)
        return super().parts(content)

    def missing(self, digests: Iterable[Digest]) -> frozenset[Digest]:
        """Return also what was lost."""
        asked = frozenset(digests)
        return (asked & self._lost) | super().missing(asked)

    def _refuse_parts(self, content: Content) -> None:
        for digest in self.parts(content):
            self._before(digest)
            self._refuse(digest)

    def _refuse(self, digest: Digest) -> None:
        if digest in self._damaged:
            raise CorruptError(f"Blob {digest} holds other bytes than its name says.")
