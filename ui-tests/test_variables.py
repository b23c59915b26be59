"""The variables of the kernel, how each came to be, and single values brought back."""

import re

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import Locator, expect

CELLS = (
    "import pandas as pd\nframe = pd.DataFrame({'age': range(800), 'plan': ['basic'] * 800})",
    "depth = 8\nlines = (line for line in frame.age)",
    "frame['tenure'] = frame.age * 2",
    "depth = 12",
)


def variable(lab: Lab, name: str) -> Locator:
    return lab.panel.locator(f'.jp-mm-Variable[data-variable="{name}"]')


def test_a_variable_is_followed_through_its_changes_and_copied_back(
    lab: Lab, server: LabServer
) -> None:
    path = lab.notebook(*CELLS)
    lab.sidebar()
    for cell in range(len(CELLS)):
        lab.run_cell(cell)
    expect(lab.rows).to_have_count(4, timeout=60_000)
    server.wait_for(lambda: server.history(path)[0]["checkpoint"], "a checkpoint")
    lab.panel.get_by_text("Variables", exact=True).click()
    frame = variable(lab, "frame")
    expect(frame).to_contain_text("DataFrame", timeout=30_000)
    expect(frame).to_contain_text("since “")
    expect(variable(lab, "lines")).to_contain_text("not restorable: ")
    expect(lab.panel).to_contain_text("1 not restorable")
    lab.shoot("variables-list")

    frame.get_by_role("button", expanded=False).click()
    moments = frame.locator(".jp-mm-Moment")
    expect(moments).to_have_count(2, timeout=30_000)
    expect(moments.first).to_contain_text("tenure")
    lab.shoot("variable-life")
    lab.set_sidebar_width(240)
    lab.shoot("variable-life-narrow")

    go_back_to_single_values(lab, moments.last)
    lab.command("jupyter-mm:variable-history", {"name": "depth"})
    depth = variable(lab, "depth")
    expect(depth.locator(".jp-mm-Moment")).to_have_count(2, timeout=30_000)
    expect(depth.locator(".jp-mm-Moment").first).to_contain_text("8 → 12")
    expect(depth.get_by_role("button", expanded=True)).to_be_focused()


def go_back_to_single_values(lab: Lab, moment: Locator) -> None:
    """Copy an earlier value into the kernel, and code that loads it to the clipboard."""
    moment.get_by_role("button", name="Copy into the kernel").click()
    name = lab.dialog.get_by_role("textbox")
    expect(name).to_have_value("frame_old")
    lab.dialog.get_by_role("button", name="Copy").click()
    lab.wait_for_value("frame_old.shape", "(800, 2)")
    assert lab.value("frame.shape") == "(800, 3)"

    moment.get_by_role("button", name="Copy code that loads").click()
    told = lab.page.get_by_text(re.compile(r"Copied: import jupyter_mm as mm; frame = mm\.get"))
    expect(told.first).to_be_visible()


def test_without_a_kernel_the_section_says_why_it_is_empty(lab: Lab) -> None:
    lab.notebook("x = 1")
    lab.sidebar()
    lab.panel.get_by_text("Variables", exact=True).click()
    expect(lab.panel.locator('[data-state="no-variables"]')).to_contain_text("Run a cell")
    lab.shoot("no-variables")
