"""capture then restore is the identity: equal values, the same aliases, the live namespace."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.kernel.capture import Capturer, Memory, Snapshot
from jupyter_mm.kernel.codecs.unpickler import Loader
from jupyter_mm.kernel.secret_values import SecretFinder
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = """
import dataclasses, enum, collections
@dataclasses.dataclass
class Point:
    x: int
    tags: list = dataclasses.field(default_factory=list)
class Base:
    kind = "base"
    def __init__(self, inner): self.inner = inner
    def __eq__(self, other): return type(self) is type(other) and self.inner == other.inner
    __hash__ = None
class Derived(Base):
    def __init__(self, inner):
        super().__init__(inner)
class Color(enum.Enum):
    RED = 1
    BLUE = 2
Pair = collections.namedtuple("Pair", "a b")
def make_counter(start):
    count = start
    def step():
        nonlocal count
        count += 1
        return count
    def read(): return count
    return step, read
def factorial():
    def run(n): return 1 if n < 2 else n * run(n - 1)
    return run
"""


class Notebook:
    """A namespace like a kernel's, with the two halves of the kernel side."""

    def __init__(self, **changes: Any) -> None:
        self.space: dict[str, Any] = {"__name__": "__main__"}
        self.run(SOURCE)
        self.memory = Memory()
        settings = dataclasses.replace(Settings(home=Path("unused")), **changes)
        self.capturer = Capturer(self.space, settings, self.memory, SecretFinder({}))

    def run(self, code: str) -> None:
        exec(code, self.space)  # a cell of the notebook

    def take(self, *names: str) -> Snapshot:
        return self.capturer.take(list(names), lambda: 0)

    def back(self, snapshot: Snapshot) -> dict[str, Any]:
        loader = Loader(self.space, self.memory.names)
        values: dict[str, Any] = {}
        for group in snapshot.groups:
            buffers: list[Any] = [
                snapshot.pending[one.digest]
                if one.readonly
                else bytearray(snapshot.pending[one.digest])
                for one in group.buffers
            ]
            values.update(loader.load(bytes(snapshot.pending[group.stream]), buffers))
        loader.prepared()()
        return values

    def round_trip(self, **values: Any) -> dict[str, Any]:
        self.space.update(values)
        snapshot = self.take(*values)
        assert all(one.reason is None for one in snapshot.variables), snapshot.variables
        return self.back(snapshot)

    def groups(self, **values: Any) -> list[tuple[str, ...]]:
        self.space.update(values)
        return [group.names for group in self.take(*values).groups]


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.binary(max_size=20),
    st.dates(),
    st.decimals(allow_nan=False),
    st.builds(np.arange, st.integers(0, 30)),
    st.builds(lambda size: pd.Series(range(size), name="s"), st.integers(0, 5)),
    st.sampled_from([len, str, Path("x"), range(3), ...]),
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=5), inner, max_size=4),
        st.builds(lambda item: ("object", item), inner),
        st.builds(lambda items: [items, items], st.lists(inner, max_size=3)),
    )


GRAPHS = st.recursive(LEAVES, containers, max_leaves=15)


def same(first: Any, second: Any, seen: dict[int, int] | None = None) -> bool:
    """Tell whether two graphs have equal values and the same aliases."""
    seen = {} if seen is None else seen
    if type(first) is not type(second):
        return False
    if isinstance(first, list | dict | np.ndarray | pd.Series):
        if id(first) in seen:
            return seen[id(first)] == id(second)
        seen[id(first)] = id(second)
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(
            same(*pair, seen) for pair in zip(first, second, strict=True)
        )
    if isinstance(first, dict):
        return list(first) == list(second) and all(
            same(first[key], second[key], seen) for key in first
        )
    return bool(
        first.equals(second) if isinstance(first, pd.Series) else np.array_equal(first, second)
    )


@given(
    values=st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), GRAPHS, max_size=4),
    data=st.data(),
)
def test_capture_then_restore_is_the_identity(values: dict[str, Any], data: st.DataObject) -> None:
    if values:
        chosen = data.draw(st.sampled_from(sorted(values)))
        values["alias"] = values[chosen]
        values["box"] = {"inside": values[chosen]}
    found = Notebook().round_trip(**values)
    assert same(dict(sorted(values.items())), dict(sorted(found.items())))


@given(shape=st.tuples(st.integers(1, 40), st.integers(1, 60)), step=st.sampled_from([1, 2, -1]))
def test_views_still_share_memory_with_their_base(shape: tuple[int, int], step: int) -> None:
    base = np.arange(shape[0] * shape[1], dtype=float).reshape(shape)
    found = Notebook().round_trip(base=base, view=base[::step, :5], flipped=base.T)
    assert np.array_equal(found["base"], base)
    assert np.array_equal(found["view"], base[::step, :5])
    assert np.array_equal(found["flipped"], base.T)
    found["base"][:] = -1
    assert (found["view"] == -1).all()
    assert (found["flipped"] == -1).all()
    found["view"][:] = 7
    assert (found["base"][:, :5][::step] == 7).all()


def test_two_views_of_a_base_without_a_name_share_it() -> None:
    base = np.arange(100_000.0)
    found = Notebook().round_trip(first=base[:60_000], second=base[40_000:])
    found["first"][50_000] = -1
    assert found["second"][10_000] == -1


def test_readonly_arrays_stay_readonly_and_others_writable() -> None:
    fixed = np.arange(10_000.0)
    fixed.flags.writeable = False
    found = Notebook().round_trip(fixed=fixed, free=np.arange(10_000.0))
    assert not found["fixed"].flags.writeable
    found["free"][0] = 5


def test_frames_come_back_equal_and_writable() -> None:
    frame = pd.DataFrame(
        {
            "number": np.arange(5000.0),
            "text": ["a", "b"] * 2500,
            "kind": pd.Categorical(["x", "y"] * 2500),
            "when": pd.date_range("2026-01-01", periods=5000, tz="UTC"),
        }
    )
    found = Notebook().round_trip(frame=frame, other=frame.assign(extra=1))
    pd.testing.assert_frame_equal(found["frame"], frame)
    found["frame"].loc[0, "number"] = -1.0
    assert found["other"].loc[0, "number"] == 0.0


def test_functions_see_the_live_namespace_after_a_restore() -> None:
    book = Notebook()
    book.space["data"] = [1, 2]
    book.run("def total(): return sum(data)\nlam = lambda: total() + 1")
    found = book.back(book.take("total", "lam"))
    book.space["data"] = [10]
    assert found["total"]() == 10
    assert found["lam"]() == 11
    assert found["total"].__globals__ is book.space


def test_closures_that_shared_a_variable_still_share_it() -> None:
    book = Notebook()
    step, read = book.space["make_counter"](5)
    assert book.groups(step=step, read=read) == [("read", "step")]
    found = book.round_trip(step=step, read=read, recursive=book.space["factorial"]())
    assert found["step"]() == 6
    assert (found["read"](), read()) == (6, 5)
    assert found["recursive"](5) == 120


def test_classes_instances_and_enum_members_belong_together_again() -> None:
    book = Notebook()
    space = book.space
    values = {
        "point": space["Point"](1, [2]),
        "derived": space["Derived"]([1]),
        "red": space["Color"].RED,
        "pair": space["Pair"](1, 2),
    }
    found = book.round_trip(**values)
    assert found == values
    assert type(found["derived"]) is space["Derived"]
    assert found["red"] is space["Color"].RED


def test_a_class_that_was_redefined_comes_back_as_it_was() -> None:
    book = Notebook()
    book.space["old"] = book.space["Base"]([1])
    snapshot = book.take("old", "Base", "Derived")
    book.run("class Base:\n    kind = 'new'")
    book.space["Derived"].kind = "changed"
    found = book.back(snapshot)
    assert found["old"].kind == found["Base"].kind == "base"
    assert type(found["old"]) is found["Base"]
    assert found["Derived"].__mro__[1] is found["Base"]
    assert book.space["Base"].kind == "new"


def test_a_restored_class_is_the_same_to_the_byte() -> None:
    book = Notebook()
    book.space["old"] = book.space["Derived"]([1])
    first = book.take("old", "Derived", "Base", "Color", "Point", "Pair")
    book.run(SOURCE)
    book.space.update(book.back(first))
    again = book.take("old", "Derived", "Base", "Color", "Point", "Pair")
    assert [group.stream for group in again.groups] == [group.stream for group in first.groups]


def test_a_class_with_slots_keeps_them() -> None:
    book = Notebook()
    book.run(
        "class Node:\n"
        "    __slots__ = ('value', '__hidden', 'parent')\n"
        "    def __init__(self, value): self.value, self.__hidden, self.parent = value, 1, self\n"
        "    def hidden(self): return self.__hidden\n"
        "@dataclasses.dataclass(slots=True, frozen=True)\n"
        "class Fixed:\n"
        "    x: int = 5\n"
        "node, fixed = Node([1]), Fixed(7)"
    )
    snapshot = book.take("Node", "node", "Fixed", "fixed")
    assert all(one.reason is None for one in snapshot.variables)
    book.run("class Node: pass\nclass Fixed: pass")
    found = book.back(snapshot)
    assert found["node"].value == [1]
    assert found["node"].parent is found["node"]
    assert found["node"].hidden() == 1
    assert not hasattr(found["node"], "__dict__")
    assert found["fixed"].x == 7
    assert found["Fixed"]() == found["Fixed"](5)


def test_classes_that_refer_to_each_other_are_kept() -> None:
    book = Notebook()
    book.run("class A: pass\nclass B: pass\nA.b = B; B.a = A\na = A(); b = B()")
    found = book.back(book.take("A", "B", "a", "b"))
    assert found["A"].b.a is found["A"]
    assert type(found["a"]) is found["A"]
    assert type(found["b"]).a is type(found["a"])


def test_globals_itself_is_named_and_not_copied() -> None:
    book = Notebook()
    found = book.round_trip(scope={"all": book.space})
    assert found["scope"]["all"] is book.space


SHARED_TEXT = "the same text " * 10


@pytest.mark.parametrize(
    "values",
    [
        lambda: {"a": np.zeros(3), "b": np.ones(3)},
        lambda: {"a": pd.DataFrame({"x": [1]}), "b": pd.DataFrame({"x": [2]})},
        lambda: {"a": ["alpha", 1], "b": ["alpha", 1]},
        lambda: {"a": [SHARED_TEXT], "b": [SHARED_TEXT]},
        lambda: {"a": [np.float64], "b": [np.float64], "c": np},
        lambda: {"a": [pd.Timestamp("2026")], "b": [pd.NA, pd.NaT], "c": [pd.NA, pd.NaT]},
        lambda: {"a": [(1, 2)], "b": [frozenset({1})], "c": [Path("x")]},
    ],
    ids=["arrays", "frames", "words", "text", "types", "missing", "constants"],
)
def test_what_only_looks_shared_stays_apart(values: Callable[[], dict[str, Any]]) -> None:
    found = values()
    assert Notebook().groups(**found) == [(name,) for name in sorted(found)]


def test_objects_of_one_class_stay_apart() -> None:
    book = Notebook()
    make = book.space["Point"]
    assert book.groups(p=make(1), q=make(2), Point=make) == [("Point",), ("p",), ("q",)]


def test_derived_frames_stay_apart() -> None:
    frame = pd.DataFrame({"x": np.arange(1000.0), "y": ["a"] * 1000})
    assert Notebook().groups(frame=frame, other=frame.assign(z=1)) == [("frame",), ("other",)]


def test_figures_that_use_the_same_shapes_of_the_library_stay_apart() -> None:
    from matplotlib import pyplot as plt  # noqa: PLC0415  # only this test

    plt.switch_backend("agg")
    values: dict[str, Any] = {}
    for name in ("first", "second"):
        values[name], values[f"{name}_ax"] = plt.subplots()
        values[f"{name}_ax"].plot([1, 2, 3], marker="o")
        values[name].canvas.draw()
        plt.close(values[name])
    assert Notebook().groups(**values) == [("first", "first_ax"), ("second", "second_ax")]
    found = Notebook().round_trip(**values)
    assert found["first_ax"].figure is found["first"]


def test_only_bytes_that_nobody_holds_are_handed_over() -> None:
    book = Notebook()
    book.space.update(big=np.arange(100_000.0), small=[1])
    first = book.take("big", "small")
    book.memory.known.update(first.pending)
    book.space["small"].append(2)
    second = book.take("big", "small")
    assert sum(map(len, second.pending.values())) < 1000
    assert first.prints["big"] == second.prints["big"]
    assert first.prints["small"] != second.prints["small"]


def test_bytes_that_were_taken_do_not_change_with_the_next_cell() -> None:
    book = Notebook()
    book.space["big"] = np.zeros(100_000)
    snapshot = book.take("big")
    book.space["big"][:] = 1
    assert book.back(snapshot)["big"].sum() == 0


def test_a_variable_over_the_limit_is_named_with_its_reason() -> None:
    book = Notebook(variable_limit_bytes=1 << 20)
    book.space.update(big=np.zeros(1 << 20), text="x" * (2 << 20), small=1)
    found = {one.name: one.reason for one in book.take("big", "text", "small").variables}
    assert found["small"] is None
    assert "larger than the limit" in str(found["big"])
    assert "larger than the limit" in str(found["text"])


def test_bytes_that_would_not_fit_into_memory_wait_for_a_later_cell() -> None:
    book = Notebook(pending_limit_bytes=1 << 20)
    book.space.update(big=np.zeros(1 << 20), small=1)
    found = {one.name: one.reason for one in book.take("big", "small").variables}
    assert found["small"] is None
    assert "may wait to be written" in str(found["big"])
    book.space["big"] = np.zeros(100_000)
    (late,) = book.capturer.take(["big"], lambda: 600_000).variables
    assert "later cell" in str(late.reason)


def test_bytes_that_are_stored_already_need_no_room() -> None:
    book = Notebook(pending_limit_bytes=1 << 20)
    book.space["big"] = np.zeros(100_000)
    book.memory.known.update(book.take("big").pending)
    (again,) = book.capturer.take(["big"], lambda: 600_000).variables
    assert again.reason is None


def test_text_that_was_not_searched_for_keys_is_not_summed_up() -> None:
    book = Notebook(capture_budget_s=0.0)
    book.space.update(key="sk-" + "a1B2" * 9, number=5)
    found = {one.name: one for one in book.take("key", "number").variables}
    assert (found["key"].summary, found["key"].reason) == ("", "no time left for this cell")
    assert found["number"].summary == "5"


def test_environment_and_keys_are_named_but_never_kept() -> None:
    import os  # noqa: PLC0415  # only this test

    book = Notebook()
    secret = "ghp_" + "a1B2" * 9
    book.space.update(env=os.environ, inner=[os.environ], key=secret, nested={"k": [secret]})
    snapshot = book.take("env", "inner", "key", "nested")
    assert not snapshot.groups
    assert all(one.reason for one in snapshot.variables)
    assert secret not in repr(snapshot)


def test_one_bad_member_costs_its_group_and_nobody_else() -> None:
    import threading  # noqa: PLC0415  # only this test

    book = Notebook()
    shared = [1]
    book.space.update(a=shared, b=[shared, threading.Lock()], c=[2])
    found = {one.name: one.reason for one in book.take("a", "b", "c").variables}
    assert found["a"] is None
    assert found["c"] is None
    assert "lock" in str(found["b"])
