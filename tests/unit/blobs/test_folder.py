"""The folder on disk: names, modes, order of steps, and failures of the disk."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
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


@pytest.fixture
def home(tmp_path: Path) -> Path:
    open_home(tmp_path / "store")
    return tmp_path / "store"


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


def test_a_blob_lies_where_the_format_says_and_is_read_only(home: Path) -> None:
    digest = FolderStore(home).put(b"content")
    path = home / "blobs" / digest[:2] / digest[2:]
    assert path.read_bytes() == b"content"
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_files_are_synced_before_they_are_named_and_folders_after(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = calls_of(monkeypatch)
    FolderStore(home).put_many([b"a", b"b"])
    assert seen == ["fsync file"] * 2 + ["rename"] * 2 + ["fsync folder"] * 3


def test_known_bytes_are_not_written_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(home)
    store.put(b"known")
    seen = calls_of(monkeypatch)
    store.put_many([b"known"])
    assert seen == []


def test_bytes_that_another_process_wrote_are_made_durable_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FolderStore(home).put(b"theirs")
    store = FolderStore(home)
    seen = calls_of(monkeypatch)
    store.put(b"theirs")
    store.put(b"theirs")
    assert seen == ["fsync folder"] * 2


def test_a_torn_file_of_the_wrong_size_is_replaced(home: Path) -> None:
    digest = digest_of(b"whole")
    path = home / "blobs" / digest[:2] / digest[2:]
    path.parent.mkdir()
    path.write_bytes(b"")
    assert FolderStore(home).put(b"whole") == digest
    assert path.read_bytes() == b"whole"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StoreFullError),
        (errno.EDQUOT, StoreFullError),
        (errno.EIO, StoreUnavailableError),
        (errno.EROFS, ReadOnlyError),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "write", "rename"])
def test_an_error_of_the_disk_is_told_and_leaves_no_temporary_file(
    home: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, kind: type[MMError]
) -> None:
    store = FolderStore(home)
    with monkeypatch.context() as patch:

        def fail(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        patch.setattr(os, call, fail)
        with pytest.raises(kind):
            store.put(b"bytes")
        with pytest.raises(kind):
            store.put(iter([b"by", b"tes"]))
    assert files_in(home / "tmp") == []
    assert files_in(home / "blobs") == []
    assert store.get(store.put(b"bytes")) == b"bytes"


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
    # Another file takes this inode's place, so that its number is not given out again.
    with pytest.raises(StoreUnavailableError):
        store.put(b"bytes")
    (home / "tmp" / "placeholder").touch()
    store.put(b"bytes")
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
            store.put(b"bytes")
    seen = calls_of(monkeypatch)
    store.put(b"bytes")
    assert seen[:2] == ["fsync file", "rename"]


def test_short_writes_are_continued(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
    store = FolderStore(home)
    content = bytes(range(100))
    assert store.get(store.put(content)) == content


def test_a_name_that_is_no_digest_never_reaches_the_disk(home: Path) -> None:
    with pytest.raises(InvalidError):
        FolderStore(home).get(Digest("../../etc/passwd"))


def test_foreign_files_among_the_blobs_are_left_alone(home: Path) -> None:
    store = FolderStore(home)
    digest = store.put(b"mine")
    (home / "blobs" / digest[:2] / "notes.txt").write_text("not a blob")
    assert list(store.digests()) == [digest]
    assert (home / "blobs" / digest[:2] / "notes.txt").exists()
