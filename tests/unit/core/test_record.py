"""Records are taken once, whole, and only when they fit together."""

from __future__ import annotations

from dataclasses import replace
from pickle import PickleBuffer
from typing import Any

import pytest

from jupyter_mm.blobs.digest import checkpoint_id, digest_of
from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event, HistoryChanged
from jupyter_mm.core.history import list_history, show_checkpoint, show_execution
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.record import (
    record_execution,
    record_log,
    record_restore,
    register_session,
)
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.execution import DataRef, Failure, LogBatch, Metric
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import (
    ConflictError,
    CorruptError,
    DeniedError,
    InvalidError,
    MissingBlobError,
)
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR


def metric(sequence: int, name: str, value: Any, step: int | None = None) -> Metric:
    return Metric(sequence=sequence, name=name, value=value, step=step, logged_at=1.0)


def batch(execution: str, *metrics: Metric) -> LogBatch:
    return LogBatch(session="0" * 32, execution=execution, metrics=metrics)


def what(events: list[Event]) -> list[str]:
    return [event.what for event in events if isinstance(event, HistoryChanged)]


def with_manifest(core: Core, capture: Capture, **changes: Any) -> Capture:
    """Return a capture whose manifest says something else, with ids that follow from it."""
    assert capture.checkpoint is not None
    value = canonical.loads(core.blobs.get(capture.checkpoint.manifest))
    digest = core.blobs.put(canonical.dumps({**value, **changes}))
    id_ = checkpoint_id(digest, capture.checkpoint.parent)
    return replace(capture, checkpoint=replace(capture.checkpoint, manifest=digest, id=id_))


def test_an_execution_is_recorded_once_and_told_once(core: Core, events: list[Event]) -> None:
    capture = make_capture(core)
    receipt = record_execution(core, ACTOR, capture)
    assert receipt.id == capture.execution.id
    assert capture.checkpoint is not None
    assert receipt.checkpoint == capture.checkpoint.id
    assert record_execution(core, ACTOR, capture) == receipt
    assert what(events) == ["recorded"]


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


def test_bytes_that_are_not_stored_are_missing(core: Core) -> None:
    capture = make_capture(core)
    assert capture.checkpoint is not None
    manifest = canonical.loads(core.blobs.get(capture.checkpoint.manifest))
    for digest in (manifest["groups"][0]["stream"], capture.checkpoint.manifest):
        path = core.info.home / "blobs" / digest[:2] / digest[2:]
        path.rename(path.with_suffix(".away"))
        with pytest.raises(MissingBlobError, match=digest[:10]):
            record_execution(core, ACTOR, capture)
    assert list_history(core, ACTOR, HistoryQuery()).total == 0


def test_a_damaged_manifest_is_not_taken(core: Core) -> None:
    capture = make_capture(core)
    assert capture.checkpoint is not None
    digest = capture.checkpoint.manifest
    path = core.info.home / "blobs" / digest[:2] / digest[2:]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b'"x"', b'"y"'))
    with pytest.raises(CorruptError, match=digest):
        record_execution(core, ACTOR, capture)


@pytest.mark.parametrize(
    "changes",
    [
        {"execution": "another"},
        {"session": "f" * 32},
        {"version": 2},
        {"extra": 1},
        {"variables": []},
        {"variables": [{"name": "x"}]},
        {"groups": []},
        {"python": 3},
    ],
    ids=str,
)
def test_a_manifest_that_does_not_fit_is_refused(core: Core, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        record_execution(core, ACTOR, with_manifest(core, make_capture(core), **changes))
    assert list_history(core, ACTOR, HistoryQuery()).total == 0


@pytest.mark.parametrize(
    "change",
    [
        {"group": None},
        {"group": 1},
        {"group": -1},
        {"name": "not a name"},
        {"reason": "both"},
        {"name": "y"},
    ],
    ids=str,
)
def test_a_variable_that_does_not_fit_its_group_is_refused(
    core: Core, change: dict[str, Any]
) -> None:
    capture = make_capture(core)
    assert capture.checkpoint is not None
    manifest = canonical.loads(core.blobs.get(capture.checkpoint.manifest))
    variables = [{**manifest["variables"][0], **change}]
    with pytest.raises(InvalidError):
        record_execution(core, ACTOR, with_manifest(core, capture, variables=variables))


def test_a_buffer_of_another_size_than_said_is_refused(core: Core) -> None:
    capture = make_capture(core, variables={"x": PickleBuffer(bytearray(50_000))})
    assert capture.checkpoint is not None
    manifest = canonical.loads(core.blobs.get(capture.checkpoint.manifest))
    manifest["groups"][0]["buffers"][0]["size_bytes"] += 1
    with pytest.raises(CorruptError, match="size"):
        record_execution(core, ACTOR, with_manifest(core, capture, groups=manifest["groups"]))


def test_a_manifest_that_is_not_canonical_is_refused(core: Core) -> None:
    capture = make_capture(core)
    assert capture.checkpoint is not None
    content = core.blobs.get(capture.checkpoint.manifest)
    digest = core.blobs.put(content.replace(b",", b", "))
    id_ = checkpoint_id(digest, None)
    changed = replace(capture.checkpoint, manifest=digest, id=id_)
    with pytest.raises(InvalidError, match="canonical"):
        record_execution(core, ACTOR, replace(capture, checkpoint=changed))


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("capture", {"version": 2}),
        ("capture", {"changed": ("a b",)}),
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
    ref = DataRef(path="a.csv", mode="r", size_bytes=1, mtime_ns=1, digest="a" * 64)
    receipt = record_execution(core, ACTOR, make_capture(core, inputs=(ref, ref)))
    assert show_checkpoint(core, ACTOR, str(receipt.checkpoint)).inputs == (ref, ref)


def test_who_may_not_record_is_refused(core: Core) -> None:
    reader = Actor("reader", frozenset({Scope.READ}))
    session = make_session()
    with pytest.raises(DeniedError):
        record_execution(core, reader, make_capture(core))
    with pytest.raises(DeniedError):
        register_session(core, reader, session)
    with pytest.raises(DeniedError):
        record_log(core, reader, batch("run"))


# ------------------------------------------------------------------ logged values


def test_values_may_come_before_their_execution(core: Core, events: list[Event]) -> None:
    record_log(core, ACTOR, batch("run", metric(0, "acc", 0.5), metric(1, "acc", 0.75, 2)))
    assert what(events) == []
    record_execution(core, ACTOR, make_capture(core, execution="run"))
    shown = show_execution(core, ACTOR, "run")
    assert [one.value for one in shown.metrics] == [0.5, 0.75]
    assert [(one.name, one.value, one.step) for one in shown.row.metrics] == [("acc", 0.75, 2)]


@pytest.mark.parametrize("value", [0.1, 3, -(2**53), "nan", "text é", True, False, None, 1e300])
def test_a_value_comes_back_as_it_was_logged(core: Core, value: object) -> None:
    record_execution(core, ACTOR, make_capture(core, execution="run"))
    record_log(core, ACTOR, batch("run", metric(0, "v", value)))
    (found,) = show_execution(core, ACTOR, "run").metrics
    assert found.value == value
    assert type(found.value) is type(value)


def test_a_batch_may_come_again_and_overlap(core: Core, events: list[Event]) -> None:
    record_execution(core, ACTOR, make_capture(core, execution="run"))
    first = record_log(core, ACTOR, batch("run", metric(0, "a", 1)))
    assert record_log(core, ACTOR, batch("run", metric(0, "a", 2))).position == first.position
    record_log(core, ACTOR, batch("run", metric(0, "a", 3), metric(1, "a", 4)))
    assert [one.value for one in show_execution(core, ACTOR, "run").metrics] == [1, 4]
    assert what(events) == ["recorded", "logged", "logged"]


def test_a_large_batch_is_taken_whole(core: Core) -> None:
    record_execution(core, ACTOR, make_capture(core, execution="run"))
    many = batch("run", *(metric(n, f"m{n % 3}", n, n) for n in range(2_000)))
    record_log(core, ACTOR, many)
    record_log(core, ACTOR, many)
    shown = show_execution(core, ACTOR, "run")
    assert shown.metrics == many.metrics
    assert {one.name: one.value for one in shown.row.metrics} == {
        "m0": 1998, "m1": 1999, "m2": 1997,
    }  # fmt: skip


@pytest.mark.parametrize(
    "metrics",
    [
        (metric(0, "a", 1), metric(0, "b", 2)),
        (metric(0, "", 1),),
        (metric(0, "a\u200d", 1),),
        (metric(-1, "a", 1),),
        (metric(0, "a" * 256, 1),),
    ],
    ids=str,
)
def test_values_that_cannot_be_are_refused(core: Core, metrics: tuple[Metric, ...]) -> None:
    with pytest.raises(InvalidError):
        record_log(core, ACTOR, batch("run", *metrics))


# ------------------------------------------------------------------ restores


def restore_of(capture: Capture, **changes: Any) -> Restore:
    assert capture.checkpoint is not None
    given = Restore(
        id="restore-1",
        session=capture.session.id,
        source=None,
        target=capture.checkpoint.id,
        names=None,
        undoes=None,
        restored_at=1.0,
    )
    return replace(given, **changes)


def test_a_restore_moves_the_head_and_is_told_once(
    core: Core, events: list[Event], clock: FrozenClock
) -> None:
    session = make_session()
    first = make_capture(core, session=session)
    record_execution(core, ACTOR, first)
    assert first.checkpoint is not None
    later = make_capture(core, session=session, parent=first.checkpoint.id)
    record_execution(core, ACTOR, later)
    restore = restore_of(first, restored_at=clock.advance(5))
    receipt = record_restore(core, ACTOR, restore)
    clock.advance(5)
    assert record_restore(core, ACTOR, restore) == receipt
    now = show_checkpoint(core, ACTOR, "now", session=session.id)
    assert now.checkpoint.id == first.checkpoint.id
    assert what(events) == ["recorded", "recorded", "restored"]


def head(core: Core, session: str) -> str:
    return show_checkpoint(core, ACTOR, "now", session=session).checkpoint.id


def test_a_restore_of_single_names_moves_no_head(core: Core, clock: FrozenClock) -> None:
    session = make_session()
    first, second = (make_capture(core, session=session, started_at=clock() + n) for n in (0, 1))
    for capture in (first, second):
        record_execution(core, ACTOR, capture)
    record_restore(core, ACTOR, restore_of(first, names=("x",), restored_at=clock() + 60))
    assert second.checkpoint is not None
    assert head(core, session.id) == second.checkpoint.id


def test_records_that_come_late_do_not_move_the_head_back(core: Core, clock: FrozenClock) -> None:
    session = make_session()
    first, second, third = (
        make_capture(core, session=session, started_at=clock() + 100 * n) for n in range(3)
    )
    record_execution(core, ACTOR, first)
    record_execution(core, ACTOR, third)
    record_restore(core, ACTOR, restore_of(first, restored_at=clock() + 50))
    record_execution(core, ACTOR, second)
    assert third.checkpoint is not None
    assert head(core, session.id) == third.checkpoint.id
    assert show_checkpoint(core, ACTOR, "now").checkpoint.id == third.checkpoint.id


def test_a_restore_waits_for_its_session(core: Core) -> None:
    capture = make_capture(core)
    with pytest.raises(ConflictError, match="not recorded yet"):
        record_restore(core, ACTOR, restore_of(capture))
    register_session(core, ACTOR, capture.session)
    record_restore(core, ACTOR, restore_of(capture))


def test_a_restore_of_an_unknown_checkpoint_is_a_fact_all_the_same(
    core: Core, events: list[Event]
) -> None:
    capture = make_capture(core)
    register_session(core, ACTOR, capture.session)
    record_restore(core, ACTOR, restore_of(capture, target=digest_of(b"elsewhere")))
    assert what(events) == []


def test_a_restore_of_names_that_cannot_be_is_refused(core: Core) -> None:
    capture = make_capture(core)
    with pytest.raises(InvalidError):
        record_restore(core, ACTOR, restore_of(capture, names=("a b",)))
