"""Values are loaded beside the namespace, all or none, or all that can be had."""

from __future__ import annotations

import dataclasses
import gc
from typing import Any

import numpy as np
import pytest

from jupyter_mm.errors import CorruptError, NotRestorableError
from jupyter_mm.kernel.restoring.plan import planned
from jupyter_mm.kernel.restoring.staging import left_out, without_foreign_code
from jupyter_mm.testing.captures import store_group
from jupyter_mm.testing.faulty import SpoiledStore
from tests.unit.kernel.restoring.states import Kept


class Fails:
    """Cannot be loaded."""

    def __reduce__(self) -> Any:
        return int, ("not a number",)


class Collects:
    """Tells whether the garbage collector is on when it is loaded."""

    def __setstate__(self, state: Any) -> None:
        self.__dict__.update(state, collects=gc.isenabled())


def _collects() -> Collects:
    made = Collects()
    made.__dict__["some"] = 1
    return made


def test_what_cannot_be_loaded_stops_all_or_is_left_out() -> None:
    kept = Kept(variables={"a": [1], "b": Fails(), "c": [3]})
    with pytest.raises(NotRestorableError, match=r"b cannot be loaded \(ValueError"):
        kept.staging().load(kept.state.groups)
    staged = kept.staging().load(kept.state.groups, may_fail=True)
    assert staged.values == {"a": [1], "c": [3]}
    assert staged.failures.keys() == {"b"}
    assert [group.names for group in staged.groups] == [("a",), ("c",)]
    staged.commit()


def test_what_is_damaged_stops_all_or_is_left_out_by_name() -> None:
    kept = Kept(variables={"a": [1], "b": [2], "c": np.arange(50_000)})
    by_name = {group.names[0]: group for group in kept.state.groups}
    lost = [by_name["b"].stream.digest, by_name["c"].buffers[0].content.digest]
    kept.reader.blobs = SpoiledStore(kept.blobs, lost=lost)
    with pytest.raises(CorruptError, match=lost[0]):
        kept.staging().load(kept.state.groups)
    staged = kept.staging().load(kept.state.groups, may_fail=True)
    assert staged.values == {"a": [1]}
    assert lost[0] in staged.failures["b"]
    assert lost[1] in staged.failures["c"]
    plan = left_out(planned(kept.state, kept.request(), present=(), live=()), staged.failures)
    assert [one.name for one in plan.load] == ["a"]
    assert [one.name for one in plan.cannot] == ["b", "c"]


def test_the_garbage_collector_waits_and_is_as_before() -> None:
    kept = Kept(variables={"a": _collects()})
    assert kept.staging().load(kept.state.groups).values["a"].collects is False
    assert gc.isenabled()


def test_buffers_that_could_be_written_can_be_again_and_others_cannot() -> None:
    readonly = np.arange(50_000)
    readonly.flags.writeable = False
    kept = Kept(variables={"a": np.arange(50_000), "b": readonly})
    values = kept.staging().load(kept.state.groups).values
    values["a"][0] = 7
    assert values["a"][:2].tolist() == [7, 1]
    assert not values["b"].flags.writeable
    assert kept.staging().load(kept.state.groups).values["a"][0] == 0


def test_code_of_another_python_is_announced_and_not_run() -> None:
    kept = Kept(python="3.9.1", variables={"plain": [1], "code": "make_function in a text"})
    plan = planned(kept.state, kept.request(), present=(), live=())
    told = without_foreign_code(plan, kept.reader)
    assert [one.name for one in told.load] == ["plain"]
    assert [group.names for group in told.groups] == [("plain",)]
    (gone,) = told.cannot
    assert gone.reason is not None
    assert gone.reason.startswith("holds code of Python 3.9.1; this is 3.")
    assert told.notes[0].startswith("kept by Python 3.9.1")


def test_a_group_that_lacks_its_name_is_not_taken_for_whole() -> None:
    kept = Kept(variables={"a": 1})
    stored = store_group(kept.blobs, {"b": 1})
    lying = dataclasses.replace(stored, names=("a",))
    with pytest.raises(NotRestorableError, match="a cannot be loaded"):
        kept.staging().load([lying])
