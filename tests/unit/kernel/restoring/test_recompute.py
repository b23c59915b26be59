"""Cells run again only where they would do what they did, and change nothing else."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from jupyter_mm.errors import NotRestorableError, StoreUnavailableError
from jupyter_mm.kernel.restoring.plan import RestorePlan, planned
from jupyter_mm.kernel.restoring.recompute import Producer, chosen, producers, run_again
from tests.unit.kernel.restoring.states import Kept

SOURCE = "rows = make(data)\nopen('out.txt', 'a').write('x')"


def _read(name: str) -> dict[str, str]:
    return {"name": name, "execution": "e1"}


class History:
    """A store that knows one execution, `e2`, which made `rows`."""

    def __init__(self, origins: dict[str, str | None], **told: Any) -> None:
        self._origins = {"rows": "e2", "data": "e1", "make": "e1", **origins}
        reads = [_read("data"), _read("make")]
        self._told = {"source": SOURCE, "reads": reads, "effects": [], **told}

    def ask(self, name: str, params: dict[str, Any]) -> Any:
        if name == "show_checkpoint":
            assert len(params["ref"]) == 64
            variables = [{"name": one, "origin": origin} for one, origin in self._origins.items()]
            return {"variables": variables}
        assert (name, params) == ("show_execution", {"id": "e2"})
        return {"row": {"execution": "e2", "cell": "c2"}, **self._told}


class NoStore:
    """A store that cannot be asked."""

    def ask(self, name: str, _params: dict[str, Any]) -> Any:
        raise StoreUnavailableError(name)


def _plan(names: tuple[str, ...] | None = None, **skipped: str) -> RestorePlan:
    kept = Kept(
        variables={name: 1 for name in ("data", "make") if name not in skipped},
        skipped={"rows": "generators cannot be kept", **skipped},
    )
    return planned(kept.state, kept.request(names=names), present=(), live=())


def _obstacle(history: History, plan: RestorePlan | None = None) -> str | None:
    (found,) = producers(history, plan or _plan(("data", "make", "rows")), str)  # type: ignore[arg-type]  # asks as the store does
    return found.why


def test_a_cell_whose_reads_are_as_they_were_can_run_again_with_its_effects() -> None:
    effects = [{"kind": "file written", "detail": f"out{number}.txt"} for number in range(7)]
    (found,) = producers(History({}, effects=effects), _plan(), str)  # type: ignore[arg-type]  # as above
    assert (found.why, found.cell, found.execution) == (None, "c2", "e2")
    assert found.as_json()["possible"] is True
    assert found.as_json()["effects"] == effects
    text = "\n".join(found.lines())
    assert "--recompute rows runs its cell again: rows = make(data)" in text
    assert "file written out0.txt" in text
    assert "and 2 more effects" in text


@pytest.mark.parametrize(
    ("history", "why"),
    [
        (History({"data": "e3"}), "data has changed since it ran"),
        (History({"data": "e2"}), "data has changed since it ran"),
        (History({"data": None}), "data has changed since it ran"),
        (History({}, reads=[]), "it is not known what data was when it ran"),
        (History({}, source="rows = 1\n%mm_undo"), "it restores variables itself"),
        (History({}, source="rows = await data"), "it is not Python that can run by itself"),
        (
            History(
                {}, reads=[{"name": one, "execution": "e1"} for one in ("data", "make", "old")]
            ),
            "it read old, which was deleted since",
        ),
    ],
)
def test_what_speaks_against_it_is_said(history: History, why: str) -> None:
    assert _obstacle(history) == why


def test_a_read_that_is_not_kept_itself_speaks_against_it() -> None:
    plan = _plan(None, data="also not kept")
    (found,) = (
        one
        for one in producers(History({"data": None}), plan, str)  # type: ignore[arg-type]  # as above
        if one.name == "rows"
    )
    assert found.why == "it read data, which is not kept either"


def test_a_read_that_stays_another_value_speaks_against_it() -> None:
    assert _obstacle(History({}), _plan(("rows",))) == (
        "data is not what it was then; restore it too"
    )


def test_a_store_that_cannot_be_asked_offers_nothing() -> None:
    assert producers(NoStore(), _plan(), str) == ()  # type: ignore[arg-type]  # as above


def test_only_what_needs_it_and_can_is_chosen() -> None:
    plan = _plan()
    with pytest.raises(NotRestorableError, match="data need not be computed again"):
        chosen(plan, ["data"])
    with pytest.raises(NotRestorableError, match="not known which cell made rows"):
        chosen(plan, ["rows"])
    known = dataclasses.replace(plan, recompute=(_producer(why="because"),))
    with pytest.raises(NotRestorableError, match=r"cannot run again: because\."):
        chosen(known, ["rows"])
    able = dataclasses.replace(plan, recompute=(_producer(),))
    assert [one.name for one in chosen(able, ["rows", "rows"])] == ["rows"]


def _producer(source: str = "rows = [1]", why: str | None = None, name: str = "rows") -> Producer:
    return Producer(
        name=name, type="generator", reason="", execution="e2", cell=None, source=source,
        effects=(), why=why,
    )  # fmt: skip


def test_a_cell_changes_only_what_is_wanted_and_runs_once() -> None:
    space: dict[str, Any] = {"other": 1, "runs": []}
    source = "runs.append(1); rows = iter(range(other)); more = 2; other = 5; fresh = 6"
    names = run_again([_producer(source), _producer(source, name="more")], space, str)
    assert names == ("more", "rows")
    assert list(space["rows"]) == [0]
    del space["rows"]
    assert space == {"other": 1, "runs": [1], "more": 2}


@pytest.mark.parametrize(
    "source", ["rows = 1 / 0", "raise SystemExit", "raise KeyboardInterrupt", "pass", "del other"]
)
def test_a_cell_that_fails_or_makes_nothing_leaves_the_names_as_they_were(source: str) -> None:
    space: dict[str, Any] = {"other": 1, "rows": "before", "__builtins__": __builtins__}
    with pytest.raises(NotRestorableError, match="rows"):
        run_again([_producer(source)], space, str)
    assert space == {"other": 1, "rows": "before", "__builtins__": __builtins__}


def test_magics_are_translated_before_a_cell_runs() -> None:
    space: dict[str, Any] = {}
    run_again([_producer("%thing")], space, lambda source: source.replace("%thing", "rows = 3"))
    assert space["rows"] == 3


def test_our_own_magics_do_not_run_again() -> None:
    space: dict[str, Any] = {}
    source = "%mm_checkpoint -t a\nif True:\n    %mm log rows\n    rows = 3\n%mm"
    run_again([_producer(source)], space, str)
    assert space["rows"] == 3
