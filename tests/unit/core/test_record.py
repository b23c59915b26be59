"""Records are taken once, whole, and only when they fit together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event
from jupyter_mm.core.history import list_history, show_checkpoint, show_execution
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.record import record_execution, record_log, register_session
from jupyter_mm.core.wire import decode
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Capture, Effect, Read
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.execution import Failure
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import DeniedError, InvalidError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.asking import batch, told


def test_an_execution_is_recorded_once_and_told_once(core: Core, events: list[Event]) -> None:
    capture = make_capture(core)
    receipt = record_execution(core, ACTOR, capture)
    assert receipt.id == capture.execution.id
    assert capture.checkpoint is not None
    assert receipt.checkpoint == capture.checkpoint.id
    assert record_execution(core, ACTOR, capture) == receipt
    assert told(events) == ["recorded"]


def test_positions_grow_with_every_record(core: Core) -> None:
    session = make_session()
    positions = [register_session(core, ACTOR, session).position]
    for number in range(3):
        capture = make_capture(core, session=session, execution=f"run-{number}")
        positions.append(record_execution(core, ACTOR, capture).position)
    assert positions == sorted(set(positions))


def test_sizes_and_counts_are_counted_again(core: Core) -> None:
    capture = make_capture(
        core, variables={"x": bytearray(50_000), "y": 1}, skipped={"g": "a generator"}
    )
    assert capture.checkpoint is not None
    boasting = replace(capture.checkpoint, kept=99, skipped=0, size_bytes=2**60)
    record_execution(core, ACTOR, replace(capture, checkpoint=boasting))
    row = list_history(core, ACTOR, HistoryQuery()).rows[0]
    assert (row.kept, row.skipped, row.size_bytes) == (2, 1, capture.checkpoint.size_bytes)


def test_an_execution_without_a_checkpoint_says_why(core: Core) -> None:
    record_execution(core, ACTOR, make_capture(core, lost="interrupted"))
    row = list_history(core, ACTOR, HistoryQuery()).rows[0]
    assert (row.checkpoint, row.lost) == (None, "interrupted")


def test_a_capture_whose_parent_is_unknown_is_recorded(core: Core) -> None:
    parent = digest_of(b"not recorded yet")
    receipt = record_execution(core, ACTOR, make_capture(core, parent=parent))
    assert show_checkpoint(core, ACTOR, str(receipt.checkpoint)).checkpoint.parent == parent


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("capture", {"version": 3}),
        ("capture", {"version": 0}),
        ("capture", {"changed": ("a b",)}),
        ("capture", {"reads": (Read(name="a b", execution=None),)}),
        ("capture", {"reads": (Read(name="a", execution=""),)}),
        ("capture", {"effects": (Effect(kind="", detail="x"),)}),
        ("session", {"id": "short"}),
        ("session", {"id": "G" * 32}),
        ("session", {"pid": -1}),
        ("session", {"project": "\u202e"}),
        ("session", {"started_at": float("nan")}),
        ("execution", {"session": "f" * 32}),
        ("execution", {"id": ""}),
        ("execution", {"id": "x" * 256}),
        ("execution", {"id": "a\u200bb"}),
        ("execution", {"cell": "a\nb"}),
        ("execution", {"status": "maybe"}),
        ("execution", {"count": -1}),
        ("execution", {"count": 2**63}),
        ("execution", {"started_at": -1.0}),
        ("execution", {"duration_s": float("inf")}),
        ("checkpoint", {"execution": "another"}),
        ("checkpoint", {"parent": digest_of(b"x")}),
        ("checkpoint", {"id": digest_of(b"x")}),
        ("checkpoint", {"tags": ("now",)}),
        ("checkpoint", {"tags": ("a\u2066b",)}),
        ("checkpoint", {"message": "a\x00b"}),
        ("checkpoint", {"created_at": float("nan")}),
    ],
    ids=str,
)
def test_facts_that_cannot_be_are_refused(core: Core, part: str, changes: dict[str, Any]) -> None:
    capture = make_capture(core)
    if part == "capture":
        changed = replace(capture, **changes)
    else:
        changed = replace(capture, **{part: replace(getattr(capture, part), **changes)})
    with pytest.raises(InvalidError):
        record_execution(core, ACTOR, changed)
    assert list_history(core, ACTOR, HistoryQuery()).total == 0


def test_names_come_back_in_normal_form(core: Core) -> None:
    capture = make_capture(core, tags=("cafe\u0301",), message="  first\nline ")
    record_execution(core, ACTOR, capture)
    row = list_history(core, ACTOR, HistoryQuery()).rows[0]
    assert (row.tags, row.message) == (("café",), "first\nline")


@pytest.mark.parametrize("hint", ["../../etc/passwd", "a\x00b", "", ".", "/"])
def test_a_bad_hint_of_a_notebook_is_no_reason_to_lose_a_record(core: Core, hint: str) -> None:
    session = make_session(notebook=hint)
    record_execution(core, ACTOR, make_capture(core, session=session))
    assert list_history(core, ACTOR, HistoryQuery()).rows[0].notebook is None


def test_a_failure_is_shown_in_one_line(core: Core) -> None:
    failure = Failure(name="ValueError", message="no such column")
    record_execution(core, ACTOR, make_capture(core, status="error", failure=failure))
    row = list_history(core, ACTOR, HistoryQuery()).rows[0]
    assert row.error == row.title == "ValueError: no such column"


def test_files_that_were_read_are_kept(core: Core) -> None:
    ref = DataRef(path="/a.csv", mode="r", size_bytes=1, mtime_ns=1, digest="a" * 64)
    receipt = record_execution(core, ACTOR, make_capture(core, inputs=(ref, ref)))
    assert show_checkpoint(core, ACTOR, str(receipt.checkpoint)).inputs == (ref, ref)


def test_what_was_read_and_done_outside_is_kept(core: Core) -> None:
    reads = (Read(name="df", execution="load"), Read(name="größe", execution=None))
    effects = (
        Effect(kind="network", detail="example.org"),
        Effect(kind="file written", detail="/data/" + "x" * 300),
    )
    record_execution(core, ACTOR, make_capture(core, execution="run", reads=reads, effects=effects))
    shown = show_execution(core, ACTOR, "run")
    assert shown.reads == reads
    assert shown.effects == (effects[0], replace(effects[1], detail="/data/" + "x" * 194))


def test_a_capture_of_version_1_is_still_taken(core: Core) -> None:
    given = canonical.plain(make_capture(core, execution="run"))
    assert isinstance(given, dict)
    old = {key: value for key, value in given.items() if key not in {"reads", "effects"}}
    record_execution(core, ACTOR, decode(Capture, {**old, "version": 1}))
    shown = show_execution(core, ACTOR, "run")
    assert (shown.reads, shown.effects) == ((), ())


def test_at_most_fifty_effects_are_kept(core: Core) -> None:
    effects = tuple(Effect(kind="network", detail=str(number)) for number in range(60))
    record_execution(core, ACTOR, make_capture(core, execution="run", effects=effects))
    assert show_execution(core, ACTOR, "run").effects == effects[:50]


def test_a_variable_comes_from_the_execution_that_last_changed_it(core: Core) -> None:
    session, parent = make_session(), None
    for number, changed in enumerate([("a", "b"), ("b",), (), ("c",)]):
        capture = make_capture(
            core,
            session=session,
            execution=f"run-{number}",
            variables={"a": 1, "b": 2, "c": 3, "d": 4},
            changed=changed,
            parent=parent,
        )
        record_execution(core, ACTOR, capture)
        assert capture.checkpoint is not None
        parent = capture.checkpoint.id
    shown = show_checkpoint(core, ACTOR, str(parent))
    assert {variable.name: variable.origin for variable in shown.variables} == {
        "a": "run-0", "b": "run-1", "c": "run-3", "d": None,
    }  # fmt: skip


def test_who_may_not_record_is_refused(core: Core) -> None:
    reader = Actor("reader", frozenset({Scope.READ}))
    session = make_session()
    with pytest.raises(DeniedError):
        record_execution(core, reader, make_capture(core))
    with pytest.raises(DeniedError):
        register_session(core, reader, session)
    with pytest.raises(DeniedError):
        record_log(core, reader, batch("run"))
