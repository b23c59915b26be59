"""One cell over time: its earlier versions, one of them back, and deleted cells back."""

from lab_page import PANEL, Lab
from lab_server import LabServer
from playwright.sync_api import Locator, expect
from went_wrong import document, edit, sources, toast, undo


def popover(lab: Lab) -> Locator:
    return lab.page.get_by_role("dialog", name="History of this cell")


def wait_for_history(lab: Lab, server: LabServer, path: str, count: int) -> None:
    expect(lab.rows).to_have_count(count)
    server.wait_for(
        lambda: all(row["checkpoint"] for row in server.history(path)), "all checkpoints"
    )


def command_mode(lab: Lab, cell: int) -> None:
    lab.page.evaluate(
        f"""index => {{ {PANEL}
          panel.content.activeCellIndex = index;
          panel.content.mode = 'command';
          panel.content.activate();
        }}""",
        cell,
    )


def three_versions(lab: Lab, server: LabServer) -> None:
    """Run a cell with three texts; then edit both cells without running or saving them."""
    path = lab.notebook("depth = 8\nprint(depth)", "other = 1")
    lab.sidebar()
    lab.run_all()
    for depth in (10, 12):
        lab.set_source(0, f"# deeper\ndepth = {depth}\nprint(depth)")
        lab.run_cell(0)
    wait_for_history(lab, server, path, 4)
    lab.set_source(0, "depth = 'typed, not run'")
    lab.set_source(1, "other = 'unsaved too'")


def test_the_versions_of_a_cell_are_looked_at_by_keyboard(lab: Lab, server: LabServer) -> None:
    three_versions(lab, server)
    before = document(lab)
    command_mode(lab, 0)
    lab.page.keyboard.press("g")
    lab.page.keyboard.press("h")
    expect(popover(lab)).to_contain_text("3 of 3")
    expect(popover(lab)).to_contain_text("ran 3 times")
    expect(popover(lab)).to_contain_text("depth = 12")
    lab.page.keyboard.press("ArrowLeft")
    lab.page.keyboard.press("ArrowLeft")
    expect(popover(lab)).to_contain_text("1 of 3")
    expect(popover(lab)).to_contain_text("depth = 8")
    expect(popover(lab).locator(".jp-mm-CellPopover-outputs")).to_have_text("8")
    lab.shoot_as_is("cell-history")
    assert document(lab) == before, "looking changes nothing"
    lab.page.keyboard.press("Escape")
    expect(popover(lab)).to_have_count(0)


def test_one_version_of_a_cell_comes_back_and_nothing_else(lab: Lab, server: LabServer) -> None:
    three_versions(lab, server)
    before = document(lab)
    lab.command("jupyter-mm:cell-history", {"cell": "c0"})
    popover(lab).get_by_role("button", name="Older version").click()
    expect(popover(lab)).to_contain_text("2 of 3")
    popover(lab).get_by_role("button", name="Put this version back").click()
    expect(toast(lab)).to_contain_text("put back")
    assert sources(lab) == ["# deeper\ndepth = 10\nprint(depth)", "other = 'unsaved too'"]
    assert lab.outputs(0) == [{"output_type": "stream", "name": "stdout", "text": "10\n"}]
    expect(lab.page.locator(".jp-Cell").first.locator(".jp-OutputArea")).to_contain_text("10")
    edit(lab, "model.cells[1].setSource('typed after');")
    undo(lab, "button")
    expected = [*before["cells"][:1], {**before["cells"][1], "source": "typed after"}]
    assert document(lab)["cells"] == expected, "only that cell is taken back"
    assert lab.value("depth") == "12", "no variable changed"


def test_a_deleted_cell_comes_back_to_its_place(lab: Lab, server: LabServer) -> None:
    path = lab.notebook("a = 1", "b = 2\nb", "c = 3", "d = 4")
    lab.sidebar()
    lab.run_all()
    wait_for_history(lab, server, path, 4)
    before = document(lab)
    edit(lab, "model.deleteCellRange(1, 3); model.deleteCellRange(0, 1);")
    lab.set_source(0, "d = 'unsaved'")
    gone = lab.page.locator(".jp-mm-Tombstone")
    expect(gone).to_have_count(1)
    expect(gone).to_contain_text("3 deleted cells")
    lab.shoot("deleted-cells")
    gone.get_by_text("3 deleted cells").click()
    gone.get_by_role("button", name="Put back the deleted cell b").click()
    expect(toast(lab)).to_contain_text("put back")
    assert document(lab)["cells"][0] == before["cells"][1], "with its output"
    expect(gone).to_have_count(2)
    lab.page.get_by_role("button", name="Put back the deleted cell a = 1").click()
    expect(gone).to_have_count(1)
    lab.page.get_by_role("button", name="Put back the deleted cell c = 3").click()
    expect(gone).to_have_count(0)
    assert document(lab)["cells"][:3] == before["cells"][:3]
    assert sources(lab)[3] == "d = 'unsaved'"
    undo(lab, "command")
    assert sources(lab) == ["a = 1", "b = 2\nb", "d = 'unsaved'"]


def test_a_deleted_cell_is_still_offered_after_a_reload(lab: Lab, server: LabServer) -> None:
    path = lab.notebook("a = 1", "b = 2")
    lab.sidebar()
    lab.run_all()
    wait_for_history(lab, server, path, 2)
    edit(lab, "model.deleteCellRange(1, 2);")
    expect(lab.page.locator(".jp-mm-Tombstone")).to_contain_text("b = 2")
    lab.command("docmanager:save")
    lab.page.reload()
    lab.ready_kernel()
    lab.page.get_by_role("button", name="Put back the deleted cell b").click()
    expect(toast(lab)).to_contain_text("put back")
    assert sources(lab) == ["a = 1", "b = 2"]
