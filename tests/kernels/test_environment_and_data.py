"""`%mm_env` and `%mm_data` in a real kernel that no server started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.environment.reading import read_lock
from tests.kernels.kept import manifest, records
from tests.kernels.live import LiveKernel

TABLE = b"age,city\n31,Bern\n42,Rome\n"
CHANGED = b"age,city\n31,Bern\n,Rome\n27,Oslo\n"


def said(kernel: LiveKernel, code: str) -> str:
    """Return what a cell shows as text."""
    answer = kernel.ok(code)
    (shown,) = [one for one in answer.outputs if one["type"] == "execute_result"]
    return str(shown["data"]["text/plain"])


def refused(kernel: LiveKernel, code: str) -> str:
    """Return why a line was refused."""
    answer = kernel.run(code)
    assert answer.status == "error"
    return str(answer.text["stderr"])


def put_package(folder: Path, name: str, version: str) -> None:
    """Install a package as installers do: a new folder of facts instead of the old one."""
    for old in folder.glob(f"{name}-*.dist-info"):
        for file in old.iterdir():
            file.unlink()
        old.rmdir()
    place = folder / f"{name}-{version}.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (place / "RECORD").write_text(f"{name}.py,sha256={version},1\n")


def test_a_package_of_another_version_is_seen_with_its_very_cell(
    kernel: LiveKernel, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "site-packages"
    put_package(folder, "probe", "1.0")
    kernel.ok(f"import sys; sys.path.append({str(folder)!r})")
    kernel.ok("x = 1")
    kernel.settle()
    put_package(folder, "probe", "1.1")
    kernel.ok("y = 2")
    shown = said(kernel, "%mm_env diff").splitlines()
    assert [line.split()[:3] for line in shown if "probe" in line] == [["probe", "1.0", "1.1"]]
    assert "probe" in said(kernel, "%mm_env diff now~2")
    assert "probe" not in said(kernel, "%mm_env diff now~0")


def test_a_lock_is_shown_written_once_and_exported(kernel: LiveKernel, tmp_path: Path) -> None:
    kernel.ok("x = 1")
    found = read_lock(said(kernel, "%mm_env lock now~0").encode())
    assert found.python == ".".join(map(str, sys.version_info[:3]))
    target = tmp_path / "pylock.toml"
    assert "Written" in said(kernel, f"%mm_env lock -o {target}")
    before = target.read_bytes()
    assert "cannot be written" in refused(kernel, f"%mm_env lock -o {target}")
    assert target.read_bytes() == before
    assert "blake3==" in said(kernel, "%mm_env export pip")
    assert "is no form" in refused(kernel, "%mm_env export zip")
    assert "nothing that" in refused(kernel, "%mm_env explode")


def test_data_is_listed_compared_checked_and_found_by_its_path(
    kernel: LiveKernel, home: Path, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_bytes(TABLE)
    kernel.ok(f"import os; os.chdir({str(tmp_path)!r})")
    kernel.ok("first = open('people.csv').read()")
    kernel.settle()
    table.write_bytes(CHANGED)
    kernel.ok("second = open('people.csv').read()")
    kernel.settle()
    (ref,) = manifest(home, records(home, "capture")[-1])["inputs"]
    assert ref["digest"] == digest_of(CHANGED)
    listed = said(kernel, "%mm_data")
    assert "people.csv" in listed
    assert "same" in listed
    shown = said(kernel, "%mm_data diff now~2 now~1")
    assert "1 changed, 0 the same" in shown
    assert "people.csv: 2 executions" in said(kernel, "%mm_data used-by people.csv")
    checked = said(kernel, "%mm_data verify now~1")
    assert "1 of 1 are the same" in checked
    table.write_bytes(TABLE)
    assert "changed" in said(kernel, "%mm_data verify now~3")


def test_tracked_data_has_its_label_and_comes_back_when_it_was_kept(
    kernel: LiveKernel, home: Path, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_bytes(TABLE)
    kernel.ok(f"import jupyter_mm as mm; mm.track({str(table)!r}, split='train', keep=True)")
    kernel.settle()
    (ref,) = manifest(home, records(home, "capture")[-1])["inputs"]
    assert (ref["how"], ref["label"], ref["digest"]) == ("track", "split train", digest_of(TABLE))
    assert ref["kept"]["size_bytes"] == len(TABLE)
    table.unlink()
    assert "as it was" in said(kernel, f"%mm_data restore {table}")
    assert table.read_bytes() == TABLE
    table.write_bytes(CHANGED)
    assert "another content" in refused(kernel, f"%mm_data restore {table}")
    assert table.read_bytes() == CHANGED
    assert "as it was" in said(kernel, f"%mm_data restore {table} --replace")
    assert table.read_bytes() == TABLE
    assert "no file" in refused(kernel, "%mm_data track nothing/*.csv")


def test_a_profile_of_a_frame_and_of_a_file_that_was_read(
    kernel: LiveKernel, home: Path, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_bytes(CHANGED)
    kernel.ok(f"import pandas as pd; people = pd.read_csv({str(table)!r})")
    assert "people: 3 rows" in said(kernel, "%mm_data profile people")
    kernel.ok(
        "import time\n"
        "from pathlib import Path\n"
        f"place = Path({os.fspath(home / 'profiles')!r})\n"
        "while not list(place.rglob('*.json')): time.sleep(0.05)"
    )
    shown = said(kernel, f"%mm_data profile {table}")
    assert ": 3 rows" in shown
    assert "33.3%" in shown
