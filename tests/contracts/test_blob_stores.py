"""What every blob store promises, asked of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import open_home
from jupyter_mm.blobs.memory import MemoryStore
from jupyter_mm.errors import CorruptError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.digest import Digest

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
        path = store._path(digest)
        path.chmod(0o600)
        path.write_bytes(content)


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


@given(parts=st.lists(st.binary(max_size=64), max_size=6))
def test_any_batch_comes_back(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    for make in (folder_store, memory_store):
        made = make(tmp_path_factory.mktemp("batch") / "store")
        assert [made.get(name) for name in made.put_many(parts)] == parts
