"""What came of attempts to reproduce a checkpoint."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event
from jupyter_mm.core.history import list_history
from jupyter_mm.core.policy import Actor
from jupyter_mm.core.verdicts import list_verdicts, record_verdict
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import DeniedError, InvalidError, NotFoundError
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.asking import told
from tests.unit.core.using import ran, verdict


def badges(core: Core) -> dict[str, str | None]:
    rows = list_history(core, ACTOR, HistoryQuery()).rows
    return {row.execution: row.verdict for row in rows}


def test_a_verdict_is_kept_whole_and_shown_as_a_badge(core: Core, events: list[Event]) -> None:
    checkpoint = ran(core, "e1")
    given = verdict(checkpoint)
    assert badges(core) == {"e1": None}
    receipt = record_verdict(core, ACTOR, given)
    assert (receipt.id, receipt.checkpoint) == (given.id, checkpoint)
    assert list_verdicts(core, ACTOR, checkpoint).items == (given,)
    assert badges(core) == {"e1": "different"}
    assert told(events) == ["recorded", "verified"]


def test_repeating_a_verdict_is_harmless(core: Core, events: list[Event]) -> None:
    given = verdict(ran(core, "e1"))
    first = record_verdict(core, ACTOR, given)
    assert record_verdict(core, ACTOR, replace(given, outcome="same")) == first
    assert list_verdicts(core, ACTOR, "now").items == (given,)
    assert told(events) == ["recorded", "verified"]


def test_the_latest_attempt_counts_and_stands_first(core: Core) -> None:
    checkpoint, other = ran(core, "e1"), ran(core, "e2")
    late = verdict(checkpoint, "b" * 32, outcome="same", started_at=START + 100)
    record_verdict(core, ACTOR, late)
    early = verdict(checkpoint)
    record_verdict(core, ACTOR, early)
    assert list_verdicts(core, ACTOR, checkpoint).items == (late, early)
    assert list_verdicts(core, ACTOR, other).items == ()
    assert badges(core) == {"e1": "same", "e2": None}


def test_of_two_attempts_at_one_instant_the_later_record_counts(core: Core) -> None:
    checkpoint = ran(core, "e1")
    for letter, outcome in (("b", "same"), ("a", "close")):
        record_verdict(core, ACTOR, verdict(checkpoint, letter * 32, outcome=outcome))
    assert badges(core) == {"e1": "close"}
    assert [one.outcome for one in list_verdicts(core, ACTOR, checkpoint).items] == [
        "close",
        "same",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "short"},
        {"id": "A" * 32},
        {"outcome": "perhaps"},
        {"tolerance": -1.0},
        {"tolerance": float("nan")},
        {"started_at": float("inf")},
        {"duration_s": -1.0},
    ],
)
def test_facts_that_cannot_be_are_refused(core: Core, changes: dict[str, object]) -> None:
    given = verdict(ran(core, "e1"))
    with pytest.raises(InvalidError):
        record_verdict(core, ACTOR, replace(given, **changes))  # type: ignore[arg-type]
    assert list_verdicts(core, ACTOR, "now").items == ()


def test_a_verdict_needs_its_checkpoint_and_a_right(core: Core) -> None:
    with pytest.raises(NotFoundError):
        record_verdict(core, ACTOR, verdict(Digest("0" * 64)))
    nobody = Actor(name="nobody", scopes=frozenset())
    with pytest.raises(DeniedError):
        record_verdict(core, nobody, verdict(ran(core, "e1")))
    with pytest.raises(DeniedError):
        list_verdicts(core, nobody, "now")
    with pytest.raises(NotFoundError):
        list_verdicts(core, ACTOR, "nowhere")
