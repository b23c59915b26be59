"""Which files of a cell are recorded, and under which name."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.kernel.inputs.seen import READ, UPDATE, WRITE, Use

if TYPE_CHECKING:
    from tests.unit.kernel.inputs.listening import Listening

CHANGED = "changed while it was read"
LATER = "changed before its digest was taken"
OVERWRITTEN = "the same cell wrote it after it had opened it"


def test_what_is_opened_while_no_cell_runs_is_not_noted(cell: Listening, tmp_path: Path) -> None:
    cell.watch.stop()
    (tmp_path / "data.csv").write_text("a")
    cell.read(tmp_path / "data.csv")
    assert cell.refs() == ()


def test_only_the_cells_own_files_are_noted(cell: Listening, tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("a,b\n")
    cell.begin()
    caches = [str(tmp_path / "m.pyc"), str(tmp_path / "plots" / "fonts.json")]
    for path in ("/proc/self/stat", str(cell.home / "x"), os.__file__, *caches):
        cell.opened(path)
    cell.opened(3)
    cell.read(data)
    cell.read(data)
    cell.write(tmp_path / "out.csv")
    assert cell.table() == [
        ("data.csv", "r", digest_of(b"a,b\n")),
        ("out.csv", "w", digest_of(b"x")),
    ]


def test_settings_of_the_users_home_are_left_out_unless_the_notebook_works_there(
    cell: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    hidden = tmp_path / ".cache" / "model.bin"
    hidden.parent.mkdir()
    hidden.write_text("m")
    (tmp_path / ".netrc").write_text("secret")
    cell.begin()
    cell.read(hidden)
    cell.read(tmp_path / ".netrc")
    assert cell.table() == []
    monkeypatch.chdir(hidden.parent)
    cell.begin()
    cell.read("model.bin")
    cell.read(tmp_path / ".netrc")
    assert cell.table() == [("model.bin", "r", digest_of(b"m"))]


def test_relative_paths_mean_the_folder_of_their_time(
    cell: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "data.csv").write_text(name)
    monkeypatch.chdir(tmp_path / "one")
    cell.begin()
    cell.read("data.csv")
    cell.event("os.chdir", (str(tmp_path / "two"),))
    monkeypatch.chdir(tmp_path / "two")
    cell.read("data.csv")
    assert [(one.path, one.digest) for one in cell.refs()] == [
        (str(tmp_path / "one" / "data.csv"), digest_of(b"one")),
        (str(tmp_path / "two" / "data.csv"), digest_of(b"two")),
    ]


def test_names_relative_to_a_folders_descriptor_are_not_guessed(
    cell: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text("a")
    cell.begin()
    cell.read("data.csv")
    cell.event("os.remove", ("data.csv", 7))
    cell.event("os.rename", ("data.csv", "other.csv", 7, 7))
    assert cell.table() == [("data.csv", "r", digest_of(b"a"))]


def test_a_file_written_beside_and_moved_into_its_place_has_its_last_name(
    cell: Listening, tmp_path: Path
) -> None:
    cell.write(tmp_path / "out.csv.tmp", "whole")
    cell.event("os.rename", (tmp_path / "out.csv.tmp", tmp_path / "out.csv", -1, -1))
    (tmp_path / "out.csv.tmp").rename(tmp_path / "out.csv")
    (found,) = cell.refs()
    assert (found.path, found.mode) == (str(tmp_path / "out.csv"), "w")
    assert (found.digest, found.how) == (digest_of(b"whole"), "open")


@pytest.mark.parametrize("name", ["a\u202fb.csv", "प\u200dर.csv", "a\xa0b.csv", "日本.csv"])
def test_names_in_all_scripts_are_recorded(cell: Listening, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a")
    cell.begin()
    cell.read(tmp_path / name)
    assert cell.table() == [(name, "r", digest_of(b"a"))]


@pytest.mark.parametrize("name", [b"a\nb.csv", b"\xff.csv"])
def test_names_that_are_no_line_of_text_are_left_out(
    cell: Listening, tmp_path: Path, name: bytes
) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    Path(os.fsdecode(path)).write_text("a")
    cell.begin()
    cell.opened(path)
    assert cell.table() == []


def test_folders_pipes_and_empty_locks_are_no_data(cell: Listening, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "store.lock").touch()
    cell.begin()
    cell.opened(str(tmp_path))
    cell.opened(str(tmp_path / "pipe"))
    cell.opened(str(tmp_path / "store.lock"), None, os.O_RDWR | os.O_CREAT)
    assert cell.table() == []


@pytest.mark.parametrize("path", ["", "a\0b", "/no\nsuch", "x" * 5000, b"\xff\xfe", 7, None])
def test_whatever_is_given_as_a_path_is_taken(cell: Listening, path: object) -> None:
    cell.opened(path)
    assert cell.table() == []


def test_what_our_own_threads_open_is_not_noted(cell: Listening, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a")
    cell.watch.own_threads.add(threading.get_ident())
    cell.begin()
    cell.read(tmp_path / "data.csv")
    assert cell.refs() == ()


def test_links_are_named_as_they_were_opened(cell: Listening, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a")
    (tmp_path / "link.csv").symlink_to("data.csv")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    cell.begin()
    cell.opened(str(tmp_path / "link.csv"))
    cell.opened(str(tmp_path / "loop.csv"))
    assert cell.table() == [("link.csv", "r", digest_of(b"a"))]


def test_what_a_library_writes_on_its_own_is_done_outside(cell: Listening, tmp_path: Path) -> None:
    cell.watch.note_use(Use(str(tmp_path / "made.parquet"), WRITE, "polars"))
    cell.watch.note_use(Use(str(tmp_path / "both.h5"), UPDATE, "h5py"))
    cell.watch.note_use(Use(str(tmp_path / "read.csv"), READ, "polars"))
    cell.event("subprocess.Popen", ("wc", ["wc", "read.csv"], None, None))
    cell.event("sqlite3.connect", (str(tmp_path / "store.db"),))
    cell.watch.stop()
    assert [(one.kind, Path(one.detail).name) for one in cell.watch.effects.found()] == [
        ("file written", "made.parquet"),
        ("file written", "both.h5"),
    ]
