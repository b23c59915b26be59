"""What waits in the outbox is taken in once, in order; what cannot be taken in is not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.context import Core
from jupyter_mm.core.history import list_history, show_execution
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.execution import Failure
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import CatalogDamagedError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.faulty import SpoiledStore
from jupyter_mm.testing.stores import ACTOR


def test_the_outbox_is_taken_in_once_and_in_order(core: Core) -> None:
    outbox = Outbox(core.info.home)
    session = make_session()
    outbox.write("session", session)
    for number in range(3):
        capture = make_capture(core, session=session, execution=f"run-{number}")
        outbox.write("capture", capture)
    outbox.write("log", {"session": session.id, "execution": "run-1", "metrics": []})
    assert take_in(core, ACTOR, outbox) == 5
    assert outbox.pending() == outbox.rejected() == []
    rows = list_history(core, ACTOR, HistoryQuery()).rows
    assert [row.execution for row in rows] == ["run-2", "run-1", "run-0"]
    assert take_in(core, ACTOR, outbox) == 0


def test_what_misses_its_blobs_waits_and_the_rest_goes_on(core: Core) -> None:
    outbox = Outbox(core.info.home)
    early = make_capture(core, execution="early")
    assert early.checkpoint is not None
    waiting = outbox.write("capture", early)
    outbox.write("capture", make_capture(core, execution="late"))
    spoiled = SpoiledStore(core.blobs, lost=[early.checkpoint.manifest])
    assert take_in(replace(core, blobs=spoiled), ACTOR, outbox) == 1
    assert outbox.pending() == [waiting]
    assert take_in(core, ACTOR, outbox) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"body":{},"kind":"capture","version":1}',
        b'{"body":{},"kind":"capture","version":9}',
        b'{"body":{"session":1},"kind":"capture","version":1}',
        b"\x00" * 50,
    ],
    ids=["torn", "empty body", "newer", "wrong field", "zeros"],
)
def test_what_is_no_record_is_put_aside_with_its_reason(core: Core, content: bytes) -> None:
    outbox = Outbox(core.info.home)
    path = outbox.write("capture", {})
    path.write_bytes(content)
    outbox.write("capture", make_capture(core))
    assert take_in(core, ACTOR, outbox) == 1
    (moved,) = outbox.rejected()
    assert moved.read_bytes() == content
    assert moved.with_name(moved.name + ".reason").read_text().strip()


def test_a_label_that_cannot_be_is_left_out_and_the_state_is_kept(core: Core) -> None:
    outbox = Outbox(core.info.home)
    failure = Failure(name="ValueError", message="bad magic \0\x01")
    capture = make_capture(
        core,
        execution="run",
        tags=("lr:0.1", "best ", *(f"t{n}" for n in range(40))),
        message="a\x1b[31mb",
        changed=("x", "a b"),
        reads=(Read(name="x", execution=None), Read(name="not a name", execution=None)),
        effects=(Effect(kind="", detail="x"), Effect(kind="network", detail="host")),
        status="error",
        failure=failure,
    )
    path = outbox.write("capture", capture)
    assert take_in(core, ACTOR, outbox) == 1
    (row,) = list_history(core, ACTOR, HistoryQuery()).rows
    assert capture.checkpoint is not None
    assert row.checkpoint == capture.checkpoint.id
    assert row.tags == ("best", *(f"t{n}" for n in range(31)))
    assert (row.message, row.changed) == (None, ("x",))
    shown = show_execution(core, ACTOR, "run")
    assert ([one.name for one in shown.reads], len(shown.effects)) == (["x"], 1)
    assert row.error == "ValueError: bad magic \ufffd\x01"
    (whole,) = outbox.rejected()
    assert whole.name == path.name
    reason = whole.with_name(whole.name + ".reason").read_text()
    assert "lr:0.1" in reason
    assert "Taken in without" in reason


def test_a_value_that_cannot_be_is_left_out_of_its_batch(core: Core) -> None:
    outbox = Outbox(core.info.home)
    record_execution(core, ACTOR, make_capture(core, execution="run"))
    values = [(0, "acc", 1), (1, " acc", 2), (0, "acc", 3), (2, "é" * 200, 4), (3, "t", "a\0b")]
    metrics = [
        {"sequence": place, "name": name, "value": value, "step": None, "logged_at": 1.0}
        for place, name, value in values
    ]
    outbox.write("log", {"session": "0" * 32, "execution": "run", "metrics": metrics})
    assert take_in(core, ACTOR, outbox) == 1
    (row,) = list_history(core, ACTOR, HistoryQuery()).rows
    assert {metric.name: metric.value for metric in row.metrics} == {"acc": 1, "t": "a\ufffdb"}
    assert len(outbox.rejected()) == 1


def test_records_wait_while_the_catalog_is_damaged(core: Core) -> None:
    outbox = Outbox(core.info.home)
    hurt, well = make_session("1" * 32), make_session("2" * 32)
    record_execution(core, ACTOR, make_capture(core, session=hurt))
    with core.catalog.write() as tx:
        tx.execute(text("UPDATE session SET host = 'elsewhere'"))
    waiting = outbox.write("capture", make_capture(core, session=hurt, execution="hurt"))
    outbox.write("capture", make_capture(core, session=well, execution="well"))
    with pytest.raises(CatalogDamagedError, match="session"):
        take_in(core, ACTOR, outbox)
    assert outbox.pending() == [waiting]
    assert outbox.rejected() == []
    with core.catalog.write() as tx:
        tx.execute(text("UPDATE session SET host = 'localhost'"))
    assert take_in(core, ACTOR, outbox) == 1


def test_a_restore_whose_session_has_not_come_waits(core: Core) -> None:
    outbox = Outbox(core.info.home)
    capture = make_capture(core)
    assert capture.checkpoint is not None
    restore = {
        "id": "r", "session": capture.session.id, "source": None,
        "target": capture.checkpoint.id, "names": None, "undoes": None, "restored_at": 1.0,
    }  # fmt: skip
    outbox.write("restore", restore)
    outbox.write("capture", capture)
    assert take_in(core, ACTOR, outbox) == 1
    assert take_in(core, ACTOR, outbox) == 1
    assert outbox.pending() == []
