"""When the courier goes on. The clock is ours: nothing is timed."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.kernel.inputs.seen import READ, Seen, Segment, Use
from jupyter_mm.kernel.keeping.pace import LARGE_BYTES, LONGEST_WAIT_S, QUICK_S, Pace, may_rest
from jupyter_mm.kernel.state.parts import Piece
from jupyter_mm.kernel.talking.server_link import ServerLink
from tests.unit.kernel.sending import KEY, Sent, parcel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE_S = 30.0


class Clock:
    """A clock that goes on by a step at every look."""

    def __init__(self, step: float) -> None:
        self.now, self._step = 0.0, step

    def __call__(self) -> float:
        self.now += self._step
        return self.now


def rested(pace: Pace, most_s: float = LONGEST_WAIT_S) -> threading.Thread:
    """Rest in a thread of its own, as the courier does."""
    thread = threading.Thread(target=pace.rest, args=[most_s, lambda: False], daemon=True)
    thread.start()
    return thread


def is_over(thread: threading.Thread) -> bool:
    thread.join(PATIENCE_S)
    return not thread.is_alive()


def test_nothing_waits_where_no_cell_ran() -> None:
    assert is_over(rested(Pace(lambda: 0.0)))


def test_what_is_kept_waits_while_a_cell_runs_and_a_moment_longer() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    pace.begins()
    thread = rested(pace)
    thread.join(0.2)
    assert thread.is_alive()
    pace.ends()
    thread.join(0.2)
    assert thread.is_alive()  # another cell may follow at once
    now[0] = 0.1
    assert is_over(thread)


def test_no_cell_makes_it_wait_longer_than_agreed() -> None:
    clock = Clock(0.6)
    pace = Pace(clock)
    pace.begins()
    assert is_over(rested(pace))
    assert LONGEST_WAIT_S <= clock.now < LONGEST_WAIT_S + 2


def test_who_is_in_a_hurry_ends_every_rest_until_served() -> None:
    pace = Pace(lambda: 0.0)
    pace.begins()
    thread = rested(pace)
    pace.hurry()
    pace.hurry()
    assert is_over(thread)
    pace.hurried()
    assert is_over(rested(pace))
    pace.hurried()
    thread = rested(pace)
    thread.join(0.2)
    assert thread.is_alive()
    pace.hurry()
    assert is_over(thread)


def test_what_is_urgent_ends_the_rest() -> None:
    clock = Clock(0.01)
    pace = Pace(clock)
    pace.begins()
    looks: list[float] = []

    def is_urgent() -> bool:
        looks.append(clock.now)
        return len(looks) == 3

    pace.rest(LONGEST_WAIT_S, is_urgent)
    assert len(looks) == 3
    assert clock.now < LONGEST_WAIT_S


def test_what_took_long_or_is_large_or_read_a_file_does_not_rest() -> None:
    assert may_rest(parcel(1))
    assert not may_rest(parcel(1, duration_s=QUICK_S))
    large = {KEY: Piece(KEY, data=bytes(LARGE_BYTES))}
    assert not may_rest(parcel(1, pieces=large))
    use = Use("data.csv", READ, "open")
    segment = Segment("/data", {}, "", {use: (1, None)}, {})
    assert not may_rest(replace(parcel(1), opened=Seen(segments=(segment,))))


@pytest.mark.parametrize(
    ("path", "may"), [("/lib/numpy/core.py", True), ("/data/a.csv", False), ("a.csv", False)]
)
def test_a_file_that_a_program_is_made_of_is_no_data(path: str, *, may: bool) -> None:
    segment = Segment("/data", {(path, "r", 0): 1}, "", {}, {})
    seen = Seen(segments=(segment,), left_out=("/lib/",))
    assert may_rest(replace(parcel(1), opened=seen)) is may


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    return Sent(tmp_path / "home", ServerLink(None))


def written(sent: Sent) -> int:
    return len(Outbox(sent.home).pending()) if (sent.home / "outbox").is_dir() else 0


def test_while_a_cell_runs_only_what_took_long_is_written(sent: Sent) -> None:
    sent.courier.pace = Pace(lambda: 0.0)
    sent.courier.pace.begins()
    stamp = locked(sent)
    sent.courier.send(replace(parcel(1, duration_s=QUICK_S), environment=stamp))
    wait_for(lambda: written(sent) == 1)
    sent.courier.send(replace(parcel(2), environment=stamp))
    threading.Event().wait(0.2)
    assert (written(sent), sent.courier.backlog.jobs) == (1, 1)
    assert sent.courier.flush(PATIENCE_S)
    assert (written(sent), sent.courier.backlog.jobs) == (2, 0)
    sent.courier.close()


def test_what_ran_in_another_environment_is_written_at_once_with_all_before(sent: Sent) -> None:
    sent.courier.pace = Pace(lambda: 0.0)
    sent.courier.pace.begins()
    stamp = locked(sent)
    sent.courier.send(replace(parcel(1), environment=stamp))
    threading.Event().wait(0.2)
    assert written(sent) == 0
    sent.courier.send(replace(parcel(2), environment=("another",)))
    wait_for(lambda: written(sent) == 2)
    sent.courier.close()


def locked(sent: Sent) -> object:
    """Return the stamp of this environment, whose lock is made."""
    sent.environment.has_changed()
    sent.environment.lock()
    return sent.environment.stamp


def test_the_end_of_a_kernel_waits_for_no_cell(sent: Sent) -> None:
    sent.courier.pace = Pace(lambda: 0.0)
    sent.courier.pace.begins()
    sent.courier.send(parcel(1))
    sent.courier.close()
    assert not sent.courier.thread.is_alive()
    assert written(sent) == 1


def wait_for(holds: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE_S / 0.01)):
        if holds():
            return
        threading.Event().wait(0.01)
    raise TimeoutError
