from collections.abc import Callable

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

OURS = "--ContentsManager.checkpoints_class=jupyter_mm.server.checkpoints.MMCheckpoints"
REVERT = """() => {
  void window.jupyterapp.commands.execute('docmanager:restore-checkpoint');
}"""
SOURCE = (
    "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells[0].getSource()"
)


def test_labs_own_revert_lists_what_was_kept_and_puts_it_back(
    new_page: Callable[[LabServer], Lab], own_server: LabServer
) -> None:
    own_server.stop()
    own_server.more_options = [OURS]
    own_server.start()
    lab = new_page(own_server)
    path = lab.notebook("a = 1")
    lab.run_cell(0)
    own_server.wait_for_rows(path, 1)
    lab.set_source(0, "a = 2")
    lab.run_cell(0)
    own_server.wait_for_rows(path, 2)
    lab.command("docmanager:save")
    lab.page.evaluate(REVERT)
    choices = lab.dialog.locator("select option")
    expect(choices).to_have_count(3)  # two executions, and the copy of the save
    lab.shoot("lab-revert", light_only=True)
    lab.dialog.locator("select").select_option(index=2)
    lab.dialog.locator(".jp-mod-accept").click()
    lab.dialog.get_by_role("button", name="Revert").click()
    own_server.wait_for(lambda: lab.page.evaluate(SOURCE) == "a = 1", "the old text")
    assert not (own_server.root / ".ipynb_checkpoints").exists()
