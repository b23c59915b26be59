"""Notes on outputs that rest on what the notebook does not show any more: few, if wanted."""

from collections.abc import Callable

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect


def delete_cell(lab: Lab, index: int) -> None:
    lab.page.evaluate(
        """index => {
          const panel = window.jupyterapp.shell.currentWidget;
          panel.content.model.sharedModel.deleteCell(index);
        }""",
        index,
    )


def test_a_cell_says_that_it_used_a_variable_of_a_deleted_cell(
    own_server: LabServer, new_page: Callable[[LabServer], Lab]
) -> None:
    own_server.set_setting("jupyter-mm/plugin", {"hiddenState": True})
    lab = new_page(own_server)
    lab.notebook("df = [1, 2]", "other = 3", "sum(df)", "other + 1", "sum(df) + other")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(5)
    lab.set_source(1, "other = 3  # a comment changes nothing")
    delete_cell(lab, 0)
    lab.run_cell(1)  # sum(df)
    note = lab.page.locator(".jp-mm-CellNote")
    expect(note.first).to_have_text("Used df from a cell that no longer exists")
    cells = lab.page.locator(".jp-CodeCell")
    expect(cells.nth(0).locator(".jp-mm-CellNote")).to_have_count(0)
    expect(cells.nth(1).locator(".jp-mm-CellNote")).to_have_count(1)
    expect(cells.nth(2).locator(".jp-mm-CellNote")).to_have_count(0)
    expect(lab.rows.nth(0)).to_contain_text("hidden state")
    lab.shoot("hidden-state")


def test_without_its_setting_nothing_is_marked_and_nothing_is_asked(lab: Lab) -> None:
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(request.url))
    lab.notebook("df = [1, 2]", "sum(df)")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(2)
    delete_cell(lab, 0)
    lab.run_cell(0)
    expect(lab.rows).to_have_count(3)
    expect(lab.page.locator(".jp-mm-CellNote")).to_have_count(0)
    assert [url for url in asked if "hidden-state" in url] == []
