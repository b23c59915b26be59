"""How the variables of two checkpoints differ, by what is stored of them."""

from __future__ import annotations

import secrets

import pytest

from jupyter_mm.core.comparison.life import variable_life
from jupyter_mm.core.comparison.variables import compare_variables, count_changed
from jupyter_mm.core.context import Core
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.comparison import VariableChange, VariableDifferences
from jupyter_mm.domain.description import Description, Entry
from jupyter_mm.errors import NotFoundError
from jupyter_mm.testing import captures
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR

SESSION = make_session("2" * 32)


def kept(core: Core, **recipe: object) -> Capture:
    """Record an execution with these variables and return its capture."""
    capture = make_capture(core, session=SESSION, **recipe)
    record_execution(core, ACTOR, capture)
    return capture


def compared(core: Core, before: Capture, after: Capture) -> VariableDifferences:
    """Return the differences, having checked that counting says the same."""
    assert before.checkpoint is not None
    assert after.checkpoint is not None
    found = compare_variables(core, ACTOR, before=before.checkpoint.id, after=after.checkpoint.id)
    counted = count_changed(core.blobs, before.checkpoint.manifest, after.checkpoint.manifest)
    found_kinds = [c.kind for c in found.changes]
    differing = sum(kind in {"changed", "added", "removed"} for kind in found_kinds)
    assert counted == (differing, found_kinds.count("unknown"))
    return found


def by_name(found: VariableDifferences) -> dict[str, VariableChange]:
    return {change.name: change for change in found.changes}


def test_each_name_is_added_removed_changed_or_the_same(core: Core) -> None:
    before = kept(core, variables={"a": 1, "b": 2, "gone": [1]})
    after = kept(core, variables={"a": 1, "b": 3, "new": [2]})
    found = compared(core, before, after)
    kinds = [(change.kind, change.name) for change in found.changes]
    assert kinds == [("changed", "b"), ("added", "new"), ("removed", "gone"), ("same", "a")]
    assert found.same == 1
    changed = by_name(found)
    assert changed["b"].lines == ("2 → 3",)
    assert changed["new"].before is None
    assert changed["gone"].after is None
    assert changed["b"].after is not None
    assert changed["b"].after.summary == "3"


def test_what_is_not_kept_is_unknown_unless_its_type_says_more(core: Core) -> None:
    before = kept(core, variables={"db": 5}, skipped={"gen": "generators cannot be kept"})
    after = kept(core, skipped={"gen": "generators cannot be kept", "db": "is a connection"})
    changed = by_name(compared(core, before, after))
    assert changed["gen"].kind == "unknown"
    assert changed["gen"].lines == ("not kept before: generators cannot be kept",)
    assert changed["db"].kind == "changed"


def test_entries_of_out_are_no_variables(core: Core) -> None:
    before = kept(core, variables={"a": 1})
    after = kept(core, variables={"a": 1, "Out[3]": 1})
    assert by_name(compared(core, before, after)).keys() == {"a"}


def test_only_leaves_that_differ_are_read_to_count(core: Core) -> None:
    many = {f"name_{number}": number for number in range(400)}
    before = kept(core, variables=many)
    after = kept(core, variables={**many, "name_7": "seven"})
    found = compared(core, before, after)
    assert found.same == 399
    assert by_name(found)["name_7"].lines == ("int 7 → str 'seven'",)


def test_a_side_may_be_an_execution_and_has_to_have_variables(core: Core) -> None:
    before = kept(core, variables={"a": 1})
    after = kept(core, variables={"a": 2})
    lost = kept(core, lost="the disk was full")
    ids = [one.execution.id for one in (before, after, lost)]
    found = compare_variables(core, ACTOR, before=ids[0], after=ids[1])
    assert [change.kind for change in found.changes] == ["changed"]
    assert found.changes[0].after is not None
    assert found.changes[0].after.origin == ids[1]
    with pytest.raises(NotFoundError, match="No variables were kept"):
        compare_variables(core, ACTOR, before=ids[0], after=ids[2])


def test_the_life_of_a_variable_newest_first(core: Core) -> None:
    for depth in (8, 12, 10):
        kept(core, variables={"depth": depth, "other": 1}, changed=("depth",))
    kept(core, variables={"other": 2}, changed=("depth", "other"))
    life = variable_life(core, ACTOR, "depth", notebook="example.ipynb")
    assert life.total == 4
    assert [moment.variable.summary for moment in life.moments] == ["10", "12", "8"]
    assert [moment.lines for moment in life.moments] == [("12 → 10",), ("8 → 12",), ()]
    assert life.moments[0].variable.origin == life.moments[0].row.execution


def test_a_life_has_twenty_moments_at_most(core: Core) -> None:
    for number in range(23):
        kept(core, variables={"n": number})
    life = variable_life(core, ACTOR, "n", notebook="example.ipynb")
    assert (len(life.moments), life.total) == (20, 23)
    assert life.moments[-1].lines == ("2 → 3",)
    for name, notebook in (("m", "example.ipynb"), ("n", "other.ipynb")):
        assert variable_life(core, ACTOR, name, notebook=notebook).moments == ()


def config(lr: str, *, is_cut: bool = False) -> Description:
    return Description(
        kind="tree", shape=(1,), entries=(Entry(name="['lr']", text=lr),), is_cut=is_cut
    )


def test_equal_descriptions_that_say_all_prove_a_value_the_same(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(captures, "_summary", lambda _value: "1 item")

    def state(**told: Description) -> Capture:
        values = {name: {"lr": secrets.token_hex(20)} for name in ("whole", "cut", "other")}
        return kept(core, variables=values, descriptions=told)

    before = state(whole=config("1"), cut=config("1", is_cut=True), other=config("1"))
    after = state(whole=config("1"), cut=config("1", is_cut=True), other=config("2"))
    changed = by_name(compared(core, before, after))
    assert changed["whole"].kind == "same"
    assert changed["cut"].lines == ("differs in what is not described",)
    assert changed["other"].lines == ("['lr'] 1 → 2",)
