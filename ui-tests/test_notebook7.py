import re
import secrets

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect


def open_notebook(lab: Lab, server: LabServer, *cells: str) -> str:
    path = server.put_notebook(f"seven-{secrets.token_hex(4)}.ipynb", cells)
    lab.open_in_notebook7(path).ready_kernel()
    return path


def test_the_toolbar_tells_how_keeping_goes_and_names_a_checkpoint(
    lab: Lab, server: LabServer
) -> None:
    path = open_notebook(lab, server, "a = 1")
    lab.run_all()
    server.wait_for_rows(path, 1)
    toolbar = lab.page.locator(".jp-NotebookPanel-toolbar")
    expect(toolbar.locator(".jp-mm-Status")).to_contain_text("kept")
    lab.shoot("notebook7-toolbar")
    toolbar.get_by_role("button", name=re.compile("newest checkpoint a name")).click()
    lab.dialog.get_by_role("textbox").fill("first good model")
    lab.dialog.get_by_role("button", name="Save").click()
    server.wait_for(lambda: server.history(path)[0]["message"], "a name")
    toolbar.locator(".jp-mm-Status button").click()
    expect(lab.panel).to_be_visible()
    expect(lab.row("first good model")).to_have_count(1)
    lab.shoot("notebook7-sidebar")


def test_two_checkpoints_are_compared_below_the_notebook(lab: Lab, server: LabServer) -> None:
    path = open_notebook(lab, server, "a = 1", "a = 2\nprint(a)")
    lab.run_all()
    server.wait_for_checkpoints(path, 2)
    lab.command("jupyter-mm:compare", {"a": "now~1", "b": "now"})
    compare = lab.page.locator(".jp-mm-Compare")
    expect(compare.locator(".jp-mm-Compare-summary")).to_contain_text("differ")
    compare.get_by_role("tab", name=re.compile("Variables")).click()
    expect(compare).to_contain_text("1 → 2")
    lab.shoot("notebook7-compare")


def test_runs_are_listed_below_the_notebook(lab: Lab, server: LabServer) -> None:
    path = open_notebook(lab, server, "for n in range(9):\n    %mm_log acc=n/9 -s n")
    lab.run_all()
    server.wait_for_checkpoints(path, 1)
    lab.command("jupyter-mm:open-runs")
    runs = lab.page.locator(".jp-mm-RunsScreen")
    expect(runs.locator("tbody tr")).to_have_count(1)
    expect(runs.locator("canvas")).to_be_visible()
    lab.shoot("notebook7-runs")


def test_a_link_opens_the_checkpoint_below_the_notebook(lab: Lab, server: LabServer) -> None:
    path = open_notebook(lab, server, "print('first text')")
    lab.run_all()
    (row,) = server.wait_for_rows(path, 1)
    lab.command("docmanager:save")
    lab.follow(f"{server.url}/notebooks/{path}?mm={row['execution']}")
    expect(lab.viewer).to_contain_text("first text")
    lab.shoot("notebook7-viewer")
