import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import Locator, expect
from scripted_kernel import add_scripted_kernel

SIDEBAR = '[id="jupyter-mm:sidebar"]'
RECOVERABLE = {
    "ref": "ab" * 32,
    "variables": 23,
    "lost": 2,
    "bytes": 214_000_000,
    "at": 1_795_000_000,
    "title": None,
}
REPORT = {
    "checkpoint": "ab" * 32,
    "restored": ["df", "model"],
    "removed": [],
    "kept": [],
    "missing": [{"name": "db_conn", "reason": "an open connection"}],
    "undo": "u1",
    "text": "",
}
PLAN = {
    "checkpoint": "ab" * 32,
    "title": "first good model",
    "load": [
        {"name": "df", "type": "DataFrame", "summary": "800 × 12", "size_bytes": 76_800},
        {"name": "clf", "type": "RandomForest", "summary": "200 trees", "size_bytes": 4_000_000},
    ],
    "unchanged": ["depth", "X_train"],
    "remove": ["tmp"],
    "cannot": [
        {"name": "rows", "type": "generator", "reason": "a generator cannot be kept"},
        {"name": "db_conn", "type": "Connection", "reason": "an open connection"},
    ],
    "bytes": 4_076_800,
    "recompute": [
        {
            "name": "rows",
            "type": "generator",
            "reason": "a generator cannot be kept",
            "cell": "c1",
            "source": "rows = (row for row in df.itertuples())\ndf.to_csv('out.csv')",
            "effects": [{"kind": "file written", "detail": "out.csv"}],
            "possible": True,
            "why": None,
        }
    ],
    "process": ["random", "torch.random", "cwd"],
}


@pytest.fixture
def scripted(lab: Lab, server: LabServer) -> Lab:
    """A notebook whose kernel says what it is told, with the sidebar open."""
    add_scripted_kernel(server)
    path = server.put_notebook("scripted.ipynb", ["a = 1"], kernel="scripted")
    lab.open(path).ready_kernel()
    lab.sidebar()
    lab.run_all()
    expect(lab.rows.first).to_be_visible()
    return lab


def say(lab: Lab, **state: Any) -> None:
    lab.value(f"say(**{state!r})")


def heard(lab: Lab, verb: str) -> Any:
    """Return what the kernel was asked with this verb, once it was."""
    found = f"[a for v, a in heard if v == {verb!r}]"
    lab.server.wait_for(lambda: lab.value(found) != "[]", f"the verb {verb}")
    return json.loads(lab.value(f"__import__('json').dumps({found}[-1])").strip("'"))


def keeping(lab: Lab) -> Locator:
    return lab.panel.locator(".jp-mm-Keeping")


def test_the_header_and_the_status_bar_say_what_is_saved_and_what_is_late(scripted: Lab) -> None:
    lab = scripted
    status = lab.page.locator(".jp-mm-Status")
    expect(keeping(lab)).to_have_text(re.compile("^kept "))
    say(lab, saving={"variables": 3, "bytes": 214_000_000, "since": 0})
    expect(keeping(lab)).to_have_text("saving 3 variables (214 MB)")
    expect(status).to_contain_text("saving 3 variables (214 MB)")
    lab.shoot("saving")
    say(lab, late={"waiting": 3, "behind_s": 121})
    expect(keeping(lab)).to_have_text("kept up to 2 min ago, 3 waiting")
    expect(status).to_contain_text("kept up to 2 min ago, 3 waiting")
    lab.shoot("late")
    say(lab, saving=None, late=None)
    expect(keeping(lab)).to_have_text(re.compile("^kept "))


def test_a_large_variable_is_asked_about_once_in_a_bar(scripted: Lab) -> None:
    lab = scripted
    ask = {"name": "df", "size_bytes": 312_000_000}
    say(lab, asks=[{"name": "small", "size_bytes": 200_000_000}])
    say(lab, asks=[ask])
    bar = lab.page.locator(".jp-mm-Bar:visible")
    expect(bar).to_contain_text("df takes 312 MB. Keep it")
    lab.shoot("ask")
    lab.value("plans.update(decide={**say.__globals__['state'], 'asks': []})")
    bar.get_by_role("button", name="Skip").click()
    assert heard(lab, "decide") == {"name": "df", "keep": False}
    expect(bar).to_have_count(0)


def test_pausing_is_a_command_and_is_told_with_a_way_back(scripted: Lab) -> None:
    lab = scripted
    lab.value("plans.update(pause={**say.__globals__['state'], 'paused': True})")
    lab.command("jupyter-mm:pause-capture")
    assert heard(lab, "pause") == {"paused": True}
    card = lab.panel.locator("[data-state=paused]")
    expect(card).to_be_visible()
    expect(keeping(lab)).to_have_text("paused")
    lab.shoot("paused")
    lab.value("plans.clear()")
    card.get_by_role("button", name="Resume").click()
    expect(card).to_have_count(0)
    assert heard(lab, "pause") == {"paused": False}


def test_an_empty_kernel_is_offered_what_the_one_before_had(scripted: Lab) -> None:
    lab = scripted
    say(lab, recoverable=RECOVERABLE)
    card = lab.panel.locator("[data-state=recover]")
    expect(card).to_contain_text("Recover 23 variables from")
    expect(card).to_contain_text("2 cannot come back.")
    toast = lab.page.locator(".Toastify__toast")
    expect(toast).to_contain_text("Recover 23 variables from")
    lab.shoot("recover")
    assert lab.value("[v for v, _ in heard if v == 'recover']") == "[]", "never by itself"

    lab.value(f"plans.update(plan={PLAN!r}, recover={REPORT!r})")
    card.get_by_role("button", name="Details…").focus()
    lab.page.keyboard.press("Enter")
    expect(lab.dialog).to_contain_text("an open connection")
    lab.dialog.get_by_role("button", name="Cancel").click()
    card.get_by_role("button", name="Recover").click()
    assert heard(lab, "recover") == {"ref": RECOVERABLE["ref"]}
    recovered = lab.page.locator(".Toastify__toast", has_text="2 variables recovered")
    expect(recovered).to_contain_text("Not restored: db_conn")
    say(lab, recoverable=None)
    expect(card).to_have_count(0)
    expect(toast.filter(has_text="Recover 23")).to_have_count(0)


def test_a_refused_offer_is_not_repeated_to_the_same_kernel(scripted: Lab) -> None:
    lab = scripted
    say(lab, recoverable=RECOVERABLE)
    lab.page.get_by_role("button", name="Not now").first.click()
    card = lab.panel.locator("[data-state=recover]")
    expect(card).to_have_count(0)
    say(lab, recoverable=RECOVERABLE, pending=0)
    expect(lab.page.locator(".Toastify__toast")).to_have_count(0)
    expect(card).to_have_count(0)


def test_the_plan_names_each_fate_and_runs_no_cell_that_was_not_ticked(scripted: Lab) -> None:
    lab = scripted
    lab.value(f"plans.update(plan={PLAN!r}, restore={REPORT!r})")
    # Not waited for: the command ends when the dialog is answered.
    lab.page.evaluate(
        "() => void window.jupyterapp.commands.execute("
        "'jupyter-mm:restore', {ref: 'ab', names: ['a', 'rows']})"
    )
    dialog = lab.dialog
    expect(dialog).to_contain_text("2 variables come back")
    expect(dialog).to_contain_text("1 was not kept; its cell can run again")
    expect(dialog).to_contain_text("again outside the kernel: file written: out.csv")
    expect(dialog).to_contain_text("1 cannot come back")
    expect(dialog).to_contain_text("2 are the same now and stay in place")
    expect(dialog).to_contain_text("The process is set back as well")
    dialog.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    lab.shoot("restore-plan")
    tick = dialog.get_by_role("checkbox", name=re.compile("rows"))
    expect(tick).not_to_be_checked()
    tick.focus()
    lab.page.keyboard.press("Space")
    dialog.get_by_role("button", name="Restore").click()
    wanted = {"ref": "ab", "names": ["a", "rows"], "recompute": ["rows"]}
    assert heard(lab, "restore") == wanted


def test_settings_leave_names_out_in_every_kernel(
    own_server: LabServer, new_page: Callable[[LabServer], Lab]
) -> None:
    add_scripted_kernel(own_server)
    own_server.set_setting("jupyter-mm/plugin", {"excludeNames": ["tmp*", "password"]})
    lab = new_page(own_server)
    lab.open(own_server.put_notebook("s.ipynb", ["a = 1"], kernel="scripted")).ready_kernel()
    assert heard(lab, "exclude") == {"names": ["tmp*", "password"], "on": True}
