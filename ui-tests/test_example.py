import re
from collections.abc import Callable

from lab_page import Lab
from lab_server import LabServer, copy_example
from playwright.sync_api import expect

CODE_CELLS = 10


def test_running_the_example_fills_the_sidebar_by_itself(
    new_page: Callable[[LabServer], Lab], own_server: LabServer
) -> None:
    path = copy_example(own_server, "churn")
    lab = new_page(own_server)
    lab.open(path).ready_kernel()
    panel = lab.sidebar()
    lab.shoot("first-time")
    lab.page.get_by_role("menuitem", name="Run", exact=True).click()
    lab.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(lab.rows).to_have_count(CODE_CELLS, timeout=60_000)
    for title in lab.titles():
        assert title.strip()

    pictures = panel.get_by_role("listbox").locator("img")
    expect(pictures).to_have_count(2)
    for index in range(2):
        lab.wait_for_picture(pictures.nth(index))

    logged = lab.rows.nth(1).locator(".jp-mm-Chip-metric")
    expect(logged).to_have_text([re.compile(r"acc 0\.\d+"), re.compile(r"auc 0\.\d+")])
    expect(panel.locator(".jp-mm-Count").first).to_contain_text(str(CODE_CELLS))
    lab.shoot("example")
