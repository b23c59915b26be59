"""Names and entries of Out are exchanged together; interrupts wait."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from jupyter_mm.kernel.restoring.swap import Names, interrupts_held


def _space() -> dict[str, Any]:
    out = {1: "one", 2: "two"}
    return {"a": 1, "b": 2, "Out": out, "_oh": out, "_1": "one", "_2": "two"}


def test_names_and_outputs_come_and_go() -> None:
    space = _space()
    names = Names(space)
    names.swap({"a": 10, "Out[1]": "new", "Out[9]": "nine"}, ["b", "Out[2]", "nosuch", "Out[7]"])
    assert space["Out"] == {1: "new", 9: "nine"}
    assert {name: space[name] for name in space if name not in {"Out", "_oh"}} == {
        "a": 10, "_1": "new", "_9": "nine",
    }  # fmt: skip
    assert names.outputs() == ["Out[1]", "Out[9]"]
    assert names.values(["a", "Out[9]", "gone", "Out[8]"]) == {"a": 10, "Out[9]": "nine"}


def test_an_out_of_the_users_own_is_left_alone() -> None:
    space = {**_space(), "Out": {1: "mine"}}
    names = Names(space)
    names.swap({"Out[1]": "theirs"}, [])
    assert space["Out"] == {1: "mine"}
    assert names.outputs() == []
    assert Names({}).outputs() == []


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_is_delivered_after_the_names_are_swapped() -> None:
    done = []

    def swap() -> None:
        with interrupts_held():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("swapped")

    with pytest.raises(KeyboardInterrupt):
        swap()
    assert done == ["swapped"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
