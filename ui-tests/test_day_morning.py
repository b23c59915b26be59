"""Nine o'clock, and trying: what was there yesterday comes back, what is tried is kept unasked."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dana import MODEL, SETUP, in_cell, toasts
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

IDLE_S = 8
OPENED = """import sqlite3
db_conn = sqlite3.connect(":memory:")
X_tr = df[["tenure"]]"""
COUNTED = """print("x", file=open("ran.txt", "a"))"""
EARLIER = (1, 2, 3, 4, 5, 6, 7)


@pytest.fixture
def night(tmp_path: Path) -> Iterator[LabServer]:
    """A server that ends kernels nobody uses, as those of many hubs do."""
    server = LabServer(tmp_path / "lab")
    server.more_options = [
        f"--MappingKernelManager.cull_idle_timeout={IDLE_S}",
        "--MappingKernelManager.cull_interval=1",
    ]
    try:
        yield server.start()
    finally:
        server.stop()


def test_nine_o_clock(night: LabServer, new_page: Callable[[LabServer], Lab]) -> None:
    evening = new_page(night)
    path = evening.notebook(SETUP, OPENED, f"{COUNTED}\n{MODEL}", path="churn.ipynb")
    evening.run_all()
    night.wait_for_checkpoints(path, 3)
    evening.command("docmanager:save")
    evening.close()
    night.wait_for(lambda: night.call("GET", "/api/kernels") == [], "the night", 60)

    lab = new_page(night)
    lab.open(path).ready_kernel()
    panel = lab.sidebar()
    expect(lab.rows.first).to_contain_text("acc 0.919")
    offer = toasts(lab)
    expect(offer).to_contain_text(re.compile(r"Recover \d+ variables from .*cannot come back"))
    expect(offer).to_have_count(1)
    lab.shoot("day-1-offer")
    assert lab.value("'X_tr' in globals()") == "False", "nothing comes back by itself"
    offer.get_by_role("button", name="Recover").click()
    told = toasts(lab).filter(has_text="variables recovered")
    expect(told).to_contain_text("Not restored: db_conn")
    expect(told.get_by_role("button", name="Undo")).to_be_visible()
    expect(panel.locator("[data-state=recover]")).to_have_count(0)
    lab.shoot("day-1-recovered")
    assert lab.value("X_tr.shape") == "(800, 1)"
    assert lab.value("'db_conn' in globals()") == "False"
    assert (night.root / "ran.txt").read_text() == "x\n", "no cell ran again"
    assert len(night.history(path)) == 3
    told.get_by_role("button", name="Undo").click()
    lab.wait_for_value("'X_tr' in globals()", "False")


def test_trying(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(SETUP, MODEL)
    saved = (server.root / path).read_text()
    lab.sidebar()
    lab.run_cell(0)
    for depth in (*EARLIER, 8):
        lab.set_source(1, MODEL.replace("depth = 8", f"depth = {depth}"))
        lab.run_cell(1)
    expect(lab.rows).to_have_count(len(EARLIER) + 2)

    type_depth(lab, 12)
    row = lab.rows.first
    expect(row).to_contain_text("depth 8 → 12")
    expect(row).to_contain_text("acc 0.931")
    expect(row.locator(".jp-mm-Delta")).to_have_text("▲0.012")
    lab.wait_for_picture(row.locator("img"))
    pictures = lab.rows.locator("img")
    assert pictures.nth(0).get_attribute("src") != pictures.nth(1).get_attribute("src")
    lab.shoot("day-2-row")

    assert (server.root / path).read_text() == saved, "nothing had to be saved"
    flip_and_put_back(lab)
    assert all(row["message"] is None and row["tags"] == [] for row in server.history(path))


def type_depth(lab: Lab, depth: int) -> None:
    in_cell(lab, 1, "Enter", "Control+Home", "End", "Backspace")
    lab.page.keyboard.type(str(depth))
    lab.page.keyboard.press("Control+Enter")


def flip_and_put_back(lab: Lab) -> None:
    """Look at all nine versions of the cell, and take the third."""
    in_cell(lab, 1, "g", "h")
    versions = lab.page.get_by_role("dialog", name="History of this cell")
    expect(versions).to_contain_text("9 of 9")
    expect(versions).to_contain_text("this version gave acc 0.931")
    for number in range(8, 1, -1):
        lab.page.keyboard.press("ArrowLeft")
        expect(versions).to_contain_text(f"{number} of 9")
    lab.page.keyboard.press("ArrowRight")
    expect(versions).to_contain_text("depth = 3")
    lab.wait_for_picture(versions.locator("img"))
    lab.shoot_as_is("day-2-versions")
    versions.get_by_role("button", name="Put this version back").click()
    expect(toasts(lab)).to_contain_text("put back")
    expect(lab.page.locator(".jp-Cell").nth(1)).to_contain_text("depth = 3")
    lab.shoot("day-2-put-back")
