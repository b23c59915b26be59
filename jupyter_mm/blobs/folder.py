"""The blobs of a store's folder: small ones in packs, large ones with a file each.

Format and order of steps: docs/formats/blobs.md.
"""

from __future__ import annotations

import heapq
import os
from typing import TYPE_CHECKING

from jupyter_mm.blobs.compression import compressed, expanded
from jupyter_mm.blobs.content import joined, keys_of, parts_of, require_size
from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.durable import storage_errors
from jupyter_mm.blobs.flat import flat
from jupyter_mm.blobs.home import refuse_read_only
from jupyter_mm.blobs.loose import LooseBlobs, LooseFile
from jupyter_mm.blobs.packs import Packs, packs_of
from jupyter_mm.blobs.segment import RAW, Item, Row
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import CorruptError, InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from typing_extensions import Buffer

    from jupyter_mm.blobs.mapping import Piece
    from jupyter_mm.blobs.pack_view import Place
    from jupyter_mm.domain.content import Content

LOOSE_FROM = 4 << 20
"""Blobs larger than this have a file each."""
READ_WHOLE = 4 << 20


class FolderStore:  # noqa: PLR0904  # what BlobStore promises
    """The blobs below a store's folder; any number of processes may share it.

    Safe to use from several threads, and after a fork in both processes.
    """

    def __init__(self, home: Path) -> None:
        """Look at the store in `home`; nothing is opened or made before it is needed."""
        self._home = home
        self._loose = LooseBlobs(home)
        self._found: Packs | None = None

    # ------------------------------------------------------------ writing

    def put(self, chunks: Buffer | Iterable[Buffer]) -> Digest:
        """Store bytes and return their name; see BlobStore."""
        if isinstance(chunks, bytes | bytearray | memoryview):
            return self.put_many([chunks])[0]
        start, rest = bytearray(), iter(chunks)  # type: ignore[arg-type]  # buffers were taken above
        for chunk in rest:
            start += chunk
            if len(start) > LOOSE_FROM:
                return self._loose.put_stream(_chain(start, rest))
        return self.put_many([start])[0]

    def put_many(
        self, parts: Iterable[Buffer], *, digests: Sequence[Digest] | None = None
    ) -> list[Digest]:
        """Store several blobs and return their names in order; see BlobStore."""
        views = [flat(part) for part in parts]
        names = [digest_of(view) for view in views] if digests is None else list(digests)
        if len(names) != len(views):
            raise InvalidError(f"{len(names)} digests for {len(views)} parts.")
        new = dict(zip(names, views, strict=True))
        with storage_errors():
            packs = self._packs(for_writing=True)
            packs.refresh()
            items, loose = [], {}
            for name, view in new.items():
                key = bytes.fromhex(name)
                if packs.find(key) is not None:
                    continue
                if view.nbytes > LOOSE_FROM or self._loose.is_known(name, view.nbytes):
                    loose[name] = view
                else:
                    content, codec = compressed(view)
                    items.append(Item(key, content, _length(content), view.nbytes, codec))
            if loose:
                self._loose.put_many(loose)
            packs.append(items)
        return names

    # ------------------------------------------------------------ reading

    def get(self, digest: Digest) -> bytes:
        """Return the bytes, verified; see BlobStore."""
        with storage_errors():
            places = self._places(digest)
            content = _first_whole(digest, places)
            if content is None and places:
                self._packs().refresh()  # another process may have written it again
                places = self._places(digest)
                content = _first_whole(digest, places)
        if content is not None:
            return content
        if places and not self._loose.holds(digest):
            raise CorruptError(f"Blob {digest} holds other bytes than its name says.")
        return self._loose.get(digest)

    def stream(self, digest: Digest) -> Iterator[bytes]:
        """Return the bytes in pieces, the last one only after verification; see BlobStore."""
        if self._loose.holds(digest):
            yield from self._loose.stream(digest)
        else:
            yield self.get(digest)

    def read(self, content: Content) -> bytes:
        """Return the bytes of a content, verified; see BlobStore."""
        if content.parts > 1 and content.size_bytes >= READ_WHOLE:
            return bytes(self.mapped(content))
        return joined(self, content)

    def mapped(self, content: Content) -> memoryview:
        """Return a content as writable memory of the caller's own; see BlobStore."""
        from jupyter_mm.blobs.area import empty  # noqa: PLC0415  # on first restore
        from jupyter_mm.blobs.mapping import fill  # noqa: PLC0415  # as above

        with storage_errors():
            pieces = self._pieces(content)
            memory = empty(content.size_bytes)
            wrong = fill(memory, pieces)
        for piece in wrong:
            # Another copy may be whole; when there is none, this raises.
            digest = Digest(piece.key.hex())
            memory[piece.at : piece.at + piece.row.size] = self.get(digest)
        return memory

    def parts(self, content: Content) -> tuple[Digest, ...]:
        """Return the names of a content's parts; see BlobStore."""
        return parts_of(self, content)

    # ------------------------------------------------------------ asking

    def missing(self, digests: Iterable[Digest]) -> frozenset[Digest]:
        """Return those that are not stored; see BlobStore."""
        with storage_errors():
            packs = self._packs()
            packs.refresh()
            return frozenset(
                name
                for name in digests
                if not packs.is_readable(_key(name)) and not self._loose.holds(name)
            )

    def size(self, digest: Digest) -> int:
        """Return the number of bytes; see BlobStore."""
        with storage_errors():
            places = self._places(digest)
        return places[0].row.size if places else self._loose.size(digest)

    def count(self) -> int:
        """Return the number of blobs."""
        with storage_errors():
            return self._packs().count() + sum(1 for _ in self._loose.digests())

    def digests(self) -> Iterator[Digest]:
        """Return the names of all blobs; see BlobStore."""
        last = ""
        packed = (key.hex() for key in self._packs().keys())  # noqa: SIM118  # not a dict
        for name in heapq.merge(packed, self._loose.digests()):
            if name != last:
                yield Digest(name)
            last = name

    def close(self) -> None:
        """Give back what was opened; see BlobStore."""
        if self._found is not None:
            self._found.close()

    # ------------------------------------------------------------ inside

    def _packs(self, *, for_writing: bool = False) -> Packs:
        """Return what this process knows of the store's packs."""
        if self._found is None:
            if for_writing:
                refuse_read_only(self._home)
            try:
                self._found = packs_of(self._home)
            except FileNotFoundError:
                return Packs(self._home)
        return self._found

    def _places(self, digest: Digest) -> list[Place]:
        return self._packs().places(_key(digest))

    def _pieces(self, content: Content) -> list[Piece]:
        """Return where the parts of a content lie and belong. Raises NotFoundError."""
        from jupyter_mm.blobs.mapping import Piece  # noqa: PLC0415  # as above

        packs = self._packs()
        pieces, at = [], 0
        for key in keys_of(self, content):
            place = packs.find(key) or next(iter(packs.places(key)), None)
            piece = Piece(key, *place, at) if place is not None else self._loose_piece(key, at)
            pieces.append(piece)
            at += piece.row.size
        require_size(content, at)
        return pieces

    def _loose_piece(self, key: bytes, at: int) -> Piece:
        from jupyter_mm.blobs.mapping import Piece  # noqa: PLC0415  # as above

        digest = Digest(key.hex())
        size = self._loose.size(digest)
        return Piece(key, LooseFile(self._loose.path(digest)), Row(0, size, size, RAW), at)


def _key(digest: Digest) -> bytes:
    """Return the raw digest. The name is checked first: it may become part of a path."""
    return bytes.fromhex(Digest.parse(digest))


def _first_whole(digest: Digest, places: Iterable[Place]) -> bytes | None:
    """Return the bytes from the first place where they are what the name says."""
    for place in places:
        content = _read(place)
        if content is not None and digest_of(content) == digest:
            return content
    return None


def _read(place: Place) -> bytes | None:
    pack, row = place
    try:
        with pack.opened() as descriptor:
            stored = os.pread(descriptor, row.stored, row.offset)
    except FileNotFoundError:
        return None
    return expanded(stored, row.size, row.codec)


def _length(content: Buffer) -> int:
    return memoryview(content).nbytes


def _chain(start: bytearray, rest: Iterator[Buffer]) -> Iterator[Buffer]:
    yield start
    yield from rest
