"""What a restore says before it does anything."""

from __future__ import annotations

import dataclasses

import pytest

from jupyter_mm.errors import NotFoundError
from jupyter_mm.kernel.restoring.plan import planned
from tests.unit.kernel.restoring.states import Kept, joined


def test_what_is_right_already_stays_and_the_rest_is_loaded_or_removed() -> None:
    kept = Kept(variables={"a": 1, "b": 2}, skipped={"gen": "generators cannot be kept"})
    present = [group for group in kept.state.groups if group.names == ("a",)]
    plan = planned(kept.state, kept.request(), present=present, live=["a", "b", "gen", "later"])
    assert [one.name for one in plan.load] == ["b"]
    assert (plan.unchanged, plan.remove, plan.stays) == (("a",), ("later",), ("gen",))
    assert [one.reason for one in plan.cannot] == ["generators cannot be kept"]
    assert plan.size_bytes() == plan.groups[0].size_bytes


def test_a_group_of_which_one_name_is_gone_is_loaded_whole() -> None:
    kept = Kept(variables={"a": 1})
    shared = [1]
    state = joined(kept, {"x": shared, "y": shared})
    plan = planned(state, kept.request(), present=state.groups, live=["a", "x"])
    assert [one.name for one in plan.load] == ["x", "y"]


def test_one_name_out_of_a_group_reads_the_whole_group_and_says_so() -> None:
    kept = Kept(variables={"a": 1})
    shared = [1]
    state = joined(kept, {"x": shared, "y": shared})
    plan = planned(state, kept.request(names=("x",)), present=(), live=["a", "x", "y"])
    assert [one.name for one in plan.load] == ["x"]
    assert plan.along == ("y",)
    assert plan.remove == ()
    assert "read also, not restored: y" in plan.text()


def test_a_name_that_the_checkpoint_lacks_is_refused_or_removed() -> None:
    kept = Kept(variables={"a": 1})
    with pytest.raises(NotFoundError, match="no variable 'nosuch'"):
        planned(kept.state, kept.request(names=("nosuch",)), present=(), live=())
    request = kept.request(names=("a", "b"), may_lack=True)
    assert planned(kept.state, request, present=(), live=["a", "b", "c"]).remove == ("b",)


def test_a_recovery_removes_nothing() -> None:
    kept = Kept(variables={"a": 1})
    request = kept.request(is_recovery=True)
    assert planned(kept.state, request, present=(), live=["mine"]).remove == ()


def test_entries_of_out_come_back_but_are_no_variables() -> None:
    kept = Kept(variables={"a": 1, "Out[3]": [3]}, skipped={"Out[4]": "no"})
    plan = planned(kept.state, kept.request(), present=(), live=["Out[7]"])
    told = plan.as_json()
    assert [one.name for one in plan.load] == ["Out[3]", "a"]
    assert plan.remove == ("Out[7]",)
    assert [one["name"] for one in told["load"]] == ["a"]
    assert (told["remove"], told["cannot"]) == ([], [])
    assert "Out[" not in plan.text()


def test_a_plan_is_told_in_a_few_lines() -> None:
    kept = Kept(variables={"a": 1, "b": 2}, skipped={"gen": "generators cannot be kept"})
    plan = planned(kept.state, kept.request(), present=(), live=["gen", "later"])
    plan = dataclasses.replace(plan, process=("cwd", "Out"), notes=("pandas was 1, is 2 now",))
    assert plan.text().splitlines()[1:] == [
        "  load a int 1",
        "  load b int 2",
        "  remove later",
        "  not bring back gen: generators cannot be kept; stays as it is now",
        "  leave 0 unchanged",
        "  put back cwd, Out",
        "  note: pandas was 1, is 2 now",
    ]
