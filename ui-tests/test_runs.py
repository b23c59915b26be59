"""Runs: values appear while a cell is at work, and runs are listed, drawn and compared."""

import re

from keys import press, seen, tab_to
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import Locator, expect

TRAIN = """import time
for epoch in range(40):
    loss = 1 / (1 + epoch / depth)
    acc = 1 - loss / 2 - (epoch > 30) / 15
    %mm_log loss=loss acc=acc -s epoch
    time.sleep(0.15)"""
CELLS = ("depth = 8", TRAIN)


def section(lab: Lab) -> Locator:
    return lab.panel.locator(".jp-AccordionPanel-title", has_text="Runs")


def lines(lab: Lab) -> Locator:
    return lab.panel.get_by_role("listbox", name="Runs").get_by_role("option")


def screen(lab: Lab) -> Locator:
    return lab.page.locator(".jp-mm-RunsScreen").last


def points(line: Locator) -> int:
    """Return how many points the small curve of a run has."""
    curve = line.locator("polyline")
    return len((curve.get_attribute("points") or "").split()) if curve.count() else 0


def quick(depth: int) -> tuple[str, str]:
    return f"depth = {depth}", TRAIN.replace("0.15", "0")


def test_a_run_is_seen_while_its_cell_is_at_work(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(*CELLS)
    lab.sidebar()
    section(lab).click()
    expect(lab.panel.locator("[data-state=no-runs]")).to_contain_text("%mm_log acc=0.93")
    lab.shoot("runs-empty")
    lab.run_cell(0)
    lab.run_cell(1, wait=False)
    line = lines(lab)
    expect(line).to_have_count(1)
    expect(line).to_contain_text("running")
    expect(section(lab)).to_contain_text("1 live")
    expect(line.locator("polyline")).to_be_visible()
    early = points(line)
    server.wait_for(lambda: points(line) > early, "a longer curve")
    expect(line).to_contain_text("running")  # the cell is still at work
    lab.shoot("runs-live", light_only=True)
    lab.wait_idle()
    expect(line).not_to_contain_text("running")
    expect(section(lab)).not_to_contain_text("live")
    expect(line).to_contain_text("acc")
    server.wait_for_checkpoints(path, 2)

    lab.set_source(0, "depth = 12")
    lab.set_source(1, quick(12)[1])
    lab.run_all()
    expect(lines(lab)).to_have_count(2)
    expect(lines(lab).first).to_contain_text("depth")
    expect(lines(lab).first).to_contain_text(re.compile(r"acc 0\.\d+ \(best 0\.\d+\)"))
    lab.shoot("runs-section")


def test_the_section_is_used_with_the_keyboard_alone(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(*quick(8))
    lab.sidebar()
    lab.run_all()
    server.wait_for_checkpoints(path, 2)
    lab.set_source(0, "depth = 12")
    lab.run_all()
    server.wait_for_checkpoints(path, 4)
    lab.panel.locator(".jp-AccordionPanel-title", has_text="Checkpoints").focus()
    tab_to(lab, "Runs")
    press(lab, "Enter")
    expect(lines(lab)).to_have_count(2)
    tab_to(lab, "Table")
    tab_to(lab, "Runs", role="listbox")
    expect(lines(lab).first).to_have_attribute("aria-selected", "true")
    press(lab, "End", " ", "Home", " ")
    expect(lines(lab).filter(has_text="to compare")).to_have_count(2)
    seen(lab)
    lab.shoot("runs-keyboard")
    press(lab, "Shift+F10")
    expect(lab.page.get_by_role("menuitem", name="Restore")).to_be_visible()
    lab.shoot_as_is("runs-menu")
    press(lab, "Escape")
    expect(lab.panel.get_by_role("listbox", name="Runs")).to_be_focused()
    press(lab, "p")
    server.wait_for(lambda: server.history(path)[0]["pinned"], "the pin")
    press(lab, "Enter")
    expect(lab.viewer).to_contain_text("depth = 12")


def test_runs_are_listed_sorted_drawn_and_compared_in_a_tab(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(*quick(8))
    lab.sidebar()
    for number, depth in enumerate((8, 12, 4), 1):
        lab.set_source(0, f"depth = {depth}")
        lab.run_all()
        server.wait_for_checkpoints(path, 2 * number)
    lab.page.locator(".jp-Notebook .jp-Cell").first.click()
    press(lab, "Escape", "g", "r")
    rows = screen(lab).locator("tbody tr")
    expect(rows).to_have_count(3)
    columns = [
        each.get_attribute("data-column") for each in screen(lab).locator("th[data-column]").all()
    ]
    assert "parameter depth" in columns
    expect(rows.first).to_contain_text("4")
    canvas = screen(lab).get_by_role("img")
    expect(canvas).to_have_attribute("aria-label", re.compile("over step.*last"))
    expect(canvas.locator("canvas")).to_be_visible()
    lab.shoot("runs-tab")

    by_depth = screen(lab).locator('th[data-column="parameter depth"]')
    by_depth.get_by_role("button").click()
    expect(by_depth).to_have_attribute("aria-sort", "ascending")
    by_depth.get_by_role("button").click()
    expect(by_depth).to_have_attribute("aria-sort", "descending")
    expect(rows.first).to_contain_text("12")

    screen(lab).get_by_label("Chart").select_option("loss")
    expect(canvas).to_have_attribute("aria-label", re.compile("^loss over step"))
    narrow_by_filter(lab, rows)
    compare_two(lab, rows)
    stays_after_a_reload(lab)


def narrow_by_filter(lab: Lab, rows: Locator) -> None:
    """A filter leaves what matches; one that is refused leaves all as it was."""
    field = screen(lab).get_by_role("searchbox", name="Filter")
    field.fill("depth=12")
    expect(rows).to_have_count(1)
    lab.tolerated.append("400 (Bad Request)")  # what the browser says of it
    field.fill('depth="')
    expect(screen(lab).locator(".jp-mm-Runs-trouble")).not_to_be_empty()
    expect(rows).to_have_count(1)
    lab.shoot("runs-bad-filter", light_only=True)
    field.fill("")
    expect(rows).to_have_count(3)
    expect(screen(lab).locator(".jp-mm-Runs-trouble")).to_be_empty()


def compare_two(lab: Lab, rows: Locator) -> None:
    compare = screen(lab).get_by_role("button", name="Compare")
    expect(compare).to_be_disabled()
    rows.first.get_by_role("checkbox").uncheck()
    expect(compare).to_be_enabled()
    compare.click()
    expect(lab.page.locator(".jp-mm-Compare").last).to_contain_text("acc")


def stays_after_a_reload(lab: Lab) -> None:
    lab.page.locator(".lm-TabBar-tab", has_text="Runs").click()
    lab.page.wait_for_timeout(1500)  # JupyterLab saves its layout a second after a change
    lab.page.reload()
    lab.page.wait_for_function("() => window.jupyterapp", timeout=60_000)
    expect(screen(lab).locator("tbody tr")).to_have_count(3)


def test_the_chart_grows_while_a_cell_is_at_work(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(*quick(8))
    lab.sidebar()
    lab.run_all()
    server.wait_for_checkpoints(path, 2)
    lab.set_source(0, "depth = 12")
    lab.set_source(1, TRAIN)
    lab.run_cell(0)
    lab.run_cell(1, wait=False)
    section(lab).get_by_role("button", name="Table").click()
    live = screen(lab).locator("tbody tr[data-live=true]")
    expect(live).to_contain_text("running")
    canvas = screen(lab).get_by_role("img")
    early = canvas.get_attribute("aria-label")
    expect(canvas).not_to_have_attribute("aria-label", early or "")
    expect(live).to_have_count(1)  # the cell is still at work
    lab.shoot("runs-tab-live", light_only=True)
    expect(live).to_have_count(0)
    expect(screen(lab).locator(".jp-mm-Runs-legend li")).to_have_count(2)
