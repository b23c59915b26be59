"""Many files become one set; what is read of a set is what its digest says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.data.sets import read_listing
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.troubles import Troubles
from jupyter_mm.kernel.inputs.seen import READ, WRITE, Use

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.kernel.inputs.listening import Listening


def fill(folder: Path, count: int) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number}.txt" for number in range(count)]
    for path in paths:
        path.write_text(path.name)
    return paths


def shapes(cell: Listening, root: Path) -> list[tuple[str, str, int | None]]:
    return [(one.path.removeprefix(f"{root}/"), one.mode, one.files) for one in cell.refs()]


@pytest.mark.parametrize(("count", "expected"), [(32, None), (33, 33)])
def test_more_than_32_files_of_one_folder_are_one_set(
    cell: Listening, tmp_path: Path, count: int, expected: int | None
) -> None:
    paths = fill(tmp_path / "many", count)
    cell.begin()
    for path in paths:
        cell.read(path)
    found = shapes(cell, tmp_path)
    assert found == [("many", "r", 33)] if expected else len(found) == 32


def test_a_set_has_the_digest_of_its_listing(cell: Listening, tmp_path: Path) -> None:
    paths = fill(tmp_path / "many", 40)
    cell.begin()
    for path in paths:
        cell.read(path)
    (found,) = cell.refs()
    listing = read_listing(cell.blobs.get(Digest.parse(found.digest)))
    assert {file.path: file.digest for file in listing.files} == {
        path.name: digest_of(path.name.encode()) for path in paths
    }
    assert found.size_bytes == sum(file.size_bytes for file in listing.files)
    assert found.mtime_ns == max(path.stat().st_mtime_ns for path in paths)


def test_a_set_with_a_file_in_doubt_has_a_reason(cell: Listening, tmp_path: Path) -> None:
    paths = fill(tmp_path / "many", 40)
    cell.begin()
    for path in paths:
        cell.read(path)
    cell.write(paths[3])
    found = {one.mode: one for one in cell.refs()}
    assert found["r"].digest is None
    assert found["r"].reason == "3.txt the same cell wrote it after it had opened it"
    assert found["w"].path == str(paths[3])


def test_folders_of_one_kind_become_one_set_and_others_stay_alone(
    cell: Listening, tmp_path: Path
) -> None:
    paths = [path for name in "abc" for path in fill(tmp_path / "train" / name, 40)]
    paths += fill(tmp_path / "few", 3)
    cell.begin()
    for path in paths:
        cell.read(path)
    assert shapes(cell, tmp_path) == [
        ("few/0.txt", "r", None),
        ("few/1.txt", "r", None),
        ("few/2.txt", "r", None),
        ("train", "r", 120),
    ]


def test_many_small_folders_become_one_set(cell: Listening, tmp_path: Path) -> None:
    paths = [path for n in range(20) for path in fill(tmp_path / "classes" / str(n), 3)]
    cell.begin()
    for path in paths:
        cell.read(path)
    assert shapes(cell, tmp_path) == [("classes", "r", 60)]


def test_the_working_folder_takes_only_its_own_files_into_a_set(
    cell: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = [path for name in ("one", "two", ".") for path in fill(tmp_path / name, 40)]
    cell.begin()
    for path in paths:
        cell.read(os.path.relpath(path, tmp_path))
    assert [(one.path, one.files) for one in cell.refs()] == [
        (str(tmp_path), 40),
        (str(tmp_path / "one"), 40),
        (str(tmp_path / "two"), 40),
    ]


def test_a_folder_given_to_a_library_is_a_set(cell: Listening, tmp_path: Path) -> None:
    fill(tmp_path / "parts" / "year=2025", 2)
    cell.begin()
    cell.watch.note_use(Use(str(tmp_path / "parts"), READ, "pyarrow"))
    cell.opened(str(tmp_path / "parts" / "year=2025" / "0.txt"))
    (found,) = cell.refs()
    assert (found.path, found.files, found.how) == (str(tmp_path / "parts"), 2, "pyarrow")


def test_a_pattern_given_to_a_library_is_a_set(cell: Listening, tmp_path: Path) -> None:
    fill(tmp_path / "parts", 5)
    (tmp_path / "parts" / "readme.md").write_text("not data")
    cell.begin()
    cell.watch.note_use(Use(str(tmp_path / "parts" / "*.txt"), READ, "polars"))
    (found,) = cell.refs()
    assert (found.path, found.files) == (str(tmp_path / "parts"), 5)


def test_a_pattern_that_fits_nothing_is_not_recorded(cell: Listening, tmp_path: Path) -> None:
    cell.watch.note_use(Use(str(tmp_path / "no*.txt"), READ, "polars"))
    assert cell.refs() == ()


def test_of_a_folder_that_was_written_only_new_files_count(cell: Listening, tmp_path: Path) -> None:
    fill(tmp_path / "parts", 3)
    cell.begin()
    cell.watch.note_use(Use(str(tmp_path / "parts"), WRITE, "pyarrow"))
    (tmp_path / "parts" / "new.txt").write_text("new")
    (found,) = cell.refs()
    listing = read_listing(cell.blobs.get(Digest.parse(found.digest)))
    assert (found.mode, [file.path for file in listing.files]) == ("w", ["new.txt"])


def test_a_zarr_store_is_a_set_however_few_files_were_read(cell: Listening, tmp_path: Path) -> None:
    store = tmp_path / "store.zarr"
    (store / "group" / "c").mkdir(parents=True)
    for name in ("zarr.json", "group/zarr.json", "group/c/0"):
        (store / name).write_text(name)
    cell.begin()
    cell.read(store / "zarr.json")
    cell.read(store / "group" / "c" / "0")
    assert shapes(cell, tmp_path) == [("store.zarr", "r", 2)]


def test_what_zarr_asks_for_before_it_makes_it_was_not_read(
    cell: Listening, tmp_path: Path
) -> None:
    store = tmp_path / "store.zarr"
    store.mkdir()
    cell.begin()
    cell.opened(str(store / "zarr.json"))
    cell.write(store / "zarr.json")
    assert shapes(cell, tmp_path) == [("store.zarr", "w", 1)]


def test_what_was_not_listed_is_said(
    cell: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = fill(tmp_path / "many", 40)
    monkeypatch.setattr("jupyter_mm.kernel.inputs.watch.MOST_FILES", 35)
    cell.begin()
    for path in paths:
        cell.read(path)
    (found,) = cell.refs()
    assert (found.digest, found.reason) == (None, "5 more files were opened than can be listed")


def test_files_after_the_first_are_noted_in_short_with_the_same_record(
    cell: Listening, tmp_path: Path
) -> None:
    paths = fill(tmp_path / "many", 300)
    others: list[str] = []
    hear = cell.watch.listener(frozenset({"os.system"}), lambda event, _: others.append(event))
    cell.begin()
    for path in (*paths, *paths):
        hear("open", (str(path), "r", 0))
    for event in ("os.system", "import"):
        hear(event, ())
    (found,) = cell.refs()
    assert (found.files, found.mode, others) == (300, "r", ["os.system"])
    assert len(read_listing(cell.blobs.get(Digest.parse(found.digest))).files) == 300


def test_the_users_own_error_passes_through_and_ours_does_not(cell: Listening) -> None:
    def theirs(*_: object) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        cell.watch.listener(frozenset({"os.system"}), theirs)("os.system", ())
    cell.watch.troubles = Troubles()
    cell.watch.listener(frozenset(), theirs)("open", ("a.csv",))
    assert cell.watch.troubles.count == 1
