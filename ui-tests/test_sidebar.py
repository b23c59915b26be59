from collections.abc import Callable

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect


def test_a_renamed_notebook_keeps_its_history(lab: Lab, server: LabServer) -> None:
    path = lab.notebook("a = 1", "a = 2", path="names/before.ipynb")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(2)
    lab.rename("names/after.ipynb")
    expect(lab.panel).to_contain_text("after.ipynb")
    expect(lab.rows).to_have_count(2)
    lab.run_cell(1)
    expect(lab.rows).to_have_count(3)
    assert len(server.history("names/after.ipynb")) == 3
    assert server.history(path) == []


def test_a_failed_cell_is_told_by_text_and_shape(lab: Lab) -> None:
    lab.notebook("a = 1", "int('twelve')", "b = 2")
    lab.sidebar()
    lab.run_all()
    failed = lab.row("ValueError")
    expect(failed).to_have_count(1)
    expect(failed.locator("svg").first).to_be_visible()
    expect(failed).to_have_attribute("data-status", "error")
    lab.run_cell(2)
    expect(lab.rows).to_have_count(3)
    lab.shoot("failed-cell")


def test_the_list_can_be_used_with_the_keyboard_alone(lab: Lab, server: LabServer) -> None:
    path = lab.notebook("alpha = 1", "beta = 2", "alpha = beta")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(3)
    listbox = lab.panel.get_by_role("listbox")
    lab.filter.focus()
    lab.page.keyboard.insert_text("var:alpha")  # at once: half of it is asked for, and refused
    expect(lab.rows).to_have_count(2)
    for _ in range(12):
        if listbox.evaluate("node => node.contains(document.activeElement)"):
            break
        lab.page.keyboard.press("Tab")
    expect(listbox).to_be_focused()
    lab.page.keyboard.press("Home")
    lab.page.keyboard.press("ArrowDown")
    expect(lab.rows.nth(1)).to_have_attribute("aria-selected", "true")
    active = listbox.get_attribute("aria-activedescendant")
    assert active == lab.rows.nth(1).get_attribute("id")
    lab.page.keyboard.press("p")
    server.wait_for(lambda: server.history(path)[2]["pinned"], "the pin")
    lab.shoot("keyboard")
    lab.page.keyboard.press("Enter")
    expect(lab.viewer).to_be_visible()


def test_two_pages_on_one_notebook_make_one_row_of_one_run(
    new_page: Callable[[LabServer], Lab], server: LabServer
) -> None:
    first = new_page(server)
    path = first.notebook("a = 1")
    second = new_page(server)
    second.open(path).ready_kernel()
    first.sidebar()
    second.sidebar()
    first.run_cell(0)
    expect(first.rows).to_have_count(1)
    expect(second.rows).to_have_count(1)
    second.run_cell(0)
    expect(first.rows).to_have_count(2)
    expect(second.rows).to_have_count(2)
    assert len(server.history(path)) == 2


def test_a_name_and_tags_given_in_a_cell_show_in_its_row(lab: Lab) -> None:
    lab.notebook("x = 5", "%mm_checkpoint -m 'first good model' -t keep --pin")
    lab.sidebar()
    lab.run_all()
    named = lab.row("first good model")
    expect(named).to_have_count(1)
    expect(named).to_contain_text("keep")
    lab.shoot("named")


def test_notebook_7_has_the_same_sidebar(lab: Lab, server: LabServer) -> None:
    path = server.put_notebook("seven.ipynb", ["a = 1", "a = 2"])
    lab.open_in_notebook7(path).ready_kernel()
    lab.page.get_by_role("menuitem", name="View", exact=True).click()
    lab.page.get_by_role("menuitem", name="Show Checkpoints", exact=True).click()
    expect(lab.panel).to_be_visible()
    lab.run_all()
    expect(lab.rows).to_have_count(2)
    lab.rows.first.dblclick()
    lab.shoot("notebook7")
