"""Each kind of restore, and that its undo gives back text, unsaved edits and variables exactly."""

import pytest
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect
from went_wrong import (
    CELLS,
    NOW,
    THEN,
    accept,
    accept_undo,
    document,
    edit,
    gone_wrong,
    into,
    on_disk,
    restore,
    sources,
    start_command,
    state,
    tick,
    toast,
    undo,
    wait_enabled,
)


def test_the_dialog_says_what_would_happen_and_changes_nothing(lab: Lab) -> None:
    gone_wrong(lab)
    before = document(lab)
    restore(lab)
    expect(lab.dialog.get_by_role("checkbox", name="Notebook")).to_be_checked()
    expect(lab.dialog).to_contain_text("4 cells change · 1 comes back · 1 goes away")
    expect(lab.dialog.get_by_role("checkbox", name="Variables")).to_be_checked()
    expect(lab.dialog).to_contain_text("3: 3 from the store; 1 made since goes away")
    expect(lab.dialog).to_contain_text("Now is kept as a checkpoint first")
    lab.shoot("restore-all")
    tick(lab, "Notebook", on=False)
    tick(lab, "Variables", on=False)
    expect(lab.dialog.get_by_role("button", name="Restore", exact=True)).to_be_disabled()
    lab.dialog.get_by_role("button", name="Cancel").click()
    assert document(lab) == before
    assert state(lab) == NOW


@pytest.mark.parametrize("how", ["button", "reload"])
def test_all_comes_back_and_undo_gives_back_all(lab: Lab, server: LabServer, how: str) -> None:
    path = gone_wrong(lab)
    before = document(lab)
    restore(lab)
    into(lab, "this notebook")
    accept(lab)
    assert sources(lab) == list(CELLS)
    assert lab.outputs(1) == [{"output_type": "stream", "name": "stdout", "text": "depth 8\n"}]
    assert [cell["id"] for cell in document(lab)["cells"]] == ["c0", "c1", "c2"]
    assert state(lab) == THEN
    server.wait_for(lambda: on_disk(server, path) == list(CELLS), "the saved file")
    if how == "reload":
        lab.page.reload()
        lab.ready_kernel()
        lab.sidebar()
        expect(lab.rows.first).to_be_visible()
        wait_enabled(lab, "jupyter-mm:undo-restore")
        lab.command("jupyter-mm:complete-notebook")
        expect(toast(lab)).to_contain_text("shows everything that ran")
        assert lab.page.locator(".jp-mm-Bar-text:visible").count() == 0, "nothing was missed"
    undo(lab, how)
    assert document(lab) == before
    assert state(lab) == NOW
    server.wait_for(lambda: "never run" in on_disk(server, path), "the saved file")
    lab.command("jupyter-mm:redo-restore")
    expect(toast(lab)).to_contain_text("restored")
    assert sources(lab) == list(CELLS)
    assert state(lab) == THEN
    undo(lab, "command")
    assert document(lab) == before
    assert state(lab) == NOW


def test_only_the_notebook(lab: Lab) -> None:
    gone_wrong(lab)
    before = document(lab)
    restore(lab)
    tick(lab, "Variables", on=False)
    into(lab, "this notebook")
    accept(lab)
    assert sources(lab) == list(CELLS)
    assert state(lab) == NOW, "variables stay"
    edit(lab, "model.cells[1].setSource('typed after the restore');")
    later = document(lab)
    start_command(lab, "jupyter-mm:undo-restore", {})
    accept_undo(lab, "1 cell changed since the notebook was put back")
    assert document(lab) == before
    assert state(lab) == NOW
    lab.page.get_by_role("button", name="Redo", exact=True).click()
    expect(toast(lab)).to_contain_text("put back")
    assert document(lab) == later, "what was typed after the restore is not lost either"


def test_undo_that_is_pressed_twice_keeps_the_work_since(lab: Lab) -> None:
    gone_wrong(lab)
    before = document(lab)
    restore(lab)
    into(lab, "this notebook")
    accept(lab)
    edit(lab, "model.cells[1].setSource('an hour of work');")
    later = document(lab)
    lab.page.evaluate(
        """() => { const {commands} = window.jupyterapp;
          for (let press = 0; press < 3; press++) void commands.execute('jupyter-mm:undo-restore');
        }"""
    )
    accept_undo(lab, "1 cell changed since the notebook was put back")
    assert document(lab) == before
    assert state(lab) == NOW
    lab.command("jupyter-mm:redo-restore")
    expect(toast(lab)).to_contain_text("restored")
    assert document(lab) == later
    assert state(lab) == THEN


def test_what_is_of_one_notebook_never_goes_into_another(lab: Lab, server: LabServer) -> None:
    path = gone_wrong(lab)
    good = server.history(path)[1]["checkpoint"]
    lab.command("docmanager:save")
    lab.notebook("work = 'of another notebook'")
    lab.sidebar()
    start_command(lab, "jupyter-mm:restore", {"ref": good, "notebook": path})
    expect(lab.dialog).to_contain_text(f"Restore {path}")
    into(lab, "this notebook")
    accept(lab)
    assert lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.path") == path
    shown = lab.page.evaluate(
        """() => [...window.jupyterapp.shell.widgets('main')].map(
          each => each.content?.model?.sharedModel?.toJSON().cells?.map(cell => cell.source))"""
    )
    assert list(CELLS) in shown
    assert ["work = 'of another notebook'"] in shown
    undo(lab, "button")
    server.wait_for(lambda: "never run" in on_disk(server, path), "the saved file")


def test_only_the_variables(lab: Lab) -> None:
    gone_wrong(lab)
    before = document(lab)
    restore(lab)
    tick(lab, "Notebook", on=False)
    into(lab, "this notebook")
    accept(lab)
    assert document(lab) == before, "unsaved edits stay"
    assert state(lab) == THEN
    undo(lab, "button")
    assert document(lab) == before
    assert state(lab) == NOW


def test_one_variable(lab: Lab, server: LabServer) -> None:
    path = gone_wrong(lab)
    before = document(lab)
    third = server.wait_for(lambda: server.history(path)[1]["checkpoint"], "a checkpoint")
    start_command(lab, "jupyter-mm:restore", {"ref": third, "names": ["table"]})
    expect(lab.dialog).to_contain_text("table")
    accept(lab)
    assert state(lab) == {**NOW, "table": THEN["table"]}
    assert document(lab) == before
    undo(lab, "button")
    assert state(lab) == NOW
    assert document(lab) == before


def test_a_new_branch_has_the_name_that_was_given(lab: Lab, server: LabServer) -> None:
    path = gone_wrong(lab)
    before = document(lab)
    restore(lab)
    expect(lab.dialog.get_by_role("radio", name="this notebook on a new branch")).to_be_checked()
    lab.dialog.get_by_role("textbox", name="Name of the branch").fill("try xgb")
    accept(lab)
    assert sources(lab) == list(CELLS)
    assert state(lab) == THEN
    undo(lab, "button")
    assert document(lab) == before
    assert state(lab) == NOW
    good = next(row for row in server.history(path) if row["cell"] == "c2")
    start_command(lab, "jupyter-mm:restore", {"ref": good["execution"]})
    lab.dialog.get_by_role("textbox", name="Name of the branch").fill("try xgb")
    accept(lab)
    lab.run_cell(2)
    newest = server.wait_for(
        lambda: next((row for row in server.history(path) if row["message"] == "try xgb"), None),
        "the first checkpoint of the branch",
    )
    assert newest["cell"] == "c2"


def test_a_copy_leaves_everything_where_it_is(lab: Lab, server: LabServer) -> None:
    path = gone_wrong(lab)
    before = document(lab)
    restore(lab)
    into(lab, "a copy")
    accept(lab)
    copies = [one.name for one in server.root.glob(f"{path.removesuffix('.ipynb')} as of *")]
    assert len(copies) == 1
    assert on_disk(server, copies[0]) == list(CELLS)
    shown = lab.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells"
    )
    assert [cell["source"] for cell in shown] == list(CELLS)
    value = """async name => {
      const {kernel} = window.jupyterapp.shell.currentWidget.sessionContext.session;
      const future = kernel.requestExecute({code: '', silent: true, store_history: false,
        user_expressions: {v: `repr(globals().get('${name}', 'absent'))`}});
      const reply = await future.done;
      return reply.content.user_expressions.v.data['text/plain'];
    }"""
    assert lab.page.evaluate(value, "table") == "'[8, 8, 8]'"
    undo(lab, "button")
    assert lab.page.evaluate(value, "table") == "\"'absent'\"", "the way back is the copy's own"
    lab.command("docmanager:open", {"path": path})
    assert document(lab) == before
    assert state(lab) == NOW


def test_a_running_cell_is_interrupted_and_said_so_before(lab: Lab) -> None:
    gone_wrong(lab)
    edit(lab, "model.insertCell(3, {cell_type: 'code', source: 'import time\\ntime.sleep(600)'});")
    lab.run_cell(3, wait=False)
    lab.page.wait_for_function(
        """() => [...window.jupyterapp.shell.widgets('main')].some(
          each => each.sessionContext?.session?.kernel?.status === 'busy')"""
    )
    before = document(lab)
    restore(lab)
    expect(lab.dialog).to_contain_text("1 running cell will be interrupted")
    into(lab, "this notebook")
    lab.shoot("restore-while-busy", light_only=True)
    accept(lab)
    assert sources(lab) == list(CELLS)
    assert state(lab) == THEN
    undo(lab, "button")
    assert [cell["source"] for cell in before["cells"]] == sources(lab)
    assert state(lab) == NOW


def test_a_notebook_that_is_renamed_meanwhile_comes_back(lab: Lab, server: LabServer) -> None:
    path = gone_wrong(lab)
    before = document(lab)
    restore(lab)
    expect(lab.dialog).to_be_visible()
    lab.rename(f"renamed-{path}")
    into(lab, "this notebook")
    accept(lab)
    assert sources(lab) == list(CELLS)
    server.wait_for(lambda: on_disk(server, f"renamed-{path}") == list(CELLS), "the saved file")
    assert not (server.root / path).exists()
    undo(lab, "button")
    assert document(lab) == before
    assert state(lab) == NOW
