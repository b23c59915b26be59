"""Files that change, vanish or come while a cell runs."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.kernel.inputs.describing import describe

if TYPE_CHECKING:
    from tests.unit.kernel.inputs.listening import Listening

CHANGED = "changed while it was read"
LATER = "changed before its digest was taken"
OVERWRITTEN = "the same cell wrote it after it had opened it"


def test_a_file_that_changed_after_it_was_opened_has_no_digest(
    cell: Listening, tmp_path: Path
) -> None:
    data = tmp_path / "data.csv"
    data.write_text("old")
    cell.begin()
    cell.read(data)
    time.sleep(0.02)
    data.write_text("newer")
    assert cell.table() == [("data.csv", "r", CHANGED)]


def test_a_file_that_changed_after_the_cell_has_no_digest(cell: Listening, tmp_path: Path) -> None:
    data, out = tmp_path / "data.csv", tmp_path / "out.csv"
    data.write_text("old")
    cell.begin()
    cell.read(data)
    cell.write(out)
    seen = cell.watch.stop()
    data.write_text("newer")
    out.write_text("other")
    found = describe(seen, cell.digests, cell.blobs)
    assert [(one.mode, one.digest, one.reason) for one in found] == [
        ("r", None, LATER),
        ("w", None, LATER),
    ]


def test_a_file_that_the_cell_wrote_before_it_read_it_has_its_digest(
    cell: Listening, tmp_path: Path
) -> None:
    cell.write(tmp_path / "data.csv", "made here")
    cell.read(tmp_path / "data.csv")
    name = digest_of(b"made here")
    assert cell.table() == [("data.csv", "r", name), ("data.csv", "w", name)]


def test_a_file_that_the_cell_wrote_after_it_read_it_says_so(
    cell: Listening, tmp_path: Path
) -> None:
    (tmp_path / "data.csv").write_text("old")
    cell.begin()
    cell.read(tmp_path / "data.csv")
    cell.write(tmp_path / "data.csv", "new")
    assert cell.table() == [
        ("data.csv", "r", OVERWRITTEN),
        ("data.csv", "w", digest_of(b"new")),
    ]


def test_a_file_that_changes_within_a_tick_of_the_clock_is_in_doubt(
    cell: Listening, tmp_path: Path
) -> None:
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text("old")
    cell.begin()
    for number in range(20):
        cell.read(tmp_path / f"{number}.txt")
        (tmp_path / f"{number}.txt").write_text("new")
    assert {said for _, _, said in cell.table()} == {CHANGED}


def test_of_files_that_nobody_looked_at_a_fresh_one_is_in_doubt(
    cell: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyter_mm.kernel.inputs.watch.MOST_LOOKS", 0)
    for name in ("settled.txt", "fresh.txt"):
        (tmp_path / name).write_text("old")
    cell.begin()
    cell.read(tmp_path / "settled.txt")
    cell.read(tmp_path / "fresh.txt")
    (tmp_path / "fresh.txt").write_text("new")
    assert cell.table() == [
        ("fresh.txt", "r", CHANGED),
        ("settled.txt", "r", digest_of(b"old")),
    ]


@pytest.mark.parametrize("looks", [0, 128])
@pytest.mark.parametrize("last", ["v2", "v2222"])
def test_a_file_that_is_written_read_and_written_was_not_read_as_it_is(
    cell: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str, looks: int
) -> None:
    monkeypatch.setattr("jupyter_mm.kernel.inputs.watch.MOST_LOOKS", looks)
    cell.begin()
    cell.write(tmp_path / "two.txt", "v1")
    cell.read(tmp_path / "two.txt")
    cell.write(tmp_path / "two.txt", last)
    assert cell.table() == [
        ("two.txt", "r", OVERWRITTEN),
        ("two.txt", "w", digest_of(last.encode())),
    ]


def test_a_file_that_a_command_changed_after_it_was_read_is_in_doubt(
    cell: Listening, tmp_path: Path
) -> None:
    path = tmp_path / "data.txt"
    path.write_text("old")
    cell.begin()
    cell.read(path)
    line = f"printf new > {path}"
    cell.event("subprocess.Popen", ("/bin/sh", ["/bin/sh", "-c", line], None, None))
    path.write_text("new")
    assert cell.table() == [("data.txt", "r", OVERWRITTEN), ("data.txt", "w", digest_of(b"new"))]


def test_a_file_that_was_just_made_is_read_by_a_command(cell: Listening, tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    cell.write(path, "made")
    cell.event("subprocess.Popen", ("wc", ["wc", str(path)], None, None))
    assert [(mode, said) for _, mode, said in cell.table()] == [
        ("r", digest_of(b"made")),
        ("w", digest_of(b"made")),
    ]


def test_a_file_that_was_asked_for_before_it_was_made_was_not_read(
    cell: Listening, tmp_path: Path
) -> None:
    cell.opened(str(tmp_path / "cache.pkl"), "rb")
    cell.write(tmp_path / "cache.pkl", "made")
    assert cell.table() == [("cache.pkl", "w", digest_of(b"made"))]


def test_a_file_opened_for_both_counts_as_what_was_done(cell: Listening, tmp_path: Path) -> None:
    for name in ("looked.bin", "filled.bin"):
        (tmp_path / name).write_text("old")
    cell.begin()
    cell.opened(str(tmp_path / "looked.bin"), "r+b")
    cell.opened(str(tmp_path / "filled.bin"), None, os.O_RDWR)
    time.sleep(0.02)
    (tmp_path / "filled.bin").write_text("new")
    assert cell.table() == [
        ("filled.bin", "w", digest_of(b"new")),
        ("looked.bin", "r", digest_of(b"old")),
    ]


def test_a_file_that_is_gone_is_still_named(cell: Listening, tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("old")
    cell.begin()
    cell.opened(os.fsencode(data))
    cell.event("os.remove", (data, -1))
    data.unlink()
    assert cell.table() == [("data.csv", "r", "is gone")]


def test_of_a_folder_that_was_removed_the_files_are_named(cell: Listening, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "data.csv").write_text("old")
    cell.begin()
    cell.read(folder / "data.csv")
    cell.opened(str(folder))
    cell.event("shutil.rmtree", (str(folder), None))
    shutil.rmtree(folder)
    assert cell.table() == [("data.csv", "r", "is gone")]


def test_a_file_that_vanishes_after_the_cell_is_still_named(
    cell: Listening, tmp_path: Path
) -> None:
    data = tmp_path / "data.csv"
    data.write_text("old")
    cell.begin()
    cell.read(data)
    seen = cell.watch.stop()
    data.unlink()
    assert [one.reason for one in describe(seen, cell.digests, cell.blobs)] == ["is gone"]


def test_a_file_that_never_was_and_one_of_the_moment_are_not_named(
    cell: Listening, tmp_path: Path
) -> None:
    cell.opened(str(tmp_path / "cache.json"))
    moment = tmp_path / "moment.tmp"
    cell.write(moment)
    cell.read(moment)
    cell.event("os.remove", (str(moment), -1))
    moment.unlink()
    assert cell.table() == []
