"""What the two commands write and how they end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.data import DataRef
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR, open_store

pytestmark = pytest.mark.timeout(300)

LOCK = 'lock-version = "1.0"\ncreated-by = "test"\nrequires-python = "==3.11.7"\n'
SOURCE = f'{{type = "git", url = "https://h.invalid/other", commit-id = "{"a" * 40}"}}'
GONE = DataRef(path="/nowhere/x.csv", mode="r", size_bytes=1, mtime_ns=1, digest="0" * 64)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store with one checkpoint: its data is gone, its lock has a source of its own."""
    lock = LOCK + f'[[packages]]\nname = "other"\nvcs = {SOURCE}\n'
    with open_store(tmp_path / "store", clock=FrozenClock(), events=[]) as core:
        record_execution(core, ACTOR, make_capture(core, environment=lock, inputs=(GONE,)))
    return tmp_path / "store"


def command(home: Path, *words: str) -> tuple[int, str, str]:
    program = (sys.executable, "-m", "jupyter_mm.cli.main")
    done = subprocess.run(
        [*program, *words, "--home", home], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_a_verdict_is_a_line_with_what_it_is_made_of(home: Path) -> None:
    code, said, steps = command(home, "reproduce", "now")
    assert code == 6
    assert said == "– /nowhere/x.csv is gone.\n  /nowhere/x.csv gone is gone\n"
    assert "Looking at what ran\n" in steps
    assert command(home, "reproduce", "now", "--quiet")[1:] == (said, "")


def test_a_verdict_as_json_is_the_last_line(home: Path) -> None:
    code, said, _ = command(home, "reproduce", "now", "--json")
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 6
    assert lines[0] == {"step": "Looking at what ran", "fraction": 0.0}
    assert lines[-1]["verdict"]["outcome"] == "impossible"


def test_what_needs_consent_is_listed_and_not_done(home: Path) -> None:
    code, said, _ = command(home, "env", "create", "now", "--json")
    assert code == 8
    (needed,) = json.loads(said.splitlines()[-1])["needs_consent"]
    assert "other" in needed
    code, said, told = command(home, "env", "create", "now")
    assert (code, said) == (8, "")
    assert f"jupyter mm: {needed}\n" in told
    assert told.endswith("Look at the list; `--consent` goes on.\n")


def test_a_reference_that_means_nothing_is_an_error_like_every_other(home: Path) -> None:
    code, said, _ = command(home, "reproduce", "nowhere", "--json")
    assert code == 3
    assert json.loads(said)["error"]["kind"] == "not_found"


@pytest.mark.parametrize("tolerance", ["-1", "nan", "inf"])
def test_a_tolerance_is_a_number_from_zero_on(home: Path, tolerance: str) -> None:
    code, said, _ = command(home, "reproduce", "now", "--json", f"--tolerance={tolerance}")
    assert code == 2
    assert json.loads(said)["error"]["kind"] == "invalid"
