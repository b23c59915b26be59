"""The sidebar is locked on one notebook while somebody works in another."""

from collections.abc import Callable

from lab_page import Lab
from lab_server import API, LabServer
from playwright.sync_api import expect
from went_wrong import accept, document, gone_wrong, into, restore

FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"


def open_beside(lab: Lab, path: str, source: str) -> None:
    """Open another notebook in the same page, run its cell and go into command mode."""
    lab.server.put_notebook(path, [source])
    lab.command("docmanager:open", {"path": path})
    lab.page.wait_for_function(
        """path => [...window.jupyterapp.shell.widgets('main')].some(each =>
          each.context?.path === path
          && each.sessionContext?.session?.kernel?.status === 'idle')""",
        arg=path,
        timeout=60_000,
    )
    lab.run_all()
    lab.server.wait_for_checkpoints(path, 1)
    lab.page.locator(f"{FRONT} .jp-InputPrompt").first.click()


def press(lab: Lab, keys: str) -> None:
    for key in keys:
        lab.page.keyboard.press(key)


def test_keys_and_what_is_left_out_are_for_the_notebook_that_is_worked_in(
    own_server: LabServer, new_page: Callable[[LabServer], Lab]
) -> None:
    own_server.set_setting("jupyter-mm/plugin", {"excludeNames": ["password*"]})
    lab = new_page(own_server)
    locked = gone_wrong(lab)
    restore(lab)
    into(lab, "this notebook")
    accept(lab)
    before = document(lab)
    lab.panel.get_by_role("button", name="Stay on this notebook").click()
    open_beside(lab, "b.ipynb", "password_of_mine = 'x'; kept = 2")
    expect(lab.panel).to_contain_text(locked)

    shown = own_server.call("GET", f"{API}/checkpoints/now?notebook=b.ipynb")
    assert [one["name"] for one in shown["variables"]] == ["kept"]

    press(lab, "gz")
    press(lab, "gc")
    lab.dialog.get_by_role("textbox").fill("good")
    lab.dialog.get_by_role("button", name="Save").click()
    own_server.wait_for(
        lambda: own_server.history("b.ipynb")[0]["message"] == "good", "the name of b.ipynb"
    )
    assert "good" not in [row["message"] for row in own_server.history(locked)]
    assert document(lab) == before
