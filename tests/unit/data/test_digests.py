"""Digests are computed once, and again on the least doubt."""

import mmap
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from blake3 import blake3

from jupyter_mm.data import digests as digests_module
from jupyter_mm.data.children import ChildError
from jupyter_mm.data.digests import MANY, NOT_READ, RACY_NS, Digests
from jupyter_mm.data.hashing import STOPPED, stamp_of
from jupyter_mm.data.remembered import Remembered

WRONG = "0" * 64


def later() -> Callable[[], int]:
    return lambda: time.time_ns() + 60_000_000_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def poison(home: Path, path: Path) -> None:
    """Have a wrong digest remembered, which shows whether the file is read."""
    Remembered(home / "digests" / "remembered").add([(stamp_of(path.stat()), WRONG)])


def test_what_is_remembered_is_not_read_again(tmp_path: Path, home: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    poison(home, tmp_path / "file")
    assert Digests(home).digest(tmp_path / "file").digest == WRONG


def test_another_process_need_not_read_it_either(tmp_path: Path, home: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    found = Digests(home, clock_ns=later()).digest(tmp_path / "file")
    assert Digests(home).known(tmp_path / "file") == found
    assert found.digest == blake3(b"x").hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(b"yy"),
        os.utime,
        lambda path: path.chmod(0o600),
        lambda path: (path.unlink(), path.write_bytes(b"z")),
    ],
    ids=["content", "time", "mode", "another file"],
)
def test_any_change_has_it_read_again(tmp_path: Path, home: Path, change) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    poison(home, path)
    time.sleep(0.02)
    change(path)
    assert Digests(home).known(path).reason == NOT_READ
    assert Digests(home).digest(path).digest == blake3(path.read_bytes()).hexdigest()


def test_a_file_changed_within_two_seconds_is_not_remembered(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    changed = path.stat().st_ctime_ns
    Digests(home, clock_ns=lambda: changed + RACY_NS).digest(path)
    assert Digests(home).known(path).reason == NOT_READ
    Digests(home, clock_ns=lambda: changed + RACY_NS + 1).digest(path)
    assert Digests(home).known(path).reason is None


def test_a_time_set_back_does_not_hide_that_a_file_just_changed(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    os.utime(path, (1, 1))
    Digests(home).digest(path)
    assert Digests(home).known(path).reason == NOT_READ


def test_a_file_with_a_time_to_come_is_not_remembered(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    os.utime(path, (time.time() + 3600, time.time() + 3600))
    Digests(home, clock_ns=later()).digest(path)
    assert Digests(home).known(path).reason == NOT_READ


def test_a_file_that_this_process_maps_for_writing_is_not_remembered(
    tmp_path: Path, home: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(8192))
    mine = Digests(home, clock_ns=later())
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[0] = 1
        first = mine.digest(path)
        mapped[1] = 1  # the page is writable already: no time changes
        assert mine.digest(path).digest == blake3(path.read_bytes()).hexdigest() != first.digest


def test_much_is_read_by_a_child_and_remembered(tmp_path: Path, home: Path) -> None:
    (tmp_path / "small").write_bytes(b"x")
    with (tmp_path / "large").open("wb") as file:
        file.write(os.urandom(1 << 20))
        file.truncate(70 << 20)
    paths = [tmp_path / "small", tmp_path / "large", tmp_path / "none"]
    found = Digests(home, clock_ns=later()).digest_many(paths)
    wanted = [blake3(path.read_bytes()).hexdigest() for path in paths[:2]]
    assert [one.digest for one in found] == [*wanted, None]
    assert [Digests(home).known(path).digest for path in paths] == [*wanted, None]


def test_many_small_files_are_read_by_a_child(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / str(n) for n in range(MANY)]
    for path in paths:
        path.write_bytes(path.name.encode())
    monkeypatch.setattr(digests_module, "read_file", None)
    found = Digests(home).digest_many(paths)
    assert [one.digest for one in found] == [
        blake3(path.name.encode()).hexdigest() for path in paths
    ]


def test_without_a_child_it_is_read_here(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given, **_options):
        raise ChildError("no more processes")

    monkeypatch.setattr(digests_module, "lines_of", broken)
    with (tmp_path / "large").open("wb") as file:
        file.truncate(70 << 20)
    found = Digests(home).digest(tmp_path / "large")
    assert found.digest == blake3(bytes(70 << 20)).hexdigest()


def test_what_is_left_when_it_is_cancelled_has_a_reason(tmp_path: Path, home: Path) -> None:
    paths = [tmp_path / str(n) for n in range(5)]
    for path in paths:
        path.write_bytes(b"x")
    answers = iter([False, False, True, True, True])
    found = Digests(home).digest_many(paths, cancelled=lambda: next(answers))
    assert [one.reason for one in found] == [None, None, STOPPED, STOPPED, STOPPED]


def test_the_same_path_twice_has_two_answers(tmp_path: Path, home: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    one, two = Digests(home).digest_many([tmp_path / "file", tmp_path / "file"])
    assert one == two
