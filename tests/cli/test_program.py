"""`jupyter mm` as a program: quick, safe in any folder, quiet in a pipe."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_mm.cli import reference
from jupyter_mm.cli.grammar import COMMANDS, DATA, ENVIRONMENT
from jupyter_mm.core import Core
from jupyter_mm.core.record import record_execution
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR
from tests.cli.calling import run


def test_help_is_quick_and_loads_no_sql() -> None:
    code = (
        "import sys\nfrom jupyter_mm.cli.main import parser\nparser().format_help()\n"
        "print([m for m in ('sqlalchemy', 'tornado', 'msgspec') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
    assert run("--help").returncode == 0


def test_the_module_runs_as_a_program(core: Core, home: Path) -> None:
    record_execution(core, ACTOR, make_capture(core))
    done = run("history", "-q")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == 1


def test_a_reader_that_stops_early_is_no_error(core: Core) -> None:
    record_execution(core, ACTOR, make_capture(core))
    command = f"{sys.executable} -m jupyter_mm.cli.main doctor | true"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert "Traceback" not in done.stderr


def test_colour_is_for_terminals_only(core: Core) -> None:
    command = [sys.executable, "-m", "jupyter_mm.cli.main", "doctor"]
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    process = subprocess.Popen(command, stdout=theirs, env=environment)
    process.wait(timeout=60)
    os.close(theirs)
    assert b"\x1b[32m" in os.read(ours, 65536)
    os.close(ours)


def test_a_hostile_working_directory_is_not_loaded(core: Core, tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in ("json.py", "msgspec.py", "jupyter_mm_config.py", "sqlalchemy.py"):
        (folder / name).write_text("raise SystemExit('loaded')")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "jupyter_mm.cli.main", "history"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ) | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr


def test_the_reference_page_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    page = Path(__file__).parents[2] / "docs/reference/cli.md"
    assert page.read_text() == reference.page(), "run: python -m jupyter_mm.cli.reference"


def test_every_command_is_in_the_reference() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/cli.md").read_text()
    assert all(f"\n## {name}\n" in page for name in COMMANDS)
    assert all(f"\n### env {name}\n" in page for name in ENVIRONMENT)
    assert all(f"\n### data {name}\n" in page for name in DATA)
