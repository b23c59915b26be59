"""Outputs from messages: what is remembered, what waits, and for how long."""

from datetime import UTC, datetime
from typing import Any

from jupyter_mm.core.assembly import (
    CAPTURE_REST_S,
    GIVE_UP_S,
    OVERDUE,
    REMEMBERED,
    REMEMBERED_BYTES,
    TRIES,
    KernelOutputs,
)

LIMIT = 1000


def message(
    kind: str, content: dict[str, Any], parent: str = "e1", *, at: float = 1000.0
) -> dict[str, Any]:
    return {
        "msg_type": kind,
        "content": content,
        "header": {"date": datetime.fromtimestamp(at, UTC)},
        "parent_header": {"msg_id": parent, "msg_type": "execute_request"},
    }


def run(outputs: KernelOutputs, execution: str, *said: dict[str, Any], at: float = 1000.0) -> None:
    outputs.feed(message("execute_input", {"code": "x", "execution_count": 1}, execution, at=at))
    for content in said:
        outputs.feed(message("stream", {"name": "stdout"} | content, execution, at=at))
    outputs.feed(message("status", {"execution_state": "idle"}, execution, at=at + 1))


def test_text_over_the_limit_is_not_held() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1", *({"text": "x" * 400} for _ in range(50)))
    (text,) = (output["text"] for output in outputs.finished["e1"].as_nbformat())
    assert LIMIT < len(text) < 2 * LIMIT


def test_what_was_claimed_while_we_asked_does_not_wait() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1", {"text": "done"})
    seen = outputs.finished["e1"]
    outputs.hurry("e1")
    outputs.wait(seen, 1020.0)
    assert outputs.due(1020.0) == [seen]


def test_charts_over_the_limit_are_not_held() -> None:
    outputs = KernelOutputs(LIMIT)
    outputs.feed(message("execute_input", {"code": "x", "execution_count": 1}))
    chart = {"application/vnd.plotly.v1+json": {"data": [1.5] * 100}}
    for _ in range(50):
        outputs.feed(message("display_data", {"data": chart, "metadata": {}}))
    assert len(outputs.running["e1"].outputs) < 5


def test_an_execution_that_began_before_is_not_half_told() -> None:
    outputs = KernelOutputs(LIMIT)
    outputs.feed(message("stream", {"name": "stdout", "text": "late"}, "before"))
    outputs.feed(message("status", {"execution_state": "idle"}, "before"))
    assert outputs.due(2000.0) == []


def test_messages_of_other_requests_are_not_outputs() -> None:
    outputs = KernelOutputs(LIMIT)
    other = message("status", {"execution_state": "idle"})
    other["parent_header"] = {"msg_id": "c1", "msg_type": "comm_msg"}
    outputs.feed(other)
    other["parent_header"] = {}
    outputs.feed(other)
    assert outputs.due(2000.0) == []


def test_a_start_of_the_kernel_ends_what_ran() -> None:
    outputs = KernelOutputs(LIMIT)
    outputs.feed(message("execute_input", {"code": "x", "execution_count": 1}))
    start = message("status", {"execution_state": "starting"}, at=1005.0)
    start["parent_header"] = {}
    outputs.feed(start)
    (seen,) = outputs.due(2000.0)
    assert (seen.status, seen.ended_at) == ("aborted", 1005.0)
    assert outputs.running == {}


def test_memory_stays_bounded_when_nothing_is_ever_recorded() -> None:
    outputs = KernelOutputs(LIMIT)
    for place in range(OVERDUE * REMEMBERED + 50):
        run(outputs, f"e{place}", {"text": "x"})
    assert len(outputs.finished) == OVERDUE * REMEMBERED
    assert outputs.changed == set(outputs.finished)


def test_what_was_recorded_is_forgotten_first() -> None:
    outputs = KernelOutputs(LIMIT)
    for place in range(REMEMBERED + 50):
        run(outputs, f"e{place}", {"text": "x"})
        outputs.changed.discard(f"e{place}")
    assert len(outputs.finished) <= REMEMBERED + 1
    assert f"e{REMEMBERED + 49}" in outputs.finished


def test_large_outputs_are_forgotten_sooner() -> None:
    outputs = KernelOutputs(REMEMBERED_BYTES)
    for place in range(3):
        run(outputs, f"e{place}", {"text": "x" * (REMEMBERED_BYTES // 2)})
        outputs.changed.clear()
    assert len(outputs.finished) < 3


def test_an_execution_waits_longer_and_longer_and_then_no_more() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1")
    now, looks = 1001.0, 0
    while seen := next(iter(outputs.due(now)), None):
        outputs.wait(seen, now)
        looks += 1
        now = max(seen.ask_at, now + 0.1)
        assert now < 1001.0 + 2 * GIVE_UP_S
    assert 15 < looks < 60
    assert outputs.changed == set()


def test_an_execution_that_fails_is_tried_ever_later_and_then_given_up() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1")
    now, pauses, is_over = 1001.0, [], False
    while seen := next(iter(outputs.due(now)), None):
        outputs.changed.discard("e1")  # as the owner does before it records
        is_over = outputs.fail(seen, now)
        pauses.append(seen.ask_at - now)
        now = seen.ask_at
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    assert (len(pauses), is_over, outputs.changed) == (TRIES, True, set())


def test_errors_that_passed_count_no_more() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1")
    (seen,) = outputs.due(1001.0)
    outputs.fail(seen, 1001.0)
    outputs.rest(seen, 1002.0)
    assert seen.failures == 0


def test_a_capture_that_comes_ends_the_waiting() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1")
    (seen,) = outputs.due(1100.0)
    outputs.wait(seen, 1100.0)
    assert outputs.due(1101.0) == []
    outputs.hurry("e1")
    outputs.hurry("unknown")
    assert outputs.due(1101.0) == [seen]


def test_nobody_asks_at_once_for_the_capture_of_a_kernel_that_sends_them() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1", at=1000.0)
    assert [one.id for one in outputs.due(1001.0)] == ["e1"]  # nothing is known of the kernel yet
    outputs.hurry("e1")
    outputs.changed.clear()
    run(outputs, "e2", at=1010.0)
    outputs.again("e2")  # the page showed something: that is recorded with the capture
    assert outputs.due(1011.0) == []
    assert [one.id for one in outputs.due(1011.0 + CAPTURE_REST_S)] == ["e2"]
    outputs.hurry("e2")
    assert [one.id for one in outputs.due(1011.0)] == ["e2"]
    outputs.changed.clear()
    outputs.again("e2")
    assert [one.id for one in outputs.due(1011.0)] == ["e2"]


def test_a_capture_that_comes_before_the_end_is_not_waited_for() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1")
    outputs.hurry("e1")
    outputs.changed.clear()
    outputs.feed(message("execute_input", {"code": "x", "execution_count": 2}, "e2", at=1010.0))
    outputs.hurry("e2")
    outputs.feed(message("status", {"execution_state": "idle"}, "e2", at=1011.0))
    assert [one.id for one in outputs.due(1011.0)] == ["e2"]


def test_the_last_cell_of_a_dead_kernel_is_due_at_once() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1")
    outputs.hurry("e1")
    outputs.changed.clear()
    outputs.feed(message("execute_input", {"code": "x", "execution_count": 2}, "e2", at=1010.0))
    outputs.abort(1011.0)
    assert [one.id for one in outputs.due(1011.0)] == ["e2"]


def test_only_the_last_cell_of_a_dead_kernel_needs_no_capture() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1", at=1000.0)
    outputs.changed.discard("e1")
    outputs.feed(message("execute_input", {"code": "x", "execution_count": 2}, "e2", at=1010.0))
    outputs.abort(1011.0)
    assert not outputs.is_lost_without_capture(outputs.finished["e1"])
    assert outputs.is_lost_without_capture(outputs.finished["e2"])
    outputs.changed.add("e1")
    assert not outputs.is_lost_without_capture(outputs.finished["e2"])


def test_an_execution_whose_document_came_late_is_due_again() -> None:
    outputs = KernelOutputs(LIMIT)
    run(outputs, "e1")
    (seen,) = outputs.due(5000.0)
    outputs.changed.discard("e1")
    outputs.rest(seen, 5000.0)
    assert outputs.due(5000.0) == []
    outputs.again("e1")
    outputs.again("never seen")
    assert [one.id for one in outputs.due(5000.0)] == ["e1"]
