"""`jupyter mm history` and `show`: what people read, and what scripts read."""

import json
from itertools import pairwise

import pytest

from jupyter_mm.core import Core
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.execution import Failure
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR
from tests.cli.calling import call


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


@pytest.mark.parametrize("lost", [None, "interrupted"])
def test_show_tells_what_was_read_and_done_outside(
    core: Core, capsys: pytest.CaptureFixture[str], lost: str | None
) -> None:
    capture = make_capture(
        core,
        lost=lost,
        reads=(Read(name="df", execution="0123456789abcdef"), Read(name="n", execution=None)),
        effects=(Effect(kind="file written", detail="out\x1b.csv"),),
    )
    record_execution(core, ACTOR, capture)
    out = call(capsys, "show", capture.execution.id)[1]
    assert "read       df (0123456789), n (unknown)" in out
    assert "outside    file written: out\N{REPLACEMENT CHARACTER}.csv" in out


def test_show_falls_back_to_an_execution_without_state(
    core: Core, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = make_capture(core, lost="interrupted", source="import time")
    record_execution(core, ACTOR, capture)
    code, out, _ = call(capsys, "show", capture.execution.id)
    assert code == 0
    assert "interrupted" in out
    assert "import time" in out


def test_an_ambiguous_id_is_a_conflict(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    ids = sorted(
        record_execution(core, ACTOR, make_capture(core, variables={"i": i})).checkpoint or ""
        for i in range(600)
    )
    short = next(a[:4] for a, b in pairwise(ids) if a[:4] == b[:4])
    code, _, err = call(capsys, "show", short)
    assert code == 4
    assert "Type more" in err
