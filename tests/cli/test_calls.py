"""`jupyter mm call`, and how failures are told."""

import json
from pathlib import Path

import pytest

from jupyter_mm.core import Core
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain import canonical
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR
from tests.cli.calling import call, given


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
        (["call", "show_job"], 2, "invalid"),
        (["env", "lock"], 3, "not_found"),
        (["data", "verify"], 3, "not_found"),
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


def test_jobs_are_for_servers_and_the_command_line_says_what_to_do(
    core: Core, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record_execution(core, ACTOR, make_capture(core))
    given(monkeypatch, b'{"body": {"kind": "reproduce", "ref": "now"}}')
    code, out, _ = call(capsys, "call", "start_job")
    assert code == 5
    error = json.loads(out)["error"]
    assert error["kind"] == "unavailable"
    assert "jupyter mm reproduce" in error["hint"]
    given(monkeypatch, b"{}")
    assert json.loads(call(capsys, "call", "list_jobs")[1]) == {"items": []}
