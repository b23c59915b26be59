"""`jupyter mm verify`, `du`, `config` and `doctor`: how the store is."""

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.record import record_execution
from jupyter_mm.settings import Settings
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.damage import lose_blob
from jupyter_mm.testing.stores import ACTOR
from tests.cli.calling import call


def test_verify_fails_when_something_is_damaged(
    core: Core, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = make_capture(core)
    record_execution(core, ACTOR, capture)
    code, out, _ = call(capsys, "verify")
    assert (code, "0 damaged" in out) == (0, True)
    assert capture.checkpoint is not None
    manifest = capture.checkpoint.manifest
    lose_blob(home, manifest)
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
    assert "✓ uv is there" in out
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


def test_a_store_that_cannot_be_opened_has_its_code(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("in the way")
    code, _, err = call(capsys, "history")
    assert code == 5
    assert err


def test_what_waits_in_the_outbox_is_taken_in_first(
    core: Core, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = make_capture(core)
    Outbox(home).write("capture", capture)
    assert capture.execution.id in call(capsys, "history", "--json")[1]
    assert Outbox(home).pending() == []
