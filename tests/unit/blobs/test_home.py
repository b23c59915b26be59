"""The store's folder is made once and recognised ever after."""

from __future__ import annotations

import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import load_key, open_home, read_home, sweep
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.domain import canonical
from jupyter_mm.errors import CorruptError, NotFoundError, ReadOnlyError

GOLDEN = Path(__file__).parents[2] / "formats" / "golden" / "v1"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_home_has_folders_mark_and_key_that_only_the_owner_can_read(tmp_path: Path) -> None:
    home = tmp_path / "not yet" / "there"
    before = os.umask(0)
    try:
        info = open_home(home)
    finally:
        os.umask(before)
    assert info.read_only is None
    assert canonical.loads((home / "store.json").read_bytes()) == {"format": 2, "store": info.store}
    for folder in (home, home.parent, home / "packs", home / "tmp", home / "outbox", home / "keys"):
        assert mode_of(folder) == 0o700
    assert mode_of(home / "keys" / "local.key") == 0o600
    assert len(load_key(home)) == 32
    assert list((home / "tmp").iterdir()) == []


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    info = open_home(tmp_path)
    key = load_key(tmp_path)
    assert open_home(tmp_path) == info == read_home(tmp_path)
    assert load_key(tmp_path) == key


def test_many_that_open_a_new_home_at_once_find_the_same_store(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: open_home(tmp_path / "store").store, range(32)))
    assert len(found) == 1


def test_a_lost_key_is_made_anew_and_an_interrupted_creation_is_completed(tmp_path: Path) -> None:
    open_home(tmp_path)
    (tmp_path / "keys" / "local.key").unlink()
    (tmp_path / "outbox" / "rejected").rmdir()
    open_home(tmp_path)
    assert len(load_key(tmp_path)) == 32
    assert (tmp_path / "outbox" / "rejected").is_dir()


def test_a_store_of_a_newer_format_can_be_read_and_not_written(tmp_path: Path) -> None:
    open_home(tmp_path)
    digest = FolderStore(tmp_path).put(b"old")
    (tmp_path / "store.json").write_bytes(canonical.dumps({"format": 3, "store": "ab" * 16}))
    info = open_home(tmp_path)
    assert info.read_only is not None
    assert "newer" in info.read_only
    assert FolderStore(tmp_path).get(digest) == b"old"
    with pytest.raises(ReadOnlyError, match="newer"):
        FolderStore(tmp_path).put(b"new")
    with pytest.raises(ReadOnlyError, match="newer"):
        Outbox(tmp_path).write("log", {})


def test_a_store_of_format_1_is_read_as_it_is_and_upgraded_by_the_first_write(
    tmp_path: Path,
) -> None:
    home = tmp_path / "store"
    shutil.copytree(GOLDEN, home)
    info = open_home(home)
    assert (info.format, info.read_only) == (1, None)
    old = list(FolderStore(home).digests())
    assert old
    assert [digest_of(FolderStore(home).get(name)) for name in old] == old
    assert FolderStore(home).put_many([FolderStore(home).get(old[0])]) == old[:1]
    assert read_home(home).format == 1
    new = FolderStore(home).put(b"new")
    assert canonical.loads((home / "store.json").read_bytes()) == {"format": 2, "store": info.store}
    assert sorted([*old, new]) == list(FolderStore(home).digests())
    assert FolderStore(home).missing(old) == frozenset()
    before = sorted(path.name for path in (home / "blobs").rglob("*") if path.is_file())
    assert len(before) == len(old)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"format":"1","store":"x"}', b'{"format":0,"store":"x"}']
)
def test_a_damaged_mark_is_told(tmp_path: Path, content: bytes) -> None:
    open_home(tmp_path)
    (tmp_path / "store.json").write_bytes(content)
    with pytest.raises(CorruptError, match=r"store\.json"):
        open_home(tmp_path)


def test_a_torn_key_is_told(tmp_path: Path) -> None:
    open_home(tmp_path)
    (tmp_path / "keys" / "local.key").write_bytes(b"short")
    with pytest.raises(CorruptError, match="5 bytes"):
        load_key(tmp_path)


def test_a_folder_without_a_store_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_home(tmp_path)


def test_the_sweep_takes_old_leftovers_only(tmp_path: Path) -> None:
    open_home(tmp_path)
    old, new = tmp_path / "tmp" / "old", tmp_path / "tmp" / "new"
    for path, when in ((old, 1000), (new, 3000)):
        path.touch()
        os.utime(path, (when, when))
    assert sweep(tmp_path, older_than=2000) == 1
    assert new.exists()
    assert not old.exists()
