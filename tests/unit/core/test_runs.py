"""Runs: which executions make one, what it is called, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event, ValuesLogged
from jupyter_mm.core.record import record_execution, record_log, register_session
from jupyter_mm.core.runs import listing
from jupyter_mm.core.runs.listing import list_runs
from jupyter_mm.domain.capture import Read
from jupyter_mm.domain.execution import KernelSession
from jupyter_mm.domain.run import Run, RunsQuery
from jupyter_mm.errors import CatalogDamagedError, InvalidError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.asking import batch, metric
from tests.unit.core.using import used

SESSION = make_session("1" * 32)


@dataclass
class Cells:
    """Runs cells of one notebook and logs in them."""

    core: Core
    session: KernelSession = SESSION
    ran: int = 0

    def run(self, cell: str | None, source: str = "x", *values: Any, **recipe: Any) -> str:
        """Record a cell that logged these values of `acc`; return its execution."""
        self.ran += 1
        execution = f"{self.session.id[:1]}-{self.ran}"
        self.log(execution, *values)
        given = {"session": self.session, "started_at": START + self.ran, "variables": {}}
        capture = make_capture(
            self.core, execution=execution, cell=cell, source=source, **{**given, **recipe}
        )
        record_execution(self.core, ACTOR, capture)
        return execution

    def log(self, execution: str, *values: Any, name: str = "acc", first: int = 0) -> None:
        rows = [metric(first + n, name, value, first + n) for n, value in enumerate(values)]
        if rows:
            sent = replace(batch(execution, *rows), session=self.session.id)
            record_log(self.core, ACTOR, sent)


@pytest.fixture
def cells(core: Core) -> Cells:
    return Cells(core)


def listed(core: Core, **query: Any) -> tuple[Run, ...]:
    return list_runs(core, ACTOR, RunsQuery(**query)).runs


def test_a_run_opens_when_its_first_cell_runs_again_and_others_join_it(cells: Cells) -> None:
    first = cells.run("train", "fit()", 0.5)
    score = cells.run("score", "check()", 0.75)
    cells.run("plot", "plot()")
    again = cells.run("train", "fit()", 0.6)
    later = cells.run("score", "check()", 0.8)
    once_more = cells.run("score", "check()", 0.9)
    newest, oldest = listed(cells.core, notebook="example.ipynb")
    assert oldest.executions == (first, score)
    assert newest.executions == (again, later, once_more)
    assert (oldest.id, oldest.number, newest.number) == (first, 1, 2)
    assert newest.metrics[0].last == 0.9
    assert newest.row is not None
    assert newest.row.execution == once_more


def test_a_console_has_no_cells_and_the_same_text_opens_a_run(cells: Cells) -> None:
    for source in ("fit(1)", "check()", "fit(1)"):
        cells.run(None, source, 0.5)
    assert [len(run.executions) for run in listed(cells.core)] == [1, 2]


def test_each_session_has_runs_of_its_own(core: Core, cells: Cells) -> None:
    other = Cells(core, make_session("2" * 32, notebook="other.ipynb"))
    cells.run("a", "x", 1.0)
    other.run("b", "x", 2.0)
    cells.run("c", "x", 3.0)
    assert [len(run.executions) for run in listed(core)] == [1, 2]
    assert len(listed(core, notebook="example.ipynb")) == 1
    assert [run.notebook for run in listed(core, session=other.session.id)] == ["other.ipynb"]
    assert [run.notebook for run in listed(core, beside=other.session.id)] == ["other.ipynb"]
    assert listed(core, notebook="nowhere.ipynb") == ()


def test_a_session_without_a_notebook_is_asked_for_by_itself(core: Core, cells: Cells) -> None:
    lone = Cells(core, make_session("3" * 32, notebook=None))
    cells.run("a", "x", 1.0)
    lone.run("a", "x", 2.0)
    assert [run.notebook for run in listed(core, beside=lone.session.id)] == [None]


def test_a_run_is_called_by_what_its_user_or_its_parameters_say(cells: Cells) -> None:
    before = ""
    for depth in (8, 12, 12):
        made = cells.run("depth", f"depth = {depth}\nunused = 'a'")
        read = (Read(name="depth", execution=made),)
        before = cells.run("train", "m = fit(depth, lr=0.1)", 0.5, reads=read)
    cells.run("train", "m = fit(depth, lr=-0.2)", 0.5, message="the good one")
    names = [run.name for run in listed(cells.core)]
    assert names == ["the good one", "m", "depth 8 → 12", "m"]
    newest = listed(cells.core)[1]
    assert {one.name: one.value for one in newest.parameters} == {
        "depth": 12, "lr": 0.1, "unused": "a",
    }  # fmt: skip
    assert newest.id == before


def test_a_run_took_as_long_and_read_as_much_as_all_that_it_came_from(
    cells: Cells, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("a")
    file = used(cells.core, tmp_path / "a.csv")
    load = cells.run("load", "df = read()", inputs=(file,), duration_s=2.0)
    cells.run("other", "y = read()", inputs=(file,), duration_s=50.0)
    fit = cells.run("fit", "m = fit(df)", duration_s=30.0, reads=(Read(name="df", execution=load),))
    read = (Read(name="m", execution=fit),)
    cells.run("score", "check(m)", 0.9, inputs=(file,), duration_s=0.5, reads=read)
    (run,) = listed(cells.core)
    assert (run.seconds, run.data) == (32.5, 1)


def test_that_a_cell_imports_is_no_name(cells: Cells) -> None:
    cells.run("train", "import time\nfit(depth=8, kind='tree')", 0.5)
    cells.run("other", "import time", 0.5)
    other = Cells(cells.core, make_session("4" * 32))
    other.run("train", "import time", 0.5)
    assert [run.name for run in listed(cells.core)] == ["run 1", "depth 8, kind tree"]


def test_curves_keep_their_ends_and_their_extremes(cells: Cells) -> None:
    values = [float(n) for n in range(500)]
    values[123], values[321] = -7.5, 1e6
    cells.run("train", "fit()", *values)
    (found,) = listed(cells.core, points=10)[0].metrics
    assert (found.last, found.lowest, found.highest, found.count) == (499.0, -7.5, 1e6, 500)
    assert len(found.values) == len(found.steps) <= 10
    assert (found.values[0], found.values[-1]) == (0.0, 499.0)
    assert (found.steps[0], found.steps[-1]) == (0, 499)
    assert found.values == tuple(values[step or 0] for step in found.steps)


def test_what_is_no_number_is_told_and_not_drawn(cells: Cells) -> None:
    cells.run("train", "fit()", 0.5, "nan", "early stop", *(True, None))
    (found,) = listed(cells.core)[0].metrics
    assert (found.last, found.values, found.count) == (None, (0.5,), 5)


def test_values_of_a_run_go_on_over_its_cells(cells: Cells) -> None:
    cells.run("train", "fit()", 3.0, 2.0)
    score = cells.run("score", "check()")
    cells.log(score, 1.0)
    (found,) = listed(cells.core)[0].metrics
    assert (found.values, found.last, found.count) == ((3.0, 2.0, 1.0), 1.0, 3)


def test_an_execution_that_still_runs_is_live(
    cells: Cells, core: Core, events: list[Event]
) -> None:
    register_session(core, ACTOR, SESSION)
    live = replace(core, running=lambda _path: {"1-1": "train"})
    record_log(live, ACTOR, replace(batch("1-1", metric(0, "acc", 0.5)), session=SESSION.id))
    told = ValuesLogged(session=SESSION.id, execution="1-1", notebook="example.ipynb")
    assert events[-1] == told
    (run,) = listed(live, notebook="example.ipynb")
    assert (run.is_running, run.row, run.name, run.notebook) == (
        True, None, "run 1", "example.ipynb",
    )  # fmt: skip
    assert listed(live, notebook="other.ipynb") == ()
    assert listed(live, session="9" * 32) == ()
    assert not listed(replace(core, running=lambda _path: {}))[0].is_running
    cells.core = live
    assert cells.run("train", "fit()", 0.5) == "1-1"
    (run,) = listed(live)
    assert (run.is_running, run.name) == (False, "fit()")
    assert live.live.all() == {}


def test_what_the_server_saw_first_is_live_no_more(core: Core, cells: Cells) -> None:
    core.live.note(cells.run("train", "fit()", 0.5), SESSION.id)
    (run,) = listed(core)
    assert not run.is_running
    assert core.live.all() == {}


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("acc>0.6", ["train-2"]),
        ("acc<=0.5", ["train-1"]),
        ("depth=8", ["train-1"]),
        ("depth!=8", ["train-2"]),
        ("kind=tree", ["train-1", "train-2"]),
        ("kind>0", []),
        ("nothing=1", []),
        ("tag:best", ["train-2"]),
        ("status:error", []),
        ("8 tag:best", ["train-2"]),
        ("12", ["train-2"]),
    ],
)
def test_a_filter_means_metrics_parameters_and_executions(
    cells: Cells, where: str, found: list[str]
) -> None:
    code = "fit(depth={}, kind='tree')"
    one = cells.run("train", code.format(8), 0.5)
    two = cells.run("train", code.format(12), 0.7, tags=("best",))
    names = {one: "train-1", two: "train-2"}
    assert sorted(names[run.id] for run in listed(cells.core, where=where)) == found


def test_a_list_is_cut_and_says_so(cells: Cells) -> None:
    for n in range(4):
        cells.run("train", f"fit({n})", 0.5 + n)
    page = list_runs(cells.core, ACTOR, RunsQuery(limit=3))
    assert page.has_more
    assert [run.metrics[0].last for run in page.runs] == [3.5, 2.5, 1.5]
    assert not list_runs(cells.core, ACTOR, RunsQuery(limit=4)).has_more
    assert list_runs(cells.core, ACTOR, RunsQuery(where="acc<9", limit=2)).has_more


def test_no_more_executions_are_looked_at_than_is_said(
    cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "LOOKED_AT", 2)
    for n in range(3):
        cells.run("train", f"fit({n})", 0.5 + n)
    page = list_runs(cells.core, ACTOR, RunsQuery(where="acc<9"))
    assert [run.metrics[0].last for run in page.runs] == [2.5, 1.5]
    assert page.has_more


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"points": 0}, {"points": 1001}])
def test_numbers_out_of_bounds_are_refused(core: Core, query: dict[str, Any]) -> None:
    with pytest.raises(InvalidError, match="1 to 200 runs"):
        listed(core, **query)


def test_a_damaged_value_is_an_error_and_never_an_answer(cells: Cells) -> None:
    cells.run("train", "fit()", 0.5)
    with cells.core.catalog.write() as tx:
        tx.exec_driver_sql("UPDATE metric SET number = 0.9")
    with pytest.raises(CatalogDamagedError, match="metric"):
        listed(cells.core)
