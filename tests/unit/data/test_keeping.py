"""Kept bytes come back as they were, share what is equal, and never overwrite without leave."""

import os
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jupyter_mm.blobs.digest import digest_of, digest_of_chunks
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import open_home
from jupyter_mm.blobs.memory import MemoryStore
from jupyter_mm.data import keeping
from jupyter_mm.data.keeping import keep, restore
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import ConflictError, CorruptError, InvalidError, NotFoundError
from jupyter_mm.kernel.keeping.writing import cut_stream

NO_SECRETS = SecretFinder({})


@pytest.fixture
def blobs(tmp_path: Path) -> FolderStore:
    open_home(tmp_path / "home")
    return FolderStore(tmp_path / "home")


def random_bytes(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def kept(blobs: FolderStore, path: Path, **options) -> Content | None:
    options = {"secrets": NO_SECRETS, **options}
    return keep(blobs, str(path), digest_of(path.read_bytes()), **options)


@pytest.mark.parametrize("size", [0, 1, 128 << 10, (128 << 10) + 1, 20 << 20])
def test_kept_bytes_come_back(tmp_path: Path, blobs: FolderStore, size: int) -> None:
    (tmp_path / "file").write_bytes(random_bytes(size))
    content = kept(blobs, tmp_path / "file")
    assert content is not None
    assert content.size_bytes == size
    assert (content.parts == 1) == (size <= 128 << 10)
    restore(blobs, content, tmp_path / "new" / "folder" / "file")
    assert (tmp_path / "new" / "folder" / "file").read_bytes() == random_bytes(size)


@given(
    content=st.binary(max_size=2000),
    at=st.integers(0, 2000),
    more=st.binary(max_size=50),
)
def test_every_version_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, at: int, more: bytes
) -> None:
    place, blobs = tmp_path_factory.mktemp("kept"), MemoryStore()
    versions = [content * 200, (content * 200)[:at] + more + (content * 200)[at:]]
    # The forms of keys are among the constants that hypothesis learns from our own code.
    assume(not any(NO_SECRETS.reason(version) for version in versions))
    stored = []
    for version in versions:
        (place / "file").write_bytes(version)
        name = digest_of(version)
        stored.append(keep(blobs, str(place / "file"), name, secrets=NO_SECRETS))
    for version, one in zip(versions, stored, strict=True):
        assert one is not None
        restore(blobs, one, place / "file", may_replace=True)
        assert (place / "file").read_bytes() == version


def test_parts_do_not_depend_on_the_windows_a_file_is_read_in(
    tmp_path: Path, blobs: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = random_bytes(5 << 20)
    (tmp_path / "file").write_bytes(whole)
    wanted = [digest_of(part) for part in cut_stream(whole)]
    for window in (300_000, 1 << 20, 16 << 20):
        monkeypatch.setattr(keeping, "_WINDOW_BYTES", window)
        content = kept(blobs, tmp_path / "file")
        assert content is not None
        assert list(blobs.parts(content)) == wanted


def test_memory_stays_small_whatever_is_kept(tmp_path: Path, blobs: FolderStore) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        for seed in range(12):
            file.write(random_bytes(16 << 20, seed))
    digest = digest_of_chunks([path.read_bytes()])
    tracemalloc.start()
    try:
        content = keep(blobs, str(path), digest, secrets=NO_SECRETS, limit_bytes=1 << 40)
        _, highest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert content is not None
    assert highest < 100 << 20


def test_two_versions_cost_their_difference(tmp_path: Path, blobs: FolderStore) -> None:
    path, before = tmp_path / "file", random_bytes(4 << 20)
    path.write_bytes(before)
    first = kept(blobs, path)
    path.write_bytes(before[: 1 << 20] + b"a few more bytes" + before[1 << 20 :])
    second = kept(blobs, path)
    assert first is not None
    assert second is not None
    new = set(blobs.parts(second)) - set(blobs.parts(first))
    assert sum(blobs.size(part) for part in new) < 1 << 20


def test_a_larger_file_is_not_kept(tmp_path: Path, blobs: FolderStore) -> None:
    (tmp_path / "file").write_bytes(b"123")
    assert kept(blobs, tmp_path / "file", limit_bytes=2) is None
    assert kept(blobs, tmp_path / "file", limit_bytes=3) is not None


def test_what_is_no_file_is_not_kept(tmp_path: Path, blobs: FolderStore) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", tmp_path / "none", tmp_path):
        assert keep(blobs, str(place), Digest("0" * 64), secrets=NO_SECRETS) is None


def test_a_file_that_has_changed_is_not_kept(tmp_path: Path, blobs: FolderStore) -> None:
    (tmp_path / "file").write_bytes(b"now")
    was = digest_of(b"then")
    assert keep(blobs, str(tmp_path / "file"), was, secrets=NO_SECRETS) is None


@pytest.mark.parametrize("at", [0, 100, (64 << 10) - 5, (1 << 20) - 20])
def test_a_file_with_what_looks_like_a_key_is_not_kept(
    tmp_path: Path, blobs: FolderStore, at: int
) -> None:
    content = bytearray(random_bytes(2 << 20))
    content[at : at + 42] = b" ghp_" + b"a" * 36 + b" "
    (tmp_path / "settings").write_bytes(content)
    assert kept(blobs, tmp_path / "settings") is None


def test_another_content_is_not_overwritten_unless_it_may_be(
    tmp_path: Path, blobs: FolderStore
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    content = kept(blobs, path)
    assert content is not None
    path.write_bytes(b"new")
    path.chmod(0o640)
    with pytest.raises(ConflictError, match="is there with another content"):
        restore(blobs, content, path)
    assert path.read_bytes() == b"new"
    restore(blobs, content, path, may_replace=True)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"old", 0o640)


def test_the_same_content_is_left_alone(tmp_path: Path, blobs: FolderStore) -> None:
    path = tmp_path / "file"
    path.write_bytes(random_bytes(1 << 20))
    content, before = kept(blobs, path), path.stat()
    assert content is not None
    restore(blobs, content, path)
    assert path.stat() == before or path.stat().st_ino == before.st_ino
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_through_a_link_its_target_is_written(tmp_path: Path, blobs: FolderStore) -> None:
    (tmp_path / "file").write_bytes(b"old")
    content = kept(blobs, tmp_path / "file")
    assert content is not None
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    restore(blobs, content, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "elsewhere").read_bytes() == b"old"


def test_a_failed_restore_leaves_everything_as_it_was(tmp_path: Path, blobs: FolderStore) -> None:
    path = tmp_path / "data" / "file"
    path.parent.mkdir()
    path.write_bytes(b"mine")
    missing = Content(digest=Digest("ab" * 32), size_bytes=4)
    with pytest.raises(NotFoundError):
        restore(blobs, missing, path, may_replace=True)
    short = Content(digest=blobs.put(b"bytes"), size_bytes=4)
    with pytest.raises(CorruptError):
        restore(blobs, short, path, may_replace=True)
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == {"file": b"mine"}


def test_what_cannot_be_written_says_so(tmp_path: Path, blobs: FolderStore) -> None:
    content = Content(digest=blobs.put(b"bytes"), size_bytes=5)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InvalidError, match="file/below cannot be written: "):
        restore(blobs, content, tmp_path / "file" / "below")
    with pytest.raises(ConflictError, match="is no file"):
        restore(blobs, content, tmp_path)
