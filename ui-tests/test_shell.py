import re

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect


def test_a_button_above_the_notebook_names_the_newest_checkpoint(
    lab: Lab, server: LabServer
) -> None:
    path = lab.notebook("a = 1")
    button = lab.page.locator(".jp-NotebookPanel-toolbar").get_by_role(
        "button", name=re.compile("newest checkpoint a name")
    )
    lab.run_all()
    server.wait_for_rows(path, 1)
    lab.sidebar()
    expect(lab.rows).to_have_count(1)
    expect(button).to_be_visible()  # before, its name was the reason why there is nothing to name
    lab.shoot("notebook-toolbar")
    button.click()
    lab.dialog.get_by_role("textbox").fill("first good model")
    lab.dialog.get_by_role("button", name="Save").click()
    expect(lab.row("first good model")).to_have_count(1)


def test_a_row_is_opened_as_a_copy_from_its_menu(lab: Lab, server: LabServer) -> None:
    path = lab.notebook("print('first text')")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(1)
    lab.choose(lab.rows.first, "Open Checkpoint as Copy")
    name = f"{path.removesuffix('.ipynb')} as of *.ipynb"

    def copied() -> bool:
        return any("first text" in copy.read_text() for copy in server.root.glob(name))

    server.wait_for(copied, "a copy with the notebook's text")


def test_a_button_of_the_cell_shows_its_history(lab: Lab) -> None:
    lab.notebook("a = 1")
    lab.run_all()
    lab.sidebar()
    expect(lab.rows).to_have_count(1)
    lab.page.locator(".jp-Notebook .jp-Cell .jp-InputPrompt").click()
    lab.page.locator(".jp-cell-toolbar").get_by_role(
        "button", name=re.compile("texts that this cell had")
    ).click()
    expect(lab.page.get_by_role("dialog", name="History of this cell")).to_be_visible()
    lab.shoot("cell-toolbar")
