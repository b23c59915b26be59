"""Large blobs on disk: names, modes, order of steps; and failures of the disk for all blobs."""

from __future__ import annotations

import errno
import os
import random
import stat
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import LOOSE_FROM, FolderStore
from jupyter_mm.blobs.home import open_home
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import (
    InvalidError,
    MMError,
    ReadOnlyError,
    StoreFullError,
    StoreUnavailableError,
)

if TYPE_CHECKING:
    from pathlib import Path


NOISE = random.Random(3).randbytes(70_003)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    open_home(tmp_path / "store")
    return tmp_path / "store"


def large(text: bytes) -> bytes:
    """Return bytes that get a file of their own."""
    return text.ljust(LOOSE_FROM + 1, b".")


def path_of(home: Path, digest: str) -> Path:
    return home / "blobs" / digest[:2] / digest[2:]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def calls_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with each sync and rename."""
    seen: list[str] = []
    fsync, rename = os.fsync, os.rename

    def noted_fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        seen.append("fsync folder" if is_folder else "fsync file")
        fsync(descriptor)

    def noted_rename(source: Path, target: Path) -> None:
        seen.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "rename", noted_rename)
    return seen


def test_a_large_blob_lies_where_the_format_says_and_is_read_only(home: Path) -> None:
    digest = FolderStore(home).put(large(b"content"))
    path = path_of(home, digest)
    assert path.read_bytes() == large(b"content")
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_files_are_synced_before_they_are_named_and_folders_after(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = calls_of(monkeypatch)
    FolderStore(home).put_many([large(b"a"), large(b"b")])
    assert seen == ["fsync file"] * 2 + ["rename"] * 2 + ["fsync folder"] * 3


def test_small_blobs_are_synced_once_for_each_batch(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(home)
    seen = calls_of(monkeypatch)
    store.put_many([b"a", b"b"])
    assert seen == ["rename", "fsync file", "fsync folder"]
    store.put_many([b"c", b"d"])
    assert seen[3:] == ["fsync file"]


def test_known_bytes_are_not_written_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(home)
    store.put_many([b"known", large(b"known")])
    seen = calls_of(monkeypatch)
    store.put_many([b"known", large(b"known")])
    assert seen == []


def test_bytes_that_another_process_wrote_are_made_durable_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FolderStore(home).put(large(b"theirs"))
    store = FolderStore(home)
    seen = calls_of(monkeypatch)
    store.put(large(b"theirs"))
    store.put(large(b"theirs"))
    assert seen == ["fsync folder"] * 2


def test_a_torn_file_of_the_wrong_size_is_replaced(home: Path) -> None:
    digest = digest_of(large(b"whole"))
    path = path_of(home, digest)
    path.parent.mkdir()
    path.write_bytes(b"")
    assert FolderStore(home).put(large(b"whole")) == digest
    assert path.read_bytes() == large(b"whole")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StoreFullError),
        (errno.EDQUOT, StoreFullError),
        (errno.EIO, StoreUnavailableError),
        (errno.EROFS, ReadOnlyError),
    ],
)
@pytest.mark.parametrize("content", [b"bytes", large(b"bytes")], ids=["small", "large"])
@pytest.mark.parametrize("call", ["fsync", "write", "pwritev", "rename"])
def test_an_error_of_the_disk_is_told_and_leaves_no_temporary_file(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    kind: type[MMError],
    content: bytes,
) -> None:
    used = {b"bytes": {"fsync", "pwritev", "rename"}}.get(content, {"fsync", "write", "rename"})
    store = FolderStore(home)
    with monkeypatch.context() as patch:

        def fail(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        patch.setattr(os, call, fail)
        for given in (content, iter([content[:2], content[2:]])):
            with pytest.raises(kind) if call in used else nullcontext():
                store.put(given)
    assert files_in(home / "tmp") == []
    assert files_in(home / "blobs") == [] or call not in used
    assert files_in(home / "packs") == [] or call not in used
    assert store.get(store.put(content)) == content


def test_a_failed_fsync_is_never_repeated_on_the_same_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def fail_once(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        if len(synced) == 1:
            raise OSError(errno.EIO, "no")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail_once)
    store = FolderStore(home)
    content = large(b"bytes")
    # Another file takes this inode's place, so that its number is not given out again.
    with pytest.raises(StoreUnavailableError):
        store.put(content)
    (home / "tmp" / "placeholder").touch()
    store.put(content)
    assert synced.count(synced[0]) == 1


def test_after_a_failed_fsync_of_the_folder_the_bytes_are_written_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(home)
    with monkeypatch.context() as patch:
        fsync = os.fsync

        def fail_for_folders(descriptor: int) -> None:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(errno.EIO, "no")
            fsync(descriptor)

        patch.setattr(os, "fsync", fail_for_folders)
        with pytest.raises(StoreUnavailableError):
            store.put(large(b"bytes"))
    seen = calls_of(monkeypatch)
    store.put(large(b"bytes"))
    assert seen[:2] == ["fsync file", "rename"]


@pytest.mark.parametrize("most", [1, 7, 1000, 70_000])
def test_short_writes_are_continued(home: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    write, pwritev = os.write, os.pwritev

    def short(descriptor: int, buffers: list[memoryview], offset: int) -> int:
        joined = b"".join(buffers)[:most]
        return pwritev(descriptor, [joined], offset)

    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[: most * 99]))
    monkeypatch.setattr(os, "pwritev", short)
    store = FolderStore(home)
    contents = [bytes(range(100)), b"", NOISE, b"end"]
    assert [store.get(name) for name in store.put_many(contents)] == contents
    if most > 7:
        assert store.get(store.put(large(b"large"))) == large(b"large")


def test_a_name_that_is_no_digest_never_reaches_the_disk(home: Path) -> None:
    with pytest.raises(InvalidError):
        FolderStore(home).get(Digest("../../etc/passwd"))


def test_foreign_files_among_the_blobs_are_left_alone(home: Path) -> None:
    store = FolderStore(home)
    digests = sorted(store.put_many([b"mine", large(b"mine")]))
    notes = [path_of(home, digests[0]).parent / "notes.txt", home / "packs" / "notes.txt"]
    for path in notes:
        path.parent.mkdir(exist_ok=True)
        path.write_text("not a blob")
    assert list(store.digests()) == digests
    assert all(path.exists() for path in notes)
