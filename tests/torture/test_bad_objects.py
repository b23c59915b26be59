"""Objects that do their worst while they are kept cost their own value, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kernels.kept import records, variables
from tests.kernels.live import LiveKernel

BOUND_S = 6.0
"""For one cell. Its own budget is 1.8 s; the rest is a busy machine."""
SOON_S = 2.0

HANG = """while True:
            try:
                time.sleep(1000)
            except Exception:
                pass"""
SPIN = "while True:\n            pass"
EAT = "eaten = []\n        while True:\n            eaten.append(b'x' * 20_000_000)"
METHODS = ("__reduce__", "__getstate__", "__eq__", "__repr__", "__del__", "__hash__", "__sizeof__")


def bad_class(method: str, body: str) -> str:
    """Return code that makes an object of a class whose method misbehaves, among good ones."""
    return (
        "import time\n"
        f"class Bad:\n    def {method}(self, *args):\n        {body}\n"
        "before = {'kept': [1, 2]}\n"
        "bad = Bad()\n"
        "good = [1, 2, 3]"
    )


def check(kernel: LiveKernel, home: Path, *bad: str) -> dict[str, dict]:
    """Settle; return the variables of the last state, after looking at the good ones."""
    kernel.settle()
    found = variables(home, records(home, "capture")[-1])
    assert all(found[name]["reason"] is None for name in ("before", "good")), found
    assert kernel.value("(before, good)") == "({'kept': [1, 2]}, [1, 2, 3])"
    return {name: found[name] for name in bad}


@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_raises(kernel: LiveKernel, home: Path, method: str) -> None:
    answer = kernel.ok(bad_class(method, "raise ValueError('no')"))
    assert answer.text == {"stdout": "", "stderr": ""}
    found = check(kernel, home, "bad")["bad"]
    if method in {"__reduce__", "__getstate__"}:
        assert found["reason"] == "ValueError: no"
    else:
        assert found["reason"] is None
    # A __del__ that raises is told about by Python itself, when the user's object goes.
    kernel.ok("bad = None\nmore = 1")
    check(kernel, home)


@pytest.mark.parametrize("body", [HANG, SPIN, EAT], ids=["sleeps", "spins", "eats_memory"])
@pytest.mark.parametrize("method", ["__reduce__", "__getstate__", "__eq__", "__repr__"])
def test_a_method_that_never_ends(kernel: LiveKernel, home: Path, method: str, body: str) -> None:
    kernel.ok("1")
    answer = kernel.ok(bad_class(method, body))
    assert answer.seconds < BOUND_S
    assert answer.text == {"stdout": "", "stderr": ""}
    # Not tried again by cells that have nothing to do with it.
    assert kernel.ok("n = 1").seconds < SOON_S
    found = check(kernel, home, "bad")["bad"]
    assert (found["reason"] is None) == (method in {"__eq__", "__repr__"})
    resident = int(kernel.value("__import__('psutil').Process().memory_info().rss"))
    assert resident < 1_000_000_000


def test_a_destructor_that_never_ends_holds_only_the_cell_that_drops_the_object(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok(bad_class("__del__", "deleted.append(1)") + "\ndeleted = []")
    for number in range(3):
        kernel.ok(f"n = {number}")
    check(kernel, home, "bad")
    # Nothing of ours makes a second object of it, or lets one go.
    assert kernel.value("deleted") == "[]"


@pytest.mark.parametrize("method", ["__reduce__", "__getstate__"])
def test_side_effects_are_few_and_stay_with_the_cells_that_touch_the_object(
    kernel: LiveKernel, home: Path, method: str
) -> None:
    kernel.ok("calls = []\nbefore = {'kept': [1, 2]}\ngood = [1, 2, 3]")
    returned = "(Loud, ())" if method == "__reduce__" else "{}"
    kernel.ok(
        f"class Loud:\n    def {method}(self):\n        import sys, warnings\n"
        "        calls.append(1)\n        print('out')\n        print('err', file=sys.stderr)\n"
        f"        warnings.warn('warned')\n        return {returned}\nloud = Loud()"
    )
    made = int(kernel.value("len(calls)"))
    assert made <= 3
    for number in range(5):
        answer = kernel.ok(f"n = {number}")
        assert answer.text == {"stdout": "", "stderr": ""}
    assert int(kernel.value("len(calls)")) == made
    assert check(kernel, home, "loud")["loud"]["reason"] is None


DEEP = {
    "lists": "deep = []\nfor _ in range(200_000):\n    deep = [deep]",
    "tuples and dictionaries": "deep = ()\nfor _ in range(200_000):\n    deep = ({1: deep},)",
    "linked objects": (
        "class Node:\n    def __init__(self, next):\n        self.next = next\n"
        "deep = None\nfor _ in range(200_000):\n    deep = Node(deep)"
    ),
}


@pytest.mark.parametrize("shape", DEEP)
def test_what_is_nested_200_000_deep(kernel: LiveKernel, home: Path, shape: str) -> None:
    kernel.ok("before = {'kept': [1, 2]}\ngood = [1, 2, 3]")
    answer = kernel.ok(DEEP[shape])
    assert answer.seconds < BOUND_S
    assert answer.text == {"stdout": "", "stderr": ""}
    assert kernel.ok("n = 1").seconds < SOON_S
    assert check(kernel, home, "deep")["deep"]["reason"]
    assert kernel.value("deep is None") == "False"


def test_cycles_of_all_kinds_come_back(kernel: LiveKernel, home: Path) -> None:
    kernel.ok("before = {'kept': [1, 2]}\ngood = [1, 2, 3]")
    kernel.ok(
        "class Node:\n    pass\n"
        "own = []\nown.append(own)\n"
        "around = {}\naround['self'] = (around,)\n"
        "node = Node()\nnode.me = [node, own]\n"
        "first, second = [], []\nfirst.append(second)\nsecond.append(first)"
    )
    found = check(kernel, home, "own", "around", "node", "first", "second")
    assert {one["reason"] for one in found.values()} == {None}
    kernel.ok("own = around = node = first = second = None")
    kernel.ok("%mm_checkout now~1")
    assert kernel.value(
        "(own[0] is own, around['self'][0] is around, node.me[0] is node, node.me[1] is own,"
        " first[0] is second, second[0] is first)"
    ) == repr((True,) * 6)
