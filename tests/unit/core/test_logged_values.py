"""Logged values: before or after their execution, again and again, as they were."""

from __future__ import annotations

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event
from jupyter_mm.core.history import show_execution
from jupyter_mm.core.record import record_execution, record_log
from jupyter_mm.domain.execution import Metric
from jupyter_mm.errors import InvalidError
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.asking import batch, metric, told


def test_values_may_come_before_their_execution(core: Core, events: list[Event]) -> None:
    record_log(core, ACTOR, batch("run", metric(0, "acc", 0.5), metric(1, "acc", 0.75, 2)))
    assert told(events) == []
    record_execution(core, ACTOR, make_capture(core, execution="run"))
    shown = show_execution(core, ACTOR, "run")
    assert [one.value for one in shown.metrics] == [0.5, 0.75]
    assert [(one.name, one.value, one.step) for one in shown.row.metrics] == [("acc", 0.75, 2)]


@pytest.mark.parametrize("value", [0.1, -0.0, 3, -(2**53), "nan", "é", True, False, None, 1e300])
def test_a_value_comes_back_as_it_was_logged(core: Core, value: object) -> None:
    record_execution(core, ACTOR, make_capture(core, execution="run"))
    record_log(core, ACTOR, batch("run", metric(0, "v", value)))
    (found,) = show_execution(core, ACTOR, "run").metrics
    assert (found.value, repr(found.value)) == (value, repr(value))
    assert type(found.value) is type(value)


def test_a_batch_may_come_again_and_overlap(core: Core, events: list[Event]) -> None:
    record_execution(core, ACTOR, make_capture(core, execution="run"))
    first = record_log(core, ACTOR, batch("run", metric(0, "a", 1)))
    assert record_log(core, ACTOR, batch("run", metric(0, "a", 2))).position == first.position
    record_log(core, ACTOR, batch("run", metric(0, "a", 3), metric(1, "a", 4)))
    assert [one.value for one in show_execution(core, ACTOR, "run").metrics] == [1, 4]
    assert told(events) == ["recorded", "logged", "logged"]


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
