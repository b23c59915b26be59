"""Choosing: the better run is found, and why the newest is worse is proved, not guessed."""

import re
from pathlib import Path

from dana import comparison, run_kept, summary
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

CELLS = (
    "from pathlib import Path",
    "depth = 8",
    "rows = Path('customers.csv').read_text().splitlines()",
    "acc = 0.875 + depth / 200 - (len(rows) - 801) / 5000\n%mm_log acc",
)


def customers(count: int) -> str:
    return "id,age\n" + "".join(f"{n},{20 + n % 60}\n" for n in range(count))


def a_week(lab: Lab, server: LabServer, table: Path) -> str:
    """Try two depths; on Tuesday the data file changes, and the better depth gives less."""
    table.write_text(customers(800))
    path = lab.notebook(*CELLS, path=f"{table.parent.name}/churn.ipynb")
    lab.sidebar()
    run_kept(lab, path, 0, 1, 2, 3)
    lab.set_source(1, "depth = 12")
    run_kept(lab, path, 1, 2, 3)
    table.write_text(customers(1012))
    run_kept(lab, path, 2, 3)
    return path


def test_the_file_that_made_it_worse_is_named_with_evidence(lab: Lab, server: LabServer) -> None:
    table = server.root / "week" / "customers.csv"
    table.parent.mkdir()
    path = a_week(lab, server, table)
    the_best_run_is_not_the_last(lab)
    expect(lab.rows.first).to_contain_text("acc 0.893")
    lab.filter.fill("acc > .9")
    expect(lab.rows).to_have_count(2)
    best = lab.rows.filter(has_text="acc 0.935")
    lab.shoot("day-4-filter")
    lab.choose(best, "Pick for Compare")
    lab.filter.fill("")
    expect(lab.rows).to_have_count(9)
    lab.choose(lab.rows.first, "Pick for Compare")
    lab.panel.get_by_role("button", name="Compare (2 picked)").click()
    expect(summary(lab)).to_contain_text("acc 0.935 → 0.893")
    expect(summary(lab)).to_contain_text("cells the same")
    comparison(lab).get_by_role("button", name="Why?").click()
    why = comparison(lab).get_by_role("region", name="Why it changed")
    cause = why.get_by_role("listitem").first
    expect(cause).to_contain_text(re.compile(r"customers\.csv.*\+212 rows", re.DOTALL))
    expect(cause).to_have_attribute("data-verdict", "proved")
    lab.shoot("day-4-why")

    table.write_text(customers(800))
    run_kept(lab, path, 2, 3)
    expect(lab.rows.first).to_contain_text("acc 0.935")
    annotate(lab, server, path)


def the_best_run_is_not_the_last(lab: Lab) -> None:
    """See in the table of runs which one is best, and what sets it apart."""
    lab.command("jupyter-mm:open-runs")
    runs = lab.page.locator(".jp-mm-RunsScreen")
    expect(runs.locator("tbody tr")).to_have_count(3)
    expect(runs.locator("tbody tr").first).to_contain_text("0.893")
    expect(runs.locator('th[data-column="parameter depth"]')).to_be_visible()
    runs.get_by_role("searchbox", name="Filter").fill("acc > .9")
    expect(runs.locator("tbody tr")).to_have_count(2)
    runs.locator('th[data-column="metric acc"]').get_by_role("button").click()
    expect(runs.locator("tbody tr").first).to_contain_text("depth 8 → 12")
    lab.shoot("day-4-runs")
    lab.command("application:close")


def annotate(lab: Lab, server: LabServer, path: str) -> None:
    """Pin, note, and measure against it from now on."""
    lab.choose(lab.rows.first, re.compile("^Pin"))
    lab.choose(lab.rows.first, re.compile("^Note"))
    lab.dialog.get_by_role("textbox", name="Note").fill("the 212 new rows made it worse")
    lab.dialog.get_by_role("button", name="Save").click()
    lab.choose(lab.rows.first, "Measure Against This Checkpoint")
    expect(lab.rows.first).to_contain_text("baseline")
    row = server.wait_for(
        lambda: next((one for one in server.history(path)[:1] if one["tags"]), None), "a baseline"
    )
    assert row["pinned"]
    assert row["note"] == "the 212 new rows made it worse"
    lab.shoot("day-4-chosen")
