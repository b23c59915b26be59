"""`jupyter mm runs`: a table for people, JSON for scripts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.core.record import record_execution, record_log
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR
from tests.cli.calling import call
from tests.unit.core.asking import batch, metric

if TYPE_CHECKING:
    from jupyter_mm.core import Core


@pytest.fixture
def two_runs(core: Core) -> None:
    session = make_session("1" * 32)
    for depth, acc in ((8, 0.91934), (12, 0.5)):
        source = f"m = fit(depth={depth}, seed=1)"
        capture = make_capture(core, session=session, execution=f"e{depth}", source=source)
        record_execution(core, ACTOR, capture)
        record_log(core, ACTOR, batch(f"e{depth}", metric(0, "acc", acc)))


@pytest.mark.usefixtures("two_runs")
def test_runs_are_listed_with_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "runs", "--notebook", "example.ipynb")
    assert (code, err) == (0, "")
    header, newest, oldest = (line.split("  ") for line in out.splitlines())
    assert [cell.strip() for cell in header if cell] == ["started", "name", "acc", "depth"]
    assert [cell for cell in newest if cell][1:] == ["depth 8 → 12", "0.5", "12"]
    assert [cell.strip() for cell in oldest if cell.strip()][1:] == ["m", "0.919", "8"]


@pytest.mark.usefixtures("two_runs")
def test_runs_are_sorted_filtered_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "runs", "-q")[1].split() == ["e12", "e8"]
    assert call(capsys, "runs", "-q", "--sort=-acc")[1].split() == ["e8", "e12"]
    assert call(capsys, "runs", "-q", "--sort", "depth")[1].split() == ["e8", "e12"]
    assert call(capsys, "runs", "-q", "--where", "depth>9")[1].split() == ["e12"]
    _, out, _ = call(capsys, "runs", "-n", "1")
    assert out.splitlines()[-1] == "There are older ones: -n shows more."
    assert call(capsys, "runs", "--where", "acc>9")[1].startswith("Nothing")
    assert call(capsys, "runs", "-n", "0")[0] == 2


@pytest.mark.usefixtures("two_runs")
def test_scripts_read_json_in_the_same_order(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(capsys, "runs", "--json", "--sort", "acc")
    found = json.loads(out)
    assert [run["metrics"][0]["last"] for run in found["runs"]] == [0.5, 0.91934]
    assert found["has_more"] is False


@pytest.mark.usefixtures("two_runs")
def test_runs_of_several_notebooks_say_where_they_took_place(
    core: Core, capsys: pytest.CaptureFixture[str]
) -> None:
    session = make_session("2" * 32, notebook="other.ipynb")
    record_execution(core, ACTOR, make_capture(core, session=session, execution="o"))
    record_log(core, ACTOR, batch("o", metric(0, "acc", 0.7)))
    header, *rows = call(capsys, "runs")[1].splitlines()
    assert header.split()[-1] == "notebook"
    assert {row.split()[-1] for row in rows} == {"other.ipynb", "example.ipynb"}
    assert "notebook" not in call(capsys, "runs", "--notebook", "other.ipynb")[1]
