"""Handing over: what was reproduced is sent as a link, and goes on with its variables elsewhere."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from dana import told
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect
from reproducing import BUILD_MS, CELLS, TABLE, UNDER_WAY, badge, ran
from small_kernel import NAME

PATH = "a folder/ä & b.ipynb"
CHECKED = "checked by Mira"


def test_what_is_reproduced_goes_on_elsewhere(
    new_page: Callable[[LabServer], Lab], small_server: LabServer
) -> None:
    folder = small_server.root / Path(PATH).parent
    folder.mkdir()
    (folder / "customers.csv").write_text(TABLE)
    dana = new_page(small_server)
    ran(dana, PATH, CELLS)
    reproduce(dana)
    link = send(dana)
    assert link.startswith(f"{small_server.url}/lab/tree/{quote(PATH)}?mm=")
    dana.close()
    small_server.put_notebook(PATH, ["rows = 'of today'"], kernel=NAME)
    small_server.end_kernels()

    mira = new_page(small_server)
    mira.follow(link)
    expect(mira.viewer).to_contain_text("csv.DictReader")
    expect(mira.viewer).not_to_contain_text("of today")
    expect(mira.viewer.locator(".jp-OutputArea-output").last).to_contain_text("mean age")
    expect(mira.viewer.locator(".jp-mm-Note")).to_contain_text("Reproduced: the same")
    mira.page.wait_for_function("() => !window.location.search.includes('mm=')")
    mira.ready_kernel()
    expect(mira.viewer).to_be_visible()
    expect(mira.viewer.locator(".jp-mm-Bar-text")).to_contain_text("print('mean age'")
    mira.shoot("day-5-viewer")
    go_on(mira)


def reproduce(lab: Lab) -> None:
    """Build the environment and run the cells again; the page may be another one at the end."""
    lab.choose(lab.rows.first, "Reproduce…")
    expect(lab.dialog).to_contain_text("in a clean process")
    lab.shoot("day-5-form")
    lab.dialog.get_by_role("button", name="Reproduce").click()
    running = told(lab, "Reproduce “")
    expect(running.get_by_role("button", name="Cancel")).to_be_visible()
    lab.shoot("day-5-progress")
    expect(running).to_contain_text(UNDER_WAY, timeout=BUILD_MS)
    lab.open(PATH).ready_kernel()
    same = lab.page.locator(".Toastify__toast", has_text="Reproduced: the same")
    expect(same).to_be_visible(timeout=BUILD_MS)
    lab.sidebar()
    expect(badge(lab, "Reproduced: the same")).to_be_visible()
    lab.shoot("day-5-reproduced")


def send(lab: Lab) -> str:
    """Copy the link of the newest checkpoint."""
    lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.rows.first.dblclick()
    lab.viewer.get_by_role("button", name="Copy link").click()
    told(lab, "Link copied")
    return str(lab.page.evaluate("() => navigator.clipboard.readText()"))


def go_on(lab: Lab) -> None:
    """Open a copy with the variables, and say that it was looked at."""
    lab.viewer.get_by_role("button", name="Note…").click()
    lab.dialog.get_by_role("textbox", name="Note").fill(CHECKED)
    lab.dialog.get_by_role("button", name="Save").click()
    expect(lab.viewer.locator(".jp-mm-Viewer-note")).to_have_text(CHECKED)
    lab.viewer.get_by_role("button", name="Restore…").click()
    lab.dialog.get_by_role("radio", name="a copy", exact=True).check()
    lab.shoot("day-5-into-a-copy")
    lab.dialog.get_by_role("button", name="Restore", exact=True).click()
    name = lab.page.locator(".jp-mod-current .lm-TabBar-tabLabel", has_text="as of")
    expect(name).to_be_visible()
    told(lab, "restored")
    lab.shoot("day-5-copy")
    copy = lab.page.locator(".jp-Notebook:visible")
    expect(copy).to_contain_text("csv.DictReader")
    copy.locator(".jp-Cell").last.locator(".jp-InputPrompt").click()
    for key in ("b", "Enter"):
        lab.page.keyboard.press(key)
    lab.page.keyboard.type("len(ages), rows[0]")
    lab.page.keyboard.press("Control+Enter")
    expect(copy.locator(".jp-OutputArea-output").last).to_contain_text(re.compile(r"\(60, \{'id'"))
