"""`jupyter mm`: what it prints, and its exit codes."""

import io
import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.cli import reference
from jupyter_mm.cli.main import COMMANDS, main
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.policy import owner
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain import canonical
from jupyter_mm.domain.execution import Failure
from jupyter_mm.settings import Settings
from jupyter_mm.testing.captures import make_capture, make_session

ACTOR = owner("t")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_MM_HOME", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def core(home: Path) -> Iterator[Core]:
    core = open_core(Settings(home=home), clock=time.time)
    yield core
    core.close()


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command line here; return exit code, output and errors."""
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def run(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "jupyter_mm.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_history_lists_newest_first(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    session = make_session()
    first = make_capture(core, session=session, source="a = 1", message="begin", tags=("t1",))
    failed = make_capture(
        core,
        session=session,
        source="1/0",
        status="error",
        failure=Failure(name="ZeroDivisionError", message="division by zero"),
        lost="the cell failed",
        started_at=first.execution.started_at + 60,
    )
    record_execution(core, ACTOR, first)
    record_execution(core, ACTOR, failed)
    code, out, err = call(capsys, "history")
    assert (code, err) == (0, "")
    newest, oldest = out.splitlines()
    assert "ZeroDivisionError" in newest
    assert "✗" in newest
    assert '"begin"' in oldest
    assert "#t1" in oldest
    assert first.checkpoint is not None
    assert oldest.startswith(first.checkpoint.id[:10])
    assert "\x1b" not in out


def test_history_as_json_is_the_operations_answer(
    core: Core, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = make_capture(core)
    record_execution(core, ACTOR, capture)
    code, out, _ = call(capsys, "history", "--json", "-n", "5", "--notebook", "example.ipynb")
    page = json.loads(out)
    assert code == 0
    assert [row["execution"] for row in page["rows"]] == [capture.execution.id]
    assert (page["total"], page["next_before"]) == (1, None)


def test_history_can_be_paged_and_filtered(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    for i in range(5):
        record_execution(core, ACTOR, make_capture(core, source=f"v{i} = {i}"))
    out = call(capsys, "history", "-n", "2")[1]
    *_, last = out.splitlines()
    before = last.split()[-1]
    assert last.startswith("5 in all; older ones: --before ")
    older = call(capsys, "history", "-n", "2", "--before", before, "-q")[1].split()
    assert len(older) == 2
    assert not set(older) & set(call(capsys, "history", "-n", "2", "-q")[1].split())
    assert "v3" in call(capsys, "history", "--where", "v3")[1]
    assert call(capsys, "history", "--where", "nowhere")[1].startswith("Nothing here yet")


def test_names_cannot_steer_the_terminal(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    capture = make_capture(core, source="x\x1b]0;title\x07 \u202egnp.exe = 1")
    record_execution(core, ACTOR, capture)
    out = call(capsys, "history")[1] + call(capsys, "show", capture.execution.id)[1]
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_show_tells_what_comes_back_and_what_does_not(
    core: Core, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = make_capture(
        core, variables={"table": [1, 2]}, skipped={"lock": "locks cannot be pickled"}
    )
    record_execution(core, ACTOR, capture)
    code, out, _ = call(capsys, "show", "now")
    assert code == 0
    assert "1 kept, 1 not" in out
    assert "table" in out
    assert "locks cannot be pickled" in out
    shown = json.loads(call(capsys, "show", "now", "--json")[1])
    assert {variable["name"] for variable in shown["variables"]} == {"table", "lock"}


def test_show_falls_back_to_an_execution_without_state(
    core: Core, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = make_capture(core, lost="interrupted", source="import time")
    record_execution(core, ACTOR, capture)
    code, out, _ = call(capsys, "show", capture.execution.id)
    assert code == 0
    assert "interrupted" in out
    assert "import time" in out


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (["show", "ffff1234"], 3, "not_found"),
        (["show", "."], 2, "invalid"),
        (["show", "run:x"], 2, "invalid"),
        (["history", "-n", "0"], 2, "invalid"),
        (["history", "-n", "many"], 2, "invalid"),
        (["history", "--where", "x" * 300], 2, "invalid"),
        (["history", "--unknown"], 2, "invalid"),
        (["nothing"], 2, "invalid"),
        ([], 2, "invalid"),
        (["call", "nothing"], 3, "not_found"),
    ],
    ids=str,
)
def test_failures_have_one_shape_and_a_code(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    kind: str,
) -> None:
    given(monkeypatch, b"{}")
    found, out, err = call(capsys, *arguments)
    assert found == code
    if arguments[:1] != ["call"]:
        assert out == ""
        assert err.startswith("jupyter mm: ")
        assert len(err.splitlines()) == 2
        given(monkeypatch, b"{}")
        found, out, err = call(capsys, *arguments, "--json")
    assert (found, err) == (code, "")
    assert set(json.loads(out)["error"]) == {"kind", "message", "hint"}
    assert json.loads(out)["error"]["kind"] == kind


def test_an_ambiguous_id_is_a_conflict(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    ids = sorted(
        record_execution(core, ACTOR, make_capture(core, variables={"i": i})).checkpoint or ""
        for i in range(600)
    )
    short = next(a[:4] for a, b in pairwise(ids) if a[:4] == b[:4])
    code, _, err = call(capsys, "show", short)
    assert code == 4
    assert "Type more" in err


def test_a_store_that_cannot_be_opened_has_its_code(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("in the way")
    code, _, err = call(capsys, "history")
    assert code == 5
    assert err


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_call_reads_and_prints_json(
    core: Core, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = make_capture(core)
    given(monkeypatch, json.dumps({"body": canonical.plain(capture)}).encode())
    code, out, _ = call(capsys, "call", "record_execution")
    assert (code, json.loads(out)["id"]) == (0, capture.execution.id)
    given(monkeypatch, json.dumps({"params": {"ref": "now"}, "body": None}).encode())
    code, out, _ = call(capsys, "call", "show_checkpoint")
    assert json.loads(out)["row"]["execution"] == capture.execution.id


@pytest.mark.parametrize(
    "data", [b"[]", b"{", b'{"params": []}', b'{"other": 1}', b'{"params": {"x": "1"}}', b"\xff"]
)
def test_call_refuses_what_it_cannot_mean(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    given(monkeypatch, data)
    code, out, _ = call(capsys, "call", "store_status")
    assert (code, json.loads(out)["error"]["kind"]) == (2, "invalid")


def test_what_waits_in_the_outbox_is_taken_in_first(
    core: Core, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = make_capture(core)
    Outbox(home).write("capture", capture)
    assert capture.execution.id in call(capsys, "history", "--json")[1]
    assert Outbox(home).pending() == []


def test_verify_fails_when_something_is_damaged(
    core: Core, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = make_capture(core)
    record_execution(core, ACTOR, capture)
    code, out, _ = call(capsys, "verify")
    assert (code, "0 damaged" in out) == (0, True)
    assert capture.checkpoint is not None
    manifest = capture.checkpoint.manifest
    (home / "blobs" / manifest[:2] / manifest[2:]).unlink()
    code, out, _ = call(capsys, "verify")
    assert code == 1
    assert manifest in out
    assert json.loads(call(capsys, "verify", "--json")[1])["damage"]


def test_verify_names_a_damaged_row_though_records_wait_for_it(
    core: Core, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = make_session()
    record_execution(core, ACTOR, make_capture(core, session=session))
    with core.catalog.write() as tx:
        tx.execute(text("UPDATE session SET host = 'elsewhere'"))
    Outbox(home).write("capture", make_capture(core, session=session))
    code, out, told = call(capsys, "verify", "--json")
    assert code == 1
    assert [found["name"] for found in json.loads(out)["damage"]] == ["session"]
    assert "damaged" in told
    assert len(Outbox(home).pending()) == 1


def test_du_counts_bytes(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    record_execution(core, ACTOR, make_capture(core, variables={"b": b"x" * 100_000}))
    assert "blobs" in call(capsys, "du")[1]
    assert int(call(capsys, "du", "-q")[1]) > 100_000
    assert json.loads(call(capsys, "du", "--json")[1])["blob_count"] >= 2


def test_config_shows_the_settings(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"home = {home}" in call(capsys, "config")[1]
    assert json.loads(call(capsys, "config", "--json")[1])["home"] == str(home)
    other = call(capsys, "config", "--home", "/nowhere/else")[1]
    assert "home = /nowhere/else" in other
    assert not home.exists()


def test_doctor_names_each_finding_and_its_next_step(
    core: Core, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "outbox" / "rejected" / "00000000000000000001-0000000a-capture.json").write_text("x")
    (home / "outbox/rejected/00000000000000000001-0000000a-capture.json.reason").write_text("torn")
    Outbox(home).write("session", make_session())
    code, out, _ = call(capsys, "doctor")
    assert code == 1
    assert "✓ Python" in out
    assert "SQLite" in out
    assert "! 1 records wait in the outbox" in out
    assert "✗ rejected record 00000000000000000001-0000000a-capture.json: torn" in out
    assert "readable and writable" in out
    for line in out.splitlines():
        assert line[0] in "✓!✗"
        assert line[0] == "✓" or "→" in line
    assert all(line[0] != "✓" for line in call(capsys, "doctor", "-q")[1].splitlines())
    found = json.loads(call(capsys, "doctor", "--json")[1])
    assert {finding["mark"] for finding in found} >= {"ok", "bad"}


def test_doctor_changes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no store in" in call(capsys, "doctor")[1]
    assert not home.exists()


@pytest.mark.parametrize("damage", ["store.json", "catalog.sqlite"])
def test_doctor_explains_a_damaged_store(
    home: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    open_core(Settings(home=home), clock=time.time).close()
    for path in home.glob(f"{damage}*"):
        path.unlink()
    (home / damage).write_bytes(b"x" * 8192)
    code, out, _ = call(capsys, "doctor")
    assert code == 1
    assert "cannot be opened" in out


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
