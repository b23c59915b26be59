"""All that a person does here, done with the keyboard alone; each stop can be seen."""

import re

from keys import press, seen, tab_to
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import Locator, expect

CELLS = ("depth = 8\n%mm_log acc=0.9", "df = [1] * 800", "df = df[:12]\nprint(len(df))")


def listbox(lab: Lab) -> Locator:
    return lab.panel.get_by_role("listbox")


def screen(lab: Lab) -> Locator:
    return lab.page.locator(".jp-mm-Compare").last


def told(lab: Lab, text: str) -> None:
    expect(lab.page.locator(".Toastify__toast").filter(has_text=text)).to_be_visible()


def test_everything_is_done_by_keyboard(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(*CELLS)
    press(lab, *["Shift+Enter"] * len(CELLS))
    server.wait_for_checkpoints(path, len(CELLS))
    reach_the_list(lab)
    name_pin_and_note(lab, server, path)
    filter_the_list(lab)
    compare_two(lab)
    look_at_one(lab)
    restore_and_undo(lab)
    one_cell(lab)
    one_variable(lab)


def reach_the_list(lab: Lab) -> None:
    """Open the sidebar, and go through it to the list."""
    press(lab, "Alt+3")
    expect(lab.panel).to_be_visible()
    expect(lab.rows).to_have_count(len(CELLS))
    tab_to(lab, "Checkpoints")
    press(lab, "Tab")
    while not listbox(lab).evaluate("node => node === document.activeElement"):
        press(lab, "Tab")
    seen(lab)
    press(lab, "End")
    expect(lab.rows.last).to_have_attribute("aria-selected", "true")
    press(lab, "Home")
    expect(lab.rows.first).to_have_attribute("aria-selected", "true")
    press(lab, "ArrowDown")
    expect(lab.rows.nth(1)).to_have_attribute("aria-selected", "true")
    assert listbox(lab).get_attribute("aria-activedescendant") == lab.rows.nth(1).get_attribute(
        "id"
    )
    lab.shoot("keyboard-list")
    press(lab, "Home")


def name_pin_and_note(lab: Lab, server: LabServer, path: str) -> None:
    press(lab, "p")
    server.wait_for(lambda: server.history(path)[0]["pinned"], "the pin")
    press(lab, "n")
    expect(lab.dialog.get_by_role("textbox", name="Note")).to_be_focused()
    lab.page.keyboard.type("twelve rows?")
    tab_to(lab, "Save")
    press(lab, "Enter")
    server.wait_for(lambda: server.history(path)[0]["note"], "the note")
    expect(listbox(lab)).to_be_focused()
    press(lab, "F2")
    expect(lab.dialog.get_by_role("textbox")).to_be_focused()
    lab.page.keyboard.type("too few")
    press(lab, "Enter")
    expect(lab.row("too few")).to_have_count(1)
    expect(listbox(lab)).to_be_focused()
    press(lab, "Shift+F10")
    expect(lab.page.get_by_role("menuitem", name="Compare with Previous")).to_be_visible()
    lab.shoot_as_is("keyboard-menu")
    press(lab, "ArrowDown")
    seen(lab)
    press(lab, "Escape")
    expect(listbox(lab)).to_be_focused()


def filter_the_list(lab: Lab) -> None:
    press(lab, "/")
    lab.page.keyboard.insert_text("var:df")  # at once: half of it is asked for, and refused
    expect(lab.rows).to_have_count(2)
    seen(lab)
    lab.shoot("keyboard-filter")
    press(lab, "Control+a", "Backspace")
    expect(lab.rows).to_have_count(3)
    press(lab, "Escape")
    expect(listbox(lab)).to_be_focused()
    seen(lab)


def compare_two(lab: Lab) -> None:
    """Pick two rows, go to the button, and through the comparison."""
    press(lab, "Home", " ", "End", " ")
    expect(lab.rows.filter(has_text="to compare")).to_have_count(2)
    tab_to(lab, "Compare (2 picked)", "Shift+Tab")
    lab.shoot("keyboard-picked")
    press(lab, "Enter")
    expect(screen(lab)).to_contain_text("1 variable")
    body = screen(lab).locator(".jp-mm-Compare-body")
    expect(body).to_be_focused()
    expect(screen(lab).locator(".jp-mm-Cell").first).to_be_visible()
    press(lab, "n")
    expect(screen(lab).locator(".jp-mm-Cell[aria-current=true]")).to_have_count(1)
    seen(lab)
    lab.shoot("keyboard-compare")
    press(lab, "n", "p")
    tab_to(lab, "Notebook", "Shift+Tab", role="tab")
    press(lab, "ArrowRight")
    seen(lab, "Variables")
    expect(screen(lab).locator(".jp-mm-Value")).not_to_have_count(0)
    press(lab, "ArrowLeft")
    tab_to(lab, "Inline", "Shift+Tab")
    press(lab, "Enter")
    expect(screen(lab).get_by_role("button", name="Inline")).to_have_attribute(
        "aria-pressed", "true"
    )
    tab_to(lab, "Side by side", "Shift+Tab")
    press(lab, " ")
    lab.shoot("keyboard-switches")


def back_to_list(lab: Lab) -> None:
    press(lab, "Alt+3", "Alt+3")
    expect(lab.panel).to_be_visible()
    tab_to(lab, "Checkpoints")
    for _ in range(12):
        if listbox(lab).evaluate("node => node === document.activeElement"):
            break
        press(lab, "Tab")
    expect(listbox(lab)).to_be_focused()


def look_at_one(lab: Lab) -> None:
    """Open a checkpoint, and go through what can be done with it."""
    back_to_list(lab)
    press(lab, "End", "Enter")
    expect(lab.viewer).to_contain_text("depth = 8")
    for name in ("Restore…", "Compare with now", "Open as copy", "Copy link", "Note…"):
        tab_to(lab, name)
    lab.shoot("keyboard-viewer")
    press(lab, "Enter")
    expect(lab.dialog.get_by_role("textbox", name="Note")).to_be_focused()
    press(lab, "Escape")
    seen(lab, "Note…")


def restore_and_undo(lab: Lab) -> None:
    """Restore what the viewer shows; take it back in the notification."""
    tab_to(lab, "Restore…", "Shift+Tab")
    press(lab, "Enter")
    expect(lab.dialog).to_contain_text("Into")
    notebook = lab.dialog.get_by_role("checkbox", name="Notebook")
    for _ in range(12):
        if notebook.evaluate("node => node === document.activeElement"):
            break
        press(lab, "Tab")
    expect(notebook).to_be_focused()
    seen(lab)
    press(lab, " ")
    expect(notebook).not_to_be_checked()
    here = lab.dialog.get_by_role("radio", name="this notebook", exact=True)
    for _ in range(12):
        if lab.page.evaluate("() => document.activeElement.type === 'radio'"):
            break
        press(lab, "Tab")
    while not here.is_checked():
        press(lab, "ArrowUp")
    seen(lab)
    lab.shoot("keyboard-restore")
    tab_to(lab, "Restore")
    press(lab, "Enter")
    told(lab, "1 variable removed")
    lab.wait_for_value("'df' in globals()", "False")
    tab_to(lab, "Undo", "Shift+Tab")
    lab.shoot("keyboard-undo", light_only=True)
    press(lab, "Enter")
    told(lab, "Restore undone")
    lab.wait_for_value("len(df)", "12")


def to_notebook(lab: Lab) -> None:
    """Go to the notebook's tab, into its first cell."""
    title = lab.page.locator(".jp-mod-current .lm-TabBar-tabLabel")
    for _ in range(4):
        if re.fullmatch(r"n\w+\.ipynb", title.first.inner_text()):
            break
        press(lab, "Control+Shift+BracketLeft")
    press(lab, "Escape", "ArrowUp")


def one_cell(lab: Lab) -> None:
    """Name a checkpoint, and put an earlier version of a cell back."""
    to_notebook(lab)
    press(lab, "g", "c")
    expect(lab.dialog.get_by_role("textbox")).to_be_focused()
    lab.page.keyboard.type("by hand")
    press(lab, "Enter")
    expect(lab.row("by hand")).to_have_count(1)
    press(lab, "Enter", "Control+End", "Enter")
    lab.page.keyboard.type("1 + 1")
    press(lab, "Control+Enter")
    expect(lab.rows).to_have_count(len(CELLS) + 1)
    press(lab, "g", "h")
    versions = lab.page.get_by_role("dialog", name="History of this cell")
    expect(versions).to_contain_text("2 of 2")
    seen(lab)
    press(lab, "ArrowLeft")
    expect(versions).to_contain_text("1 of 2")
    tab_to(lab, "Put this version back")
    lab.shoot_as_is("keyboard-cell")
    press(lab, "Enter")
    told(lab, "put back")


def one_variable(lab: Lab) -> None:
    """Open the life of a variable, and bring one value back."""
    back_to_list(lab)
    tab_to(lab, "Variables")
    press(lab, "Enter")
    expect(lab.panel.locator(".jp-mm-Variable").first).to_be_visible()
    tab_to(lab, "df")
    press(lab, "Enter")
    df = lab.panel.locator('.jp-mm-Variable[data-variable="df"]')
    expect(df.locator(".jp-mm-Moment").last).to_contain_text("800")
    for _ in range(df.locator(".jp-mm-Moment").count()):
        tab_to(lab, "Restore only df to this value")
    lab.shoot("keyboard-variable")
    press(lab, "Enter")
    expect(lab.dialog).to_contain_text(re.compile("1 variable comes back"))
    seen(lab, "Restore")
    press(lab, "Enter")
    lab.wait_for_value("len(df)", "800")
    seen(lab)
