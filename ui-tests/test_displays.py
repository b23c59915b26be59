"""What magics give back, in the notebook: tables that go on from there."""

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

CELLS = (
    "rows = list(range(10))",
    "depth = 8",
    "acc = depth * len(rows) / 100\n%mm_log acc",
    "%mm_history",
    "%mm_diff now~4 now",
    "%mm_why acc now~4 now",
)


def test_answers_of_magics_are_drawn_and_go_on(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(*CELLS)
    for cell in (0, 1, 2):
        lab.run_cell(cell)
    lab.set_source(1, "depth = 9")
    for cell in (1, 2, 3):
        lab.run_cell(cell)
    server.wait_for(lambda: server.history(path)[0]["checkpoint"], "a checkpoint")
    displays = lab.page.locator(".jp-Notebook .jp-mm-Sheet")
    history = displays.first
    expect(history).to_contain_text("acc 0.9", timeout=60_000)
    lab.run_cell(4)
    lab.run_cell(5)
    diff, why = displays.nth(1), displays.nth(2)
    expect(diff).to_contain_text("8 → 9", timeout=60_000)
    expect(why).to_contain_text("✔ proved", timeout=60_000)
    expect(why).to_contain_text("depth 8 → 9")
    why.scroll_into_view_if_needed()
    lab.shoot("displays")
    assert {"text/plain", "text/html"} < lab.outputs(5)[0]["data"].keys()

    why.get_by_role("button", name="Compare").click()
    expect(lab.page.locator(".jp-mm-Compare-summary")).to_contain_text("acc", timeout=60_000)
