from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

import pytest

from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.domain.execution import LogBatch
from jupyter_mm.domain.troubles import Troubles
from jupyter_mm.kernel.codecs.notkept import NotKeptError
from jupyter_mm.kernel.hooks import cell_name
from jupyter_mm.kernel.inputs import came_from_elsewhere
from jupyter_mm.kernel.keeping.namespace import UserNames
from jupyter_mm.kernel.log import MetricLog, plain_value
from jupyter_mm.kernel.summaries import LONGEST, storable, summary, type_name

if TYPE_CHECKING:
    from jupyter_mm.kernel.keeping.parcel import Note


def test_the_users_names_are_those_nobody_hid() -> None:
    hidden: dict[Any, Any] = {"In": ["x"], "quit": print}
    space: dict[Any, Any] = {
        **hidden,
        "quit": 5,
        "_": 1,
        "_i": "",
        "a": 1,
        "tmp1": 2,
        "not a name": 3,
        7: 4,
    }
    names = UserNames(hidden, ("_*", "tmp?"))
    assert list(names.values(space)) == ["quit", "a"]
    names.exclude(["a*"], on=True)
    assert list(names.values(space)) == ["quit"]
    names.exclude(["a*"], on=False)
    assert list(names.values({**space, "Out": {3: "shown"}})) == ["quit", "a", "Out", "Out[3]"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.5, "1.5"),
        (10**100, "integer of 333 bits"),
        ("text", "'text'"),
        ([1], "1 item"),
        ({1: 2, 3: 4}, "2 items"),
        (b"ab", "2 bytes"),
        (None, "None"),
        (os, "os"),
        (dict, "class"),
        (object(), ""),
    ],
)
def test_a_summary_says_size_or_value(value: Any, expected: str) -> None:
    assert summary(value) == expected


def test_a_summary_has_no_control_characters_and_an_end() -> None:
    text = summary("a\x00\x1b[31m\ud800" * 100)
    assert len(text) <= LONGEST
    assert text.isprintable()


def test_tables_and_arrays_show_their_shape() -> None:
    import numpy as np  # noqa: PLC0415  # only this test
    import pandas as pd  # noqa: PLC0415  # only this test

    assert summary(np.zeros((3, 4))) == "3 × 4 float64"
    assert summary(pd.DataFrame({"a": [1, 2]})) == "2 × 1"
    assert type_name(pd.DataFrame()) == "pandas.DataFrame"


class Hostile:
    def __repr__(self) -> str:
        raise ZeroDivisionError

    def __len__(self) -> int:
        raise ZeroDivisionError

    def __getattr__(self, name: str) -> Any:
        raise ZeroDivisionError


def test_a_summary_never_calls_the_values_code() -> None:
    assert summary(Hostile()) == ""
    assert type_name(Hostile()).endswith("Hostile")


@pytest.mark.parametrize(
    "text",
    [
        "ghp_" + "a1" * 18,
        "AKIA" + "ABCD" * 4,
        "-----BEGIN RSA PRIVATE KEY-----\nabc",
        "sk-" + "abcDEF123" * 4,
        "xoxb-" + "1234567890" * 3,
        "my-hub-token-value",
    ],
)
def test_keys_are_found_and_never_kept(text: str) -> None:
    finder = SecretFinder({"JUPYTERHUB_API_TOKEN": "my-hub-token-value", "HOME": "/home/someone"})
    assert finder.reason(b"\x80\x05 .. " + text.encode() + b" .. ") is not None


@pytest.mark.parametrize(
    "text", ["task-force", "ghp_short", "/home/someone", "AKIA", "risk-averse"]
)
def test_ordinary_text_is_no_key(text: str) -> None:
    finder = SecretFinder({"HOME": "/home/someone", "SHORT_TOKEN": "abc"})
    assert finder.reason(text.encode()) is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1, 1),
        (True, True),
        (0.5, 0.5),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (2**70, str(2**70)),
        ({"a": [1, 2]}, '{"a": [1, 2]}'),
        ("x", "x"),
        (None, None),
    ],
)
def test_logged_values_become_what_json_holds(value: Any, kept: Any) -> None:
    assert plain_value(value) == kept


def test_numbers_of_numpy_are_plain_numbers() -> None:
    import numpy as np  # noqa: PLC0415  # only this test

    assert plain_value(np.float32(0.5)) == 0.5
    assert plain_value(np.array(3)) == 3


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_loop_of_logs_becomes_few_batches_with_rising_sequence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sent: list[Note] = []
    clock = Clock()
    log = MetricLog("s" * 32, sent.append, clock)
    log.begin("first")
    for step in range(1000):
        clock.now += 0.001
        log.add({"loss": 1 / (step + 1)}, step)
    log.add({"bad": object(), "": 1, "good": 2})
    log.add({"bad": object()})
    log.begin("second")
    batches = [note.body for note in sent]
    assert all(isinstance(batch, LogBatch) for batch in batches)
    assert len(batches) < 10
    numbers = [metric.sequence for batch in batches for metric in batch.metrics]
    assert numbers == list(range(1001))
    assert capsys.readouterr().err.count("not logged") == 2


def test_troubles_are_counted_without_running_the_errors_code() -> None:
    class LoudError(Exception):
        def __str__(self) -> str:
            raise ZeroDivisionError

    troubles = Troubles()
    troubles.add(LoudError(object()))
    troubles.add(NotKeptError("told"))
    assert (troubles.count, troubles.last) == (2, "NotKeptError: told")


def test_threads_that_log_lose_nothing() -> None:
    sent: list[Note] = []
    log = MetricLog("s" * 32, sent.append, Clock())
    log.begin("only")

    def work() -> None:
        for one in range(5000):
            log.add({"x": one})

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.flush()
    numbers = [metric.sequence for note in sent for metric in note.body.metrics]
    assert sorted(numbers) == list(range(20_000))


def test_what_runs_beside_the_main_thread_logs_to_its_own_execution() -> None:
    sent: list[Note] = []
    log = MetricLog("s" * 32, sent.append, Clock())
    log.begin("main")

    def beside() -> None:
        log.begin_beside("other")
        log.add({"x": 1})
        log.end_beside()

    thread = threading.Thread(target=beside)
    thread.start()
    thread.join()
    log.add({"x": 2})
    log.flush()
    found = {note.body.execution: note.body.metrics[0].value for note in sent}
    assert found == {"main": 2, "other": 1}


def test_text_that_records_cannot_hold_is_mended() -> None:
    assert storable("a\0b\ud800") == "a\ufffdb?"
    assert plain_value("x\0") == "x\ufffd"
    assert cell_name(" blank ") is None
    assert cell_name("abc-1") == "abc-1"


def test_an_exception_of_the_users_signal_handler_is_known_as_such() -> None:
    def handler(*_: object) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError) as caught:
        handler()
    assert came_from_elsewhere(caught.value)
