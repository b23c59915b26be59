from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from jupyter_mm.environment.conda import CondaNotes, CondaPackage


def note(prefix: Path, name: str, indent: int | None = 2, *, files: int = 1, **told: Any) -> Path:
    """Write a note as conda does: every file of the package between the values that matter."""
    (prefix / "conda-meta").mkdir(parents=True, exist_ok=True)
    path = prefix / "conda-meta" / f"{name}.json"
    listed = {"_path": "a", "name": "wrong", "sha256": "wrong", "url": "wrong", "version": "0"}
    value = {
        "arch": None,
        "files": ["a"] * files,
        "link": {"source": "x"},
        "name": name,
        "paths_data": {"paths": [listed] * files},
        **told,
    }
    path.write_text(json.dumps(value, indent=indent, sort_keys=True))
    return path


def test_notes_are_read(tmp_path: Path) -> None:
    note(
        tmp_path,
        "numpy",
        version="1.26.4",
        build="py311h64a7726_0",
        channel="https://conda.example.org/conda-forge/linux-64",
        url="https://me:pw@conda.example.org/t/tk-secret/forge/linux-64/numpy-1.26.4-py311h_0.conda",
        sha256="ff",
        requested_spec="numpy>=1",
    )
    note(tmp_path, "libgcc", version="14", channel="conda-forge", requested_spec="None")
    packages, troubles = CondaNotes().read(str(tmp_path))
    assert troubles == []
    assert packages == (
        CondaPackage(name="libgcc", version="14", origin="conda-forge"),
        CondaPackage(
            name="numpy",
            version="1.26.4",
            build="py311h64a7726_0",
            origin="https://conda.example.org/forge/linux-64/numpy-1.26.4-py311h_0.conda",
            sha256="ff",
            is_requested=True,
        ),
    )


def test_long_notes_are_read_by_their_ends(tmp_path: Path) -> None:
    for files in range(3000, 3020):  # wherever the middle is cut
        path = note(tmp_path, "numpy", files=files, version="1.26", build="b", url="https://h/n")
        path.rename(tmp_path / "conda-meta" / f"num-py-1.26-{files}.json")
    packages, troubles = CondaNotes().read(str(tmp_path))
    assert troubles == []
    found = {(one.name, one.version, one.build, one.origin, one.sha256) for one in packages}
    assert found == {("num-py", "1.26", "b", "https://h/n", "")}


def test_long_notes_of_another_form_are_read_whole(tmp_path: Path) -> None:
    note(tmp_path, "a", 4, files=2000, version="1", url="https://h/a")
    assert [one.name for one in CondaNotes().read(str(tmp_path))[0]] == ["a"]


def test_notes_on_one_line_are_read_too(tmp_path: Path) -> None:
    note(tmp_path, "a", None, version="1")
    assert [one.name for one in CondaNotes().read(str(tmp_path))[0]] == ["a"]


def test_broken_notes_are_told(tmp_path: Path) -> None:
    note(tmp_path, "a", version="1")
    folder = tmp_path / "conda-meta"
    (folder / "torn.json").write_text('{"name": "to')
    (folder / "list.json").write_text("[]")
    (folder / "empty.json").write_text("")
    (folder / "odd.json").write_text('{"name": 3, "version": null}')
    (folder / "folder.json").mkdir()
    (folder / "history").write_text("not a note")
    packages, troubles = CondaNotes().read(str(tmp_path))
    assert [one.name for one in packages] == ["a"]
    assert [line.partition(":")[0] for line in troubles] == [
        "empty.json", "folder.json", "list.json", "odd.json", "torn.json",
    ]  # fmt: skip


def test_no_conda_is_no_trouble(tmp_path: Path) -> None:
    assert CondaNotes().read(str(tmp_path)) == ((), [])


def test_a_changed_note_is_read_again(tmp_path: Path) -> None:
    notes = CondaNotes()
    note(tmp_path, "a", version="1")
    (first,) = notes.read(str(tmp_path))[0]
    assert notes.read(str(tmp_path))[0][0] is first
    os.utime(note(tmp_path, "a", version="2"), (1, 1))
    assert notes.read(str(tmp_path))[0][0].version == "2"
