"""What a cell opened becomes records: digests always, bytes and profiles where they are wanted."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import open_home
from jupyter_mm.data import digests
from jupyter_mm.data.digests import Digests
from jupyter_mm.data.profile import find
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.domain.digest import Digest
from jupyter_mm.kernel.inputs import InputWatch
from jupyter_mm.kernel.keeping import data_records
from jupyter_mm.kernel.keeping.data_records import NO_TIME, DataRecords
from jupyter_mm.kernel.keeping.wishes import DataWishes
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.kernel.inputs import Seen

TABLE = b"age,city\n31,Bern\n42,Rome\n"
SECRET = b"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n"


class Opened:
    """Files that were opened, and what is recorded of them."""

    def __init__(self, place: Path, **settings: Any) -> None:
        self.home = place / "store"
        open_home(self.home)
        self.blobs = FolderStore(self.home)
        self.wishes = DataWishes(Settings(home=self.home, **settings), set())
        self.records = DataRecords(self.home, self.blobs, SecretFinder({}), self.wishes)

    def of(self, *paths: Path) -> tuple[DataRef, ...]:
        return self.records.of(seen(*paths))


def seen(*paths: Path) -> Seen:
    """Return what is heard of a cell that opens these files for reading."""
    watch = InputWatch([])
    watch.start()
    for path in paths:
        watch.note((os.fspath(path), "r", 0))
    return watch.stop()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_no_bytes_are_kept_unless_that_is_wished(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    (ref,) = opened.of(written(tmp_path / "a.csv", TABLE))
    assert (ref.digest, ref.kept) == (digest_of(TABLE), None)


def test_files_up_to_the_limit_are_kept_and_larger_ones_if_they_are_named(tmp_path: Path) -> None:
    opened = Opened(tmp_path, keep_data_bytes=len(TABLE))
    small, large = written(tmp_path / "a.csv", TABLE), written(tmp_path / "b.csv", TABLE * 2)
    first, second = opened.of(small, large)
    assert first.kept is not None
    assert opened.blobs.read(first.kept) == TABLE
    assert second.kept is None
    opened.wishes.keep_paths.add(os.fspath(large))
    opened.wishes.keep_limit_bytes = len(TABLE)
    assert opened.of(large)[0].kept is None
    opened.wishes.keep_limit_bytes = 2 * len(TABLE)
    _, second = opened.of(small, large)
    assert second.kept is not None
    assert opened.blobs.read(second.kept) == TABLE * 2


def test_what_looks_like_a_key_is_never_kept(tmp_path: Path) -> None:
    opened = Opened(tmp_path, keep_data_bytes=1 << 20)
    (ref,) = opened.of(written(tmp_path / "id.pem", SECRET))
    assert (ref.digest, ref.kept) == (digest_of(SECRET), None)
    held = [path.read_bytes() for path in opened.home.rglob("*") if path.is_file()]
    assert not any(SECRET in content for content in held)


def test_a_file_above_the_limit_for_digests_has_a_reason(tmp_path: Path) -> None:
    opened = Opened(tmp_path, digest_limit_bytes=10)
    (ref,) = opened.of(written(tmp_path / "a.csv", TABLE))
    assert ref.digest is None
    assert ref.reason


def test_tables_are_profiled_in_the_background_by_a_thread_of_ours(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    refs = opened.of(written(tmp_path / "a.csv", TABLE), written(tmp_path / "b.txt", b"text"))
    opened.records.follow_up(refs)
    digest = Digest(digest_of(TABLE))
    wait_until(lambda: find(opened.home, digest) is not None)
    found = find(opened.home, digest)
    assert found is not None
    assert (found.rows, [column.name for column in found.columns]) == (2, ["age", "city"])
    assert len(opened.wishes.own_threads) == 1
    assert find(opened.home, Digest(digest_of(b"text"))) is None


def test_a_state_does_not_wait_for_a_large_file_whose_digest_comes_with_a_later_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, path = Opened(tmp_path), written(tmp_path / "large.bin", b"large" * 100)
    monkeypatch.setattr(digests, "RACY_NS", 0)  # it was written just now
    with monkeypatch.context() as patched:
        patched.setattr(data_records, "LONGEST_S", -1.0)
        (ref,) = opened.of(path)
        assert (ref.digest, ref.reason) == (None, NO_TIME)
        opened.records.follow_up((ref,))
        wait_until(lambda: Digests(opened.home).known(path).digest is not None)
        (ref,) = opened.of(path)
    assert ref.digest == digest_of(b"large" * 100)


def test_nothing_is_read_any_more_when_the_process_ends(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.wishes.reads_until = 0.0
    (ref,) = opened.of(written(tmp_path / "a.csv", TABLE))
    assert (ref.digest, ref.reason) == (None, NO_TIME)


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)
