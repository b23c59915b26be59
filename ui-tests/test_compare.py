"""Two states beside each other: summary, cells, outputs, variables, and the way through them."""

import re
from collections.abc import Callable

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import Locator, expect

PLOT = """import base64, io, struct, zlib
from IPython.display import Image, display

def plot(shade):
    raw = b"".join(b"\\0" + bytes([shade, (x := 40), 200 - shade]) * 120 for _ in range(80))
    def part(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))
    head = struct.pack(">IIBBBBB", 120, 80, 8, 2, 0, 0, 0)
    return (b"\\x89PNG\\r\\n\\x1a\\n" + part(b"IHDR", head)
            + part(b"IDAT", zlib.compress(raw)) + part(b"IEND", b""))
"""


def screen(lab: Lab) -> Locator:
    return lab.page.locator(".jp-mm-Compare").last


def summary(lab: Lab) -> Locator:
    return screen(lab).locator(".jp-mm-Compare-summary")


def cells(lab: Lab) -> Locator:
    return screen(lab).locator(".jp-mm-Cell")


def tab(lab: Lab, name: str) -> Locator:
    return screen(lab).get_by_role("tab", name=re.compile(name))


def two_models(lab: Lab, server: LabServer) -> str:
    """Run a small notebook twice: another depth, another plot, a better score."""
    path = lab.notebook(
        PLOT,
        "depth = 8\nprint('depth', depth)",
        "table = {'rows': 800, 'columns': ['age']}",
        "display(Image(plot(depth * 10)))",
        "%mm_log acc=0.9+depth/1000",
    )
    lab.run_all()
    server.wait_for_checkpoints(path, 5)
    lab.set_source(1, "depth = 12\nprint('depth', depth)")
    lab.set_source(2, "table = {'rows': 800, 'columns': ['age', 'tenure']}")
    for cell in (1, 2, 3, 4):
        lab.run_cell(cell)
    server.wait_for_checkpoints(path, 9)
    return path


def test_two_checkpoints_beside_each_other(lab: Lab, server: LabServer) -> None:
    two_models(lab, server)
    lab.command("jupyter-mm:compare", {"a": "now~4", "b": "now"})
    expect(summary(lab)).to_contain_text("3 cells differ")
    expect(summary(lab)).to_contain_text("2 variables")
    expect(summary(lab)).to_contain_text("acc 0.908 → 0.912 (+0.004)")
    expect(cells(lab)).to_have_count(3)
    expect(cells(lab).nth(0)).to_contain_text("depth = 8")
    expect(cells(lab).nth(0)).to_contain_text("depth = 12")
    lab.wait_for_picture(cells(lab).nth(2).locator("img").last)
    lab.shoot("compare-notebook")
    screen(lab).get_by_role("button", name="1 cell the same").first.click()
    expect(cells(lab)).to_have_count(4)
    screen(lab).get_by_role("button", name="Inline").click()
    expect(cells(lab).nth(1).locator(".cm-deletedChunk")).to_contain_text(["depth = 8", "depth 8"])
    lab.shoot("compare-inline")
    lab.page.set_viewport_size({"width": 760, "height": 800})
    expect(screen(lab).get_by_role("group", name="Layout")).to_have_count(0)
    lab.shoot("compare-narrow", light_only=True)


def test_pictures_side_by_side_flipped_and_slid(lab: Lab, server: LabServer) -> None:
    two_models(lab, server)
    lab.command("jupyter-mm:compare", {"a": "now~4", "b": "now"})
    pictures = screen(lab).locator(".jp-mm-Pictures")
    expect(pictures.locator("img")).to_have_count(2)
    pictures.get_by_role("button", name="Flip").click()
    shown = pictures.locator("figcaption")
    expect(shown).to_have_text("After")
    lab.shoot("compare-flip", light_only=True)
    pictures.get_by_role("button", name="Show the other picture").press("Enter")
    expect(shown).to_have_text("Before")
    pictures.get_by_role("button", name="Slide").click()
    slider = pictures.get_by_role("slider")
    for _ in range(10):
        slider.press("ArrowRight")
    assert "60%" in (pictures.locator("img").last.get_attribute("style") or "")
    lab.shoot("compare-slide", light_only=True)


def test_the_other_tabs_and_why_a_value_changed(lab: Lab, server: LabServer) -> None:
    two_models(lab, server)
    lab.command("jupyter-mm:compare", {"a": "now~4", "b": "now"})
    tab(lab, "Variables").click()
    values = screen(lab).locator(".jp-mm-Value")
    expect(values.filter(has_text="depth")).to_contain_text("12")
    lab.shoot("compare-variables")
    tab(lab, "Variables").press("ArrowRight")
    expect(tab(lab, "Data")).to_be_focused()
    expect(screen(lab)).to_contain_text("No data led to either side.")
    tab(lab, "Environment").click()
    expect(screen(lab)).to_contain_text("Nothing differs.")
    tab(lab, "Metrics").click()
    screen(lab).get_by_role("button", name="Why did acc change?").click()
    why = screen(lab).get_by_role("region", name="Why it changed")
    expect(why.get_by_role("listitem").first).to_contain_text("depth")
    lab.shoot("compare-why")
    why.get_by_role("button", name="Close").click()
    expect(why).to_have_count(0)


def test_a_notebook_that_ran_again_without_change_shows_nothing(
    lab: Lab, server: LabServer
) -> None:
    path = lab.notebook("import time\nstarted = 1", "print(object())", "1 + 1")
    lab.run_all()
    server.wait_for_checkpoints(path, 3)
    lab.run_all()
    server.wait_for_checkpoints(path, 6)
    lab.command("jupyter-mm:compare", {"a": "now~3", "b": "now"})
    expect(summary(lab)).to_contain_text("cells the same")
    expect(screen(lab)).to_contain_text("The notebooks are the same.")
    expect(cells(lab)).to_have_count(0)
    lab.shoot("compare-same")
    screen(lab).get_by_role("checkbox", name=re.compile("Noise")).check()
    expect(cells(lab).first).to_be_visible()


def test_everything_by_keyboard(lab: Lab, server: LabServer) -> None:
    two_models(lab, server)
    lab.page.locator(".jp-Notebook .jp-Cell").last.click()
    lab.page.keyboard.press("Escape")
    lab.page.keyboard.press("g")
    lab.page.keyboard.press("d")
    expect(summary(lab)).to_be_visible()
    screen(lab).get_by_role("combobox", name="Before").select_option(index=6)
    expect(summary(lab)).to_contain_text("cells differ")
    screen(lab).locator(".jp-mm-Compare-body").focus()
    lab.page.keyboard.press("n")
    expect(cells(lab).first.get_by_role("button").first).to_be_focused()
    lab.page.keyboard.press("n")
    expect(cells(lab).nth(1)).to_have_attribute("aria-current", "true")
    lab.page.keyboard.press("g")
    lab.page.keyboard.press("k")
    expect(cells(lab).first).to_have_attribute("aria-current", "true")
    lab.page.keyboard.press("Enter")
    expect(cells(lab).first.locator(".jp-mm-Cell-body")).to_have_count(0)


def test_an_edit_makes_it_stale_and_a_missing_checkpoint_is_said(
    lab: Lab, server: LabServer
) -> None:
    two_models(lab, server)
    lab.command("jupyter-mm:compare", {"a": "now~1", "b": "now"})
    expect(summary(lab)).to_be_visible()
    lab.set_source(1, "depth = 13")
    expect(summary(lab)).to_contain_text("changed since.")
    lab.shoot("compare-stale", light_only=True)
    summary(lab).get_by_role("button", name="Compare again").click()
    expect(summary(lab)).not_to_contain_text("changed since.")
    expect(cells(lab).filter(has_text="depth = 13")).to_have_count(1)
    lab.tolerated.append("404")
    lab.command("jupyter-mm:compare", {"a": "ffffffff", "b": "now"})
    expect(screen(lab).get_by_role("alert")).to_contain_text("ffffffff")
    lab.shoot("compare-missing", light_only=True)


def test_it_comes_back_after_a_reload_and_waits_for_the_server(
    new_page: Callable[[LabServer], Lab], own_server: LabServer
) -> None:
    lab = new_page(own_server)
    two_models(lab, own_server)
    lab.command("jupyter-mm:compare", {"a": "now~4", "b": "now~1"})
    expect(summary(lab)).to_contain_text("cells differ")
    saved = own_server.home / "workspaces"
    own_server.wait_for(
        lambda: any("jupyter-mm-compare" in each.read_text() for each in saved.glob("*")),
        "the layout",
    )
    lab.page.reload()
    expect(summary(lab)).to_contain_text("cells differ", timeout=60_000)
    lab.tolerated += ["Failed to load resource", "WebSocket"]
    own_server.stop()
    screen(lab).get_by_role("button", name="Swap both sides").click()
    expect(screen(lab).get_by_role("alert")).to_contain_text("The server does not answer.")
    lab.dismiss_dialogs()
    lab.shoot("compare-offline", light_only=True)
    own_server.start()
    expect(summary(lab)).to_contain_text("cells differ", timeout=60_000)


def test_data_and_the_file_on_disk(lab: Lab, server: LabServer) -> None:
    table = server.root / "ages.csv"
    table.write_text("age\n" + "".join(f"{i}\n" for i in range(40)))
    path = lab.notebook("import csv\nrows = list(csv.reader(open('ages.csv')))", "len(rows)")
    lab.run_all()
    server.wait_for_checkpoints(path, 2)
    table.write_text("age\n" + "".join(f"{i}\n" for i in range(52)))
    lab.run_all()
    server.wait_for_checkpoints(path, 4)
    lab.command("jupyter-mm:compare", {"a": "now~2", "b": "now"})
    expect(summary(lab)).to_contain_text("1 file")
    tab(lab, "Data").click()
    line = screen(lab).locator(".jp-mm-Value")
    expect(line).to_contain_text("ages.csv")
    expect(line).to_contain_text("changed")
    lab.shoot("compare-data")
    lab.command("docmanager:save")
    lab.set_source(1, "len(rows) + 1")
    sides = screen(lab).get_by_role("combobox")
    sides.first.select_option("file")
    tab(lab, "Notebook").click()
    expect(summary(lab)).to_contain_text("1 cell differs")
    expect(cells(lab)).to_contain_text("len(rows) + 1")
    lab.command("jupyter-mm:compare-with-checkpoint", {"path": path})
    expect(summary(lab)).to_contain_text("1 cell differs")


def test_thousands_of_cells_are_drawn_as_somebody_comes_near(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(*(f"n = {i}" for i in range(2000)))
    lab.run_cell(0)
    server.wait_for_checkpoints(path, 1)
    lab.page.evaluate(
        """() => {
          const panel = window.jupyterapp.shell.currentWidget;
          panel.content.model.sharedModel.transact(() => {
            for (const cell of panel.content.model.sharedModel.cells) {
              cell.setSource(cell.getSource() + '0');
            }
          });
        }"""
    )
    lab.command("jupyter-mm:compare", {"a": "now~0", "b": "now"})
    expect(summary(lab)).to_contain_text("2000 cells differ")
    expect(cells(lab).first).to_contain_text("n = 00")
    assert screen(lab).locator(".cm-editor").count() < 200
    screen(lab).get_by_role("button", name="Previous change (P)").click()
    last = cells(lab).last
    expect(last).to_have_attribute("aria-current", "true")
    expect(last).to_contain_text("n = 19990")
    assert screen(lab).locator(".cm-editor").count() < 200
