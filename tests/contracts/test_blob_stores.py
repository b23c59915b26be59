"""What every blob store promises, asked of each."""

from __future__ import annotations

import random
from pickle import PickleBuffer
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.blobs.area import address_of
from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import open_home
from jupyter_mm.blobs.memory import MemoryStore
from jupyter_mm.domain.content import Content
from jupyter_mm.errors import CorruptError, InvalidError, NotFoundError
from jupyter_mm.testing.damage import damage_blob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.digest import Digest

NOISE = random.Random(7).randbytes(1_500_001)
ABSENT = digest_of(b"never stored")


def folder_store(home: Path) -> BlobStore:
    open_home(home)
    return FolderStore(home)


def memory_store(_home: Path) -> BlobStore:
    return MemoryStore()


def damage(store: BlobStore, digest: Digest, content: bytes) -> None:
    if isinstance(store, MemoryStore):
        store._held[digest] = content
    else:
        assert isinstance(store, FolderStore)
        damage_blob(store._home, digest, content)


@pytest.fixture(params=[folder_store, memory_store])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    made: BlobStore = request.param(tmp_path / "store")
    return made


@pytest.mark.parametrize("content", [b"", b"x", bytes(range(256)) * 5000], ids=len)
def test_what_is_put_comes_back_under_its_digest(store: BlobStore, content: bytes) -> None:
    digest = store.put(content)
    assert digest == digest_of(content)
    assert store.get(digest) == content
    assert b"".join(store.stream(digest)) == content
    assert store.size(digest) == len(content)


def test_chunks_are_one_blob(store: BlobStore) -> None:
    assert store.put(iter([b"one ", b"", b"blob"])) == digest_of(b"one blob")
    assert store.put(iter([])) == digest_of(b"")
    assert sorted(store.digests()) == sorted([digest_of(b"one blob"), digest_of(b"")])


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview])
def test_any_buffer_can_be_put(store: BlobStore, make: Callable[[bytes], bytes]) -> None:
    assert store.put(make(b"buffer")) == digest_of(b"buffer")


def test_later_changes_of_a_buffer_do_not_reach_the_blob(store: BlobStore) -> None:
    buffer = bytearray(b"before")
    digest = store.put(buffer)
    buffer[:] = b"after."
    assert store.get(digest) == b"before"


def test_a_batch_returns_names_in_order_and_stores_equal_bytes_once(store: BlobStore) -> None:
    names = store.put_many([b"a", b"b", b"a"])
    assert names == [digest_of(b"a"), digest_of(b"b"), digest_of(b"a")]
    assert sorted(store.digests()) == sorted(set(names))


def test_putting_again_changes_nothing(store: BlobStore) -> None:
    first = store.put(b"same")
    assert store.put(b"same") == first
    assert store.put(iter([b"sa", b"me"])) == first
    assert list(store.digests()) == [first]


def test_a_batch_that_fails_half_way_leaves_nothing(store: BlobStore) -> None:
    def parts() -> Iterator[bytes]:
        yield b"first"
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        store.put_many(parts())
    with pytest.raises(RuntimeError, match="half-way"):
        store.put(parts())
    assert list(store.digests()) == []


def test_missing_names_what_is_not_stored(store: BlobStore) -> None:
    held = store.put(b"held")
    assert store.missing([held, ABSENT]) == {ABSENT}
    assert store.missing([]) == frozenset()


def test_a_store_that_was_closed_opens_again(store: BlobStore) -> None:
    first = store.put(b"before")
    store.close()
    assert store.get(first) == b"before"
    assert store.put_many([b"before", b"after"]) == [first, digest_of(b"after")]
    store.close()
    store.close()
    assert sorted(store.digests()) == sorted([first, digest_of(b"after")])


@pytest.mark.parametrize("ask", ["get", "size", "stream"])
def test_an_absent_blob_is_not_found(store: BlobStore, ask: str) -> None:
    with pytest.raises(NotFoundError, match=ABSENT):
        list(getattr(store, ask)(ABSENT)) if ask == "stream" else getattr(store, ask)(ABSENT)


@pytest.mark.parametrize("content", [b"wholE", b"", b"whole and more"], ids=repr)
def test_damaged_bytes_are_never_returned(store: BlobStore, content: bytes) -> None:
    digest = store.put(b"whole")
    damage(store, digest, content)
    with pytest.raises(CorruptError, match=digest):
        store.get(digest)
    with pytest.raises(CorruptError, match=digest):
        b"".join(store.stream(digest))


def test_a_damaged_large_blob_never_looks_complete(store: BlobStore) -> None:
    content = bytes(3 << 20)
    digest = store.put(content)
    damage(store, digest, content[:-1] + b"x")
    received: list[bytes] = []
    with pytest.raises(CorruptError, match=digest):
        received.extend(store.stream(digest))
    assert sum(map(len, received)) < len(content)


def content_of(store: BlobStore, parts: list[bytes]) -> Content:
    """Store bytes in parts, with their list when there are several."""
    names = store.put_many(parts)
    size = sum(map(len, parts))
    if len(parts) == 1:
        return Content(digest=names[0], size_bytes=size)
    listed = store.put(b"".join(map(bytes.fromhex, names)))
    return Content(digest=listed, size_bytes=size, parts=len(parts))


SHAPES = {
    "empty": [b""],
    "small": [b"small"],
    "noise": [NOISE[:700_000]],
    "zeros": [bytes(900_000)],
    "one file": [NOISE + bytes(5 << 20)],
    "parts": [NOISE[:1_048_576], NOISE[1_048_576:]],
    "odd parts": [NOISE[:100_001], b"", b"x", NOISE[100_001:400_000], bytes(70_000), b"end"],
    "the same part again": [NOISE[:131_072]] * 5,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_content_comes_back_whole(store: BlobStore, shape: str) -> None:
    parts = SHAPES[shape]
    content = content_of(store, parts)
    assert store.parts(content) == tuple(map(digest_of, parts))
    assert store.read(content) == b"".join(parts)
    assert bytes(store.mapped(content)) == b"".join(parts)


@pytest.mark.parametrize("shape", SHAPES)
def test_mapped_memory_is_the_callers_own(store: BlobStore, shape: str) -> None:
    content = content_of(store, SHAPES[shape])
    first, second = store.mapped(content), store.mapped(content)
    assert not first.readonly
    assert (first.format, first.ndim, first.nbytes) == ("B", 1, content.size_bytes)
    assert not content.size_bytes or address_of(first) % 64 == 0
    first[:] = b"\xff" * len(first)
    assert bytes(second) == bytes(store.mapped(content)) == b"".join(SHAPES[shape])


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "empty"])
def test_damaged_parts_are_never_returned(store: BlobStore, shape: str) -> None:
    content = content_of(store, SHAPES[shape])
    last = store.parts(content)[-1]
    store.mapped(content)  # verified now; what comes after must be noticed all the same
    damage(store, last, b"something else")
    with pytest.raises(CorruptError, match=last):
        store.mapped(content)
    with pytest.raises(CorruptError, match=last):
        store.read(content)


@pytest.mark.parametrize("ask", ["read", "mapped"])
def test_a_content_that_lies_about_itself_is_refused(store: BlobStore, ask: str) -> None:
    one, two = store.put_many([b"one", b"two"])
    listed = store.put(bytes.fromhex(one) + bytes.fromhex(two))
    wrong = [
        Content(digest=one, size_bytes=4),
        Content(digest=listed, size_bytes=7, parts=2),
        Content(digest=listed, size_bytes=6, parts=3),
        Content(digest=one, size_bytes=3, parts=2),
    ]
    for content in wrong:
        with pytest.raises(CorruptError):
            getattr(store, ask)(content)
    with pytest.raises(NotFoundError, match=ABSENT):
        getattr(store, ask)(Content(digest=ABSENT, size_bytes=0))
    absent_part = store.put(bytes.fromhex(one) + bytes.fromhex(ABSENT))
    with pytest.raises(NotFoundError, match=ABSENT):
        getattr(store, ask)(Content(digest=absent_part, size_bytes=6, parts=2))


def test_digests_that_the_caller_knows_are_taken_over(store: BlobStore) -> None:
    parts = [b"a", b"b" * 100_000]
    names = [digest_of(part) for part in parts]
    assert store.put_many(parts, digests=names) == names
    assert [store.get(name) for name in names] == parts
    with pytest.raises(InvalidError, match="digests"):
        store.put_many(parts, digests=names[:1])


def test_buffers_of_any_shape_are_stored_as_the_bytes_they_are(store: BlobStore) -> None:
    table: Any = np.arange(12, dtype="<i4").reshape(3, 4)
    other: Any = table.astype(">i4")
    fields: Any = np.zeros(3, dtype=[("a", "i4"), ("b", "f8")])
    number: Any = np.float64(1.5)
    parts: list[Any] = [table, np.asfortranarray(table), PickleBuffer(table), np.empty((0, 3))]
    names = store.put_many([*parts, other, fields, table[:, 1], number])
    expected = [table.tobytes(), table.tobytes("F"), table.tobytes(), b""]
    expected += [
        other.tobytes(),
        fields.tobytes(),
        table[:, 1].tobytes(),
        np.float64(1.5).tobytes(),
    ]
    assert [store.get(name) for name in names] == expected


@given(parts=st.lists(st.binary(max_size=64), max_size=6))
def test_any_batch_comes_back(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    for make in (folder_store, memory_store):
        made = make(tmp_path_factory.mktemp("batch") / "store")
        assert [made.get(name) for name in made.put_many(parts)] == parts
