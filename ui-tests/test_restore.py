import re

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

FIRST = """# depth eight
import numpy as np
depth = 8
scores = {"a": [1, 2]}
alias = scores["a"]
stream = (i for i in range(3))"""
MIDDLE = """# depth twelve
depth = 12
scores["a"].append(3)
table = np.arange(6).reshape(2, 3)"""
LAST = """# gone wrong
depth = "lost"
scores = alias = None
later = {1, 2}
del table, stream"""
THEN = {
    "depth": "12",
    "scores": "{'a': [1, 2, 3]}",
    "alias": "[1, 2, 3]",
    "table": "array([[0, 1, 2],\n       [3, 4, 5]])",
    "later": "'absent'",
    "stream": "'absent'",
}
NOW = {
    "depth": "'lost'",
    "scores": "None",
    "alias": "None",
    "table": "'absent'",
    "later": "{1, 2}",
    "stream": "'absent'",
}


def state(lab: Lab) -> dict[str, str]:
    return {name: lab.value(f"globals().get({name!r}, 'absent')") for name in THEN}


def three_states(lab: Lab) -> str:
    path = lab.notebook(FIRST, MIDDLE, LAST)
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(3)
    assert state(lab) == NOW
    return path


def test_a_row_brings_its_variables_back_and_undo_takes_them_away(lab: Lab) -> None:
    three_states(lab)
    lab.choose(lab.rows.nth(1), re.compile("^Restore…"))
    dialog = lab.dialog
    expect(dialog).to_contain_text("depth")
    expect(dialog).to_contain_text("table")
    expect(dialog).to_contain_text("later")  # would be removed
    expect(dialog).to_contain_text(re.compile("stream.*generator", re.DOTALL | re.IGNORECASE))
    assert state(lab) == NOW, "showing the plan changed something"
    lab.shoot("restore-dialog")
    dialog.get_by_role("button", name="Restore").click()
    undo = lab.page.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_be_visible()
    assert state(lab) == THEN
    assert lab.value("scores['a'] is alias") == "True"
    lab.shoot("restored")
    undo.click()
    lab.wait_for_value("depth", NOW["depth"])
    assert state(lab) == NOW


def test_cancel_restores_nothing(lab: Lab) -> None:
    three_states(lab)
    lab.choose(lab.rows.nth(1), re.compile("^Restore…"))
    lab.dialog.get_by_role("button", name="Cancel").click()
    expect(lab.page.locator(".jp-Dialog")).to_have_count(0)
    assert state(lab) == NOW


def test_the_magics_do_what_the_button_does(lab: Lab, server: LabServer) -> None:
    path = three_states(lab)
    middle = server.wait_for(lambda: server.history(path)[1]["checkpoint"], "a checkpoint")
    lab.run_code(f"%mm_checkout {middle[:10]}")
    assert state(lab) == THEN
    assert lab.value("scores['a'] is alias") == "True"
    lab.run_code("%mm_undo")
    assert state(lab) == NOW


def test_a_reference_that_does_not_exist_says_so_in_one_line(lab: Lab) -> None:
    three_states(lab)
    lab.run_code("%mm_checkout 0000000000")
    assert state(lab) == NOW
    text = "".join(str(output.get("text", "")) for output in lab.outputs(3))
    assert "0000000000" in text
    assert "Traceback" not in text
