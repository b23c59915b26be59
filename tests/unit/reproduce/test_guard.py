"""A run does not write to its user's files. In processes of their own: a hook stays for ever."""

import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_mm.reproduce import guard

START = """
import os, pathlib, runpy, shutil, sys
keep_off = runpy.run_path({guard!r})["keep_off"]
keep_off({folder!r}, {single!r}, {allowed!r}, {log!r})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    (made / ".cache").mkdir(parents=True)
    (made / "scratch").mkdir()
    (made / "sub").mkdir()
    (made / "a.csv").write_text("a")
    (tmp_path / "single.csv").write_text("a")
    return made


def run(folder: Path, code: str) -> tuple[int, str]:
    log = folder.parent / "tried"
    start = START.format(
        guard=guard.__file__,
        folder=str(folder),
        single=[str(folder.parent / "single.csv")],
        allowed=str(folder / "scratch"),
        log=str(log),
    )
    done = subprocess.run(
        [sys.executable, "-c", start + code], cwd=folder, capture_output=True, check=False
    )
    return done.returncode, log.read_text()


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("open('a.csv', 'w')", "work/a.csv"),
        ("open(b'a.csv', 'ab')", "work/a.csv"),
        ("open('a.csv', 'r+')", "work/a.csv"),
        ("pathlib.Path('new.csv').write_text('x')", "work/new.csv"),
        ("os.open('a.csv', os.O_RDWR)", "work/a.csv"),
        ("os.remove('a.csv')", "work/a.csv"),
        ("os.rename('a.csv', '/tmp/gone')", "work/a.csv"),
        ("os.mkdir('new')", "work/new"),
        ("os.truncate('a.csv', 0)", "work/a.csv"),
        ("shutil.rmtree('sub')", "work/sub"),
        ("open('../single.csv', 'w')", "single.csv"),
    ],
)
def test_what_changes_a_file_of_the_user_is_refused_and_told(
    folder: Path, code: str, path: str
) -> None:
    before = sorted(folder.rglob("*"))
    code_, tried = run(folder, code)
    assert code_ == 1
    assert tried == f"{folder.parent / path}\n"
    assert sorted(folder.rglob("*")) == before
    assert (folder / "a.csv").read_text() == "a"


@pytest.mark.parametrize(
    "code",
    [
        "open('a.csv').read()",
        "os.listdir('.')",
        "open('scratch/new', 'w')",
        "open('.cache/new', 'w')",
        "open('../beside', 'w')",
        "open(os.devnull, 'w')",
        "os.open('a.csv', os.O_RDONLY)",
    ],
)
def test_everything_else_goes_on(folder: Path, code: str) -> None:
    assert run(folder, code) == (0, "")
