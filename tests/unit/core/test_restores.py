"""Restores are facts: they move the head of their session, whenever they arrive."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event
from jupyter_mm.core.history import show_checkpoint
from jupyter_mm.core.record import record_execution, record_restore, register_session
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.errors import ConflictError, InvalidError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.asking import told


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
    assert told(events) == ["recorded", "recorded", "restored"]


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
    assert told(events) == []


def test_a_restore_of_names_that_cannot_be_is_refused(core: Core) -> None:
    capture = make_capture(core)
    with pytest.raises(InvalidError):
        record_restore(core, ACTOR, restore_of(capture, names=("a b",)))
