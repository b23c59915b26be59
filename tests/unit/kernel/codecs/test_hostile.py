"""Objects whose own code fails, lies or never ends; what is too deep; what goes in circles."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.kernel.codecs.notkept import NotKeptError
from jupyter_mm.kernel.keeping.limits import Budget, OverBudgetError
from tests.unit.kernel.book import Notebook
from tests.unit.kernel.codecs.trip import Trip

SOURCE = """
class Raising:
    def __reduce__(self): raise ValueError("no")
class Exiting:
    def __reduce__(self): raise SystemExit("no")
class Spinning:
    def __reduce__(self):
        while True:
            try:
                while True: pass
            except BaseException: pass
class Sleeping:
    def __reduce__(self):
        import time
        time.sleep(3600)
class Growing:
    def __reduce__(self):
        parts = []
        while True: parts.append(bytearray(1 << 20)); parts[-1][:] = b"x" * (1 << 20); parts.pop()
class Endless:
    def __reduce__(self): return list, (), None, iter(int, 1)
class Nested:
    def __reduce__(self): return Nested, (Nested(),)
class Liar:
    @property
    def __class__(self): raise RuntimeError("who asks?")
    def __init__(self): self.x = [1]
class Pretender:
    __class__ = list
    def __init__(self): self.x = [2]
class Rude:
    def __eq__(self, other): raise RuntimeError
    def __hash__(self): raise RuntimeError
    def __repr__(self): raise RuntimeError
    def __bool__(self): raise RuntimeError
    def __len__(self): raise RuntimeError
    def __iter__(self): raise RuntimeError
    def __getattr__(self, name): raise RuntimeError(name)
    def __init__(self): self.__dict__["x"] = [3]
class Wrapper:
    def __init__(self): self.inner = [4]
    def __getattr__(self, name): return getattr(self.inner, name)
class Slotted:
    __slots__ = ("x", "__dict__")
    def __getattr__(self, name): return getattr(self.x, name)
    def __init__(self): self.x, self.y = [5], 6
class Nameless: pass
Nameless.__module__ = None
class Odd:
    def __reduce__(self): return "not", "a", "reduce", "value"
"""


@pytest.fixture(scope="module")
def trip() -> Trip:
    return Trip(SOURCE)


@pytest.mark.parametrize("name", ["Raising", "Exiting", "Odd", "Nested"])
def test_what_raises_raises_at_once(trip: Trip, name: str) -> None:
    started = time.monotonic()
    with pytest.raises(BaseException):  # noqa: B017, PT011  # anything that is not a result
        trip.out({"x": trip.space[name]()})
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("name", ["Spinning", "Sleeping", "Growing", "Endless"])
def test_what_never_ends_is_ended(trip: Trip, name: str) -> None:
    budget = Budget(total_s=5.0, each_s=0.3)
    started = time.monotonic()
    with budget.guarding(), pytest.raises(OverBudgetError), budget.for_one():
        trip.out({"x": trip.space[name]()}, check=budget.check)
    assert time.monotonic() - started < 4


@pytest.mark.parametrize("name", ["Liar", "Pretender", "Rude", "Nameless", "Wrapper", "Slotted"])
def test_what_lies_is_kept_all_the_same(trip: Trip, name: str) -> None:
    value = trip.space[name]()
    found = trip.both({"x": value})["x"]
    assert type(found) is type(value)
    assert found.__dict__ == value.__dict__
    if name == "Slotted":
        assert found.x == [5]


def test_a_list_that_is_nested_too_deeply_ends_with_an_error() -> None:
    deep: list[Any] = []
    for _ in range(200_000):
        deep = [deep]
    with pytest.raises(NotKeptError, match="nested too deeply"):
        Trip().out({"x": deep})
    while deep:  # freed step by step, as the interpreter's own way may run out of stack
        deep = deep.pop()


def test_circles_come_back_as_circles() -> None:
    one: list[Any] = [1]
    one.append(one)
    two: dict[str, Any] = {}
    two["me"] = two
    three: tuple[Any, ...] = ([],)
    three[0].append(three)
    trip = Trip("class Node: pass\nnode = Node(); node.next = Node(); node.next.next = node")
    found = trip.both({"one": one, "two": two, "three": three, "node": trip.space["node"]})
    assert found["one"][1] is found["one"]
    assert found["two"]["me"] is found["two"]
    assert found["three"][0][0] is found["three"]
    assert found["node"].next.next is found["node"]


def test_one_bad_object_costs_nobody_else_anything(book: Notebook, tmp_path: Path) -> None:
    head = book.cell(
        f"{SOURCE}\ngood = [1]; a, b, c, d = Raising(), Exiting(), Odd(), Rude()\n"
        f"text = open({str(tmp_path / 'file')!r}, 'w')\n"
        "gen = (n for n in range(3)); deep = []\n"
        "for _ in range(200_000): deep = [deep]\n"
    )
    reasons = {one.name: one.reason for one in book.state(head).variables()}
    assert {name for name, reason in reasons.items() if reason} == {
        "a", "b", "c", "text", "gen", "deep",
    }  # fmt: skip
    assert "open it again" in str(reasons["text"])
    assert "make a list of it" in str(reasons["gen"])
    assert "too deeply" in str(reasons["deep"])
    book.space["text"].close()
    book.run("\nwhile deep: deep = deep.pop()")
