import re
from collections.abc import Callable

from lab_page import Lab
from lab_server import LabServer, copy_example
from playwright.sync_api import expect

from jupyter_mm.testing.bulk import fill
from jupyter_mm.testing.stores import open_store


def test_a_branch_that_was_left_has_a_lane_and_its_name(lab: Lab) -> None:
    lab.notebook("depth = 8", "%mm_log acc=0.9", "%mm_log acc=0.91")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(3)
    lab.run_code("%mm_checkpoint -m 'try trees'")
    lab.run_code("%mm_log acc=0.95")
    expect(lab.rows).to_have_count(5)
    lab.run_code("%mm_checkout now~4")
    lab.run_code("%mm_log acc=0.93")
    lab.run_code("%mm_log acc=0.931")
    left = lab.rows.filter(has_text="log acc").filter(has_text="try trees")
    expect(left).to_have_count(1)
    expect(left).to_contain_text("acc 0.95")
    lab.shoot("timeline-branches")


def test_values_are_measured_against_the_best_before(lab: Lab) -> None:
    lab.notebook("%mm_log acc=0.9 loss=0.5", "%mm_log acc=0.95 loss=0.6", "%mm_log acc=0.94")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(3)
    deltas = lab.rows.locator(".jp-mm-Delta")
    expect(deltas).to_have_text(["▽0.01", "▲0.05", "△0.1"])
    expect(deltas.nth(1)).to_have_attribute("title", "0.05 better than 0.900")
    expect(deltas.nth(2)).to_have_attribute("title", "0.1 worse than 0.500")
    lab.shoot("timeline-deltas")


def test_a_sitting_that_is_over_is_folded(
    own_server: LabServer, new_page: Callable[[LabServer], Lab]
) -> None:
    with open_store(own_server.store) as core:
        fill(core, 60, notebooks=1, cells=4)
    lab = new_page(own_server)
    lab.notebook("a = 1", path="book-0.ipynb")
    lab.sidebar()
    folds = lab.panel.locator(".jp-mm-Fold")
    expect(folds.first).to_contain_text("executions")
    expect(lab.row("Failed")).to_have_count(2)  # never folded away
    folded = lab.rows.count()
    assert folded < 12
    lab.shoot("timeline-folds")
    lab.panel.get_by_role("listbox").focus()
    lab.page.keyboard.press("Home")
    for _ in range(3):
        lab.page.keyboard.press("ArrowDown")
    fold = folds.first
    expect(fold).to_have_attribute("aria-selected", "true")
    lab.page.keyboard.press("ArrowRight")
    lab.page.keyboard.press("ArrowDown")
    inside = lab.rows.nth(4)
    expect(inside).to_have_attribute("data-execution", re.compile("_56$"))
    expect(inside).to_have_attribute("aria-selected", "true")
    lab.shoot("timeline-unfolded")
    lab.panel.get_by_role("listbox").focus()
    lab.page.keyboard.press("ArrowUp")
    lab.page.keyboard.press("ArrowLeft")
    expect(lab.rows).to_have_count(folded)


def test_now_says_what_was_edited_and_rows_take_notes_tags_and_picks(
    lab: Lab, server: LabServer
) -> None:
    path = lab.notebook("a = 1", "%mm_log acc=0.9", "c = 3")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(3)
    now = lab.panel.locator(".jp-mm-Now")
    expect(now).to_have_text(re.compile("as it ran"))
    lab.set_source(0, "a = 2")
    lab.set_source(2, "c = 4")
    expect(now).to_have_text(re.compile("2 cells edited, not run"))
    lab.run_cell(0)
    expect(now).to_have_text(re.compile("1 cell edited, not run"))
    expect(lab.rows).to_have_count(4)  # it is told at once, the row comes when it is recorded

    lab.panel.get_by_role("listbox").focus()
    lab.page.keyboard.press("n")
    lab.dialog.get_by_role("textbox", name="Note").fill("why: <b>more</b>\ntrees")
    lab.dialog.get_by_role("button", name="Save").click()
    server.wait_for(lambda: server.history(path)[0]["note"], "the note")
    assert server.history(path)[0]["note"] == "why: <b>more</b>\ntrees"
    lab.command("jupyter-mm:tag", {"tags": ["paper", "v1"]})
    expect(lab.rows.first).to_contain_text("paper")
    lab.panel.get_by_role("listbox").focus()
    lab.page.keyboard.press(" ")
    lab.page.keyboard.press("ArrowDown")
    lab.page.keyboard.press(" ")
    expect(lab.rows.filter(has_text="to compare")).to_have_count(2)
    expect(lab.panel.get_by_role("button", name="Compare (2 picked)")).to_be_visible()
    lab.shoot("timeline-now")


def test_a_baseline_is_what_values_are_measured_against(lab: Lab, server: LabServer) -> None:
    path = lab.notebook("%mm_log acc=0.9", "%mm_log acc=0.8", "%mm_log acc=0.85")
    lab.sidebar()
    lab.run_all()
    expect(lab.panel.locator(".jp-mm-Delta")).to_have_text(["▽0.05", "▽0.1"])
    lab.choose(lab.rows.nth(1), "Measure Against This Checkpoint")
    expect(lab.panel.locator(".jp-mm-Delta")).to_have_text(["▲0.05", "▲0.1"])
    assert server.history(path)[1]["tags"] == ["baseline"]


def test_chords_walk_the_list_from_the_notebook(lab: Lab) -> None:
    lab.notebook("a = 1", "b = 2")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(2)
    lab.page.locator(".jp-Notebook .jp-Cell").first.locator(".jp-InputPrompt").click()
    for keys in ("gj", "gj"):
        lab.page.keyboard.type(keys)
    expect(lab.rows.nth(1)).to_have_attribute("aria-selected", "true")
    lab.page.keyboard.type("gk")
    expect(lab.rows.first).to_have_attribute("aria-selected", "true")


def test_nothing_is_edited_after_all_cells_ran(
    new_page: Callable[[LabServer], Lab], own_server: LabServer
) -> None:
    path = copy_example(own_server, "churn")
    lab = new_page(own_server)
    lab.open(path).ready_kernel()
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(10, timeout=60_000)
    expect(lab.panel.locator(".jp-mm-Now")).to_have_text(re.compile("as it ran"))
