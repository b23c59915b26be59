"""What people type means one checkpoint, or an error says what it might mean."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.history import show_checkpoint
from jupyter_mm.core.record import record_execution, record_log
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.checkpoint import Checkpoint
from jupyter_mm.domain.execution import LogBatch, Metric
from jupyter_mm.errors import AmbiguousError, InvalidError, NotFoundError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR

SESSION, OTHER = make_session("1" * 32), make_session("2" * 32, notebook="other.ipynb")
TEN = datetime(2026, 9, 21, 10, 0, tzinfo=UTC).timestamp()


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def chain(core: Core, clock: FrozenClock) -> list[Checkpoint]:
    """Four checkpoints of one session at 10:00, 10:10, …, with acc .1, .9, .5 and none."""
    clock.now = TEN + 3600
    made: list[Checkpoint] = []
    for number, acc in enumerate((0.1, 0.9, 0.5, None)):
        capture = keep(core, number, made[-1].id if made else None)
        assert capture.checkpoint is not None
        made.append(capture.checkpoint)
        if acc is not None:
            value = Metric(sequence=0, name="acc", value=acc, step=None, logged_at=1.0)
            id_ = capture.execution.id
            record_log(core, ACTOR, LogBatch(session=SESSION.id, execution=id_, metrics=(value,)))
    return made


def keep(core: Core, number: int, parent: object) -> Capture:
    capture = make_capture(
        core,
        session=SESSION,
        execution=f"run{number}-{number}{number}{number}_1",
        source=f"step({number})",
        parent=parent,
        started_at=TEN + 600 * number,
        duration_s=0.0,
        tags=("even" if number % 2 == 0 else "odd", f"tag{number}"),
    )
    record_execution(core, ACTOR, capture)
    return capture


def test_each_form_means_its_checkpoint(core: Core, chain: list[Checkpoint]) -> None:
    meant = {
        "now": 3,
        "now~0": 3,
        "now~2": 1,
        "tag1": 1,
        "last:even": 2,
        "best:acc": 1,
        "best:-acc": 0,
        "@10:10": 1,
        "@10:19": 1,
        "@10:20": 2,
        "@2026-09-21 10:00": 0,
        "@2026-09-21T10:29": 2,
        "@10:59": 3,
        "run2": 2,
        "run2-222_1": 2,
        chain[2].id: 2,
        chain[2].id[:12]: 2,
    }
    for ref, place in meant.items():
        found = show_checkpoint(core, ACTOR, ref, session=SESSION.id)
        assert found.checkpoint.id == chain[place].id, ref


def test_a_time_that_is_still_to_come_today_means_yesterday(
    core: Core, chain: list[Checkpoint], clock: FrozenClock
) -> None:
    with pytest.raises(NotFoundError):
        show_checkpoint(core, ACTOR, "@23:00")
    clock.now = TEN + 86_400 - 3600
    assert show_checkpoint(core, ACTOR, "@10:10").checkpoint.id == chain[1].id


@pytest.mark.parametrize(
    "ref", ["now~4", "nothing", "abcdef", "last:none", "best:loss", "@2020-01-01 10:00"]
)
def test_what_is_not_there_is_not_found(core: Core, chain: list[Checkpoint], ref: str) -> None:
    assert chain
    with pytest.raises(NotFoundError, match=ref):
        show_checkpoint(core, ACTOR, ref)


@pytest.mark.parametrize(
    "ref",
    ["", "x", "abc", "run:x", "model:x@y", "what:x", "last:", "best:", "best:-", "@25:00",
     "@2026-13-01 10:00", "now~9999999", "x" * 256, "a\0bcd", "now~100001"],
)  # fmt: skip
def test_what_is_no_reference_is_refused(core: Core, chain: list[Checkpoint], ref: str) -> None:
    assert chain
    with pytest.raises(InvalidError):
        show_checkpoint(core, ACTOR, ref)


def test_several_meanings_are_named(core: Core, chain: list[Checkpoint]) -> None:
    with pytest.raises(AmbiguousError) as caught:
        show_checkpoint(core, ACTOR, "even")
    assert chain[0].id[:10] in caught.value.message
    assert "step 1 → 2" in caught.value.message


def test_a_short_id_of_several_is_ambiguous(core: Core) -> None:
    for letter in "ab":
        capture = make_capture(core, session=OTHER, execution=f"alike-{letter}")
        record_execution(core, ACTOR, capture)
    with pytest.raises(AmbiguousError):
        show_checkpoint(core, ACTOR, "alike")


def test_a_tag_that_looks_like_an_id_is_not_guessed_at(core: Core, chain: list[Checkpoint]) -> None:
    capture = make_capture(core, session=OTHER, execution="other", tags=(chain[0].id[:6],))
    record_execution(core, ACTOR, capture)
    with pytest.raises(AmbiguousError):
        show_checkpoint(core, ACTOR, chain[0].id[:6])


def test_a_notebook_or_session_narrows_the_search(core: Core, chain: list[Checkpoint]) -> None:
    capture = make_capture(core, session=OTHER, execution="other", tags=("tag1",))
    record_execution(core, ACTOR, capture)
    assert capture.checkpoint is not None
    for where in ({"session": OTHER.id}, {"notebook": "other.ipynb"}):
        found = show_checkpoint(core, ACTOR, "tag1", **where)
        assert found.checkpoint.id == capture.checkpoint.id
    assert show_checkpoint(core, ACTOR, "now", **where).checkpoint.id == capture.checkpoint.id
    found = show_checkpoint(core, ACTOR, "tag1", notebook="example.ipynb")
    assert found.checkpoint.id == chain[1].id
    with pytest.raises(NotFoundError, match=r"none\.ipynb"):
        show_checkpoint(core, ACTOR, "now", notebook="none.ipynb")
