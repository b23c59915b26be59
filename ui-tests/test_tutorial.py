"""What the tutorial tells, done; with MM_TUTORIAL=1 its pictures are made anew."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from dana import told
from lab_page import Lab
from lab_server import LabServer, copy_example
from PIL import Image
from playwright.sync_api import Browser, expect

PICTURES = Path(__file__).parent.parent / "docs" / "tutorial" / "pictures"
WIDTH, HEIGHT = 1180, 760
COLOURS = 128
NAME = "first good model"
CODE_CELLS = 10
DEPTH, AFTER = 9, (11, 12, 13)  # places of cells, text cells counted
MODEL = "model = RandomForestClassifier(n_estimators=200, max_depth=depth, random_state=0)\n"
MODEL += "model.fit(X_train, y_train)"


@pytest.fixture
def lab(browser: Browser, own_server: LabServer, tmp_path: Path) -> Iterator[Lab]:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    page = Lab(context.new_page(), own_server, tmp_path)
    yield page
    complaints = page.complaints()
    context.close()
    assert complaints == []


made: dict[str, Image.Image] = {}
"""Written at the end: a checkout that changes is another environment, which the pictures show."""


def picture(lab: Lab, name: str) -> None:
    """Keep the picture of a step, small; only where it was asked for."""
    target = PICTURES / f"{name}.png"
    if "MM_TUTORIAL" not in os.environ:
        assert target.is_file(), "run it with MM_TUTORIAL=1"
        return
    lab.page.mouse.move(WIDTH - 5, HEIGHT - 60)
    lab.page.wait_for_timeout(1500)  # blinking, sliding, fading
    shown = Image.open(io.BytesIO(lab.page.screenshot(animations="disabled"))).convert("RGB")
    made[name] = shown.quantize(COLOURS, dither=Image.Dither.NONE)


def test_the_tutorial(lab: Lab, own_server: LabServer) -> None:
    path = copy_example(own_server, "churn")
    lab.open(path).ready_kernel()
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(CODE_CELLS, timeout=60_000)
    for index in range(2):
        lab.wait_for_picture(lab.panel.get_by_role("listbox").locator("img").nth(index))
    picture(lab, "rows")
    try_another_depth(lab, own_server, path)
    picture(lab, "tried")
    runs(lab)
    compare(lab)
    look_at_then(lab)
    go_back(lab)
    for name, shown in made.items():
        shown.save(PICTURES / f"{name}.png", optimize=True)


def try_another_depth(lab: Lab, server: LabServer, path: str) -> None:
    """Name the state, then train with another depth."""
    lab.command("jupyter-mm:save-checkpoint", {"message": NAME})
    expect(lab.row(NAME)).to_have_count(1)
    lab.set_source(DEPTH, f"depth = 12\n{MODEL}")
    for cell in (DEPTH, *AFTER):
        lab.run_cell(cell)
    server.wait_for(lambda: len(server.history(path)) == CODE_CELLS + 4, "the rows")
    expect(lab.row(re.compile("8 → 12"))).to_have_count(1)


def runs(lab: Lab) -> None:
    """Open the table of runs: one for each time that metrics were logged."""
    lab.command("jupyter-mm:open-runs")
    screen = lab.page.locator(".jp-mm-RunsScreen")
    expect(screen.locator("tbody tr")).to_have_count(2)
    expect(screen.locator("tbody tr").first).to_contain_text("depth 8 → 12")
    expect(screen.locator('th[data-column="parameter depth"]')).to_be_visible()
    picture(lab, "runs")
    lab.command("application:close")


def compare(lab: Lab) -> None:
    """Set the named state beside the present one."""
    lab.choose(lab.row(NAME), "Compare with Now")
    screen = lab.page.locator(".jp-mm-Compare")
    expect(screen.locator(".jp-mm-Compare-summary")).to_contain_text("cells", timeout=30_000)
    expect(screen.locator(".cm-content").first).to_be_visible()
    picture(lab, "compared")
    screen.get_by_role("tab", name=re.compile("Variables")).click()
    expect(screen).to_contain_text("8 → 12")
    picture(lab, "variables")


def look_at_then(lab: Lab) -> None:
    """Open the notebook as it was."""
    lab.choose(lab.row(NAME), re.compile("^Open Checkpoint$"))
    expect(lab.viewer).to_be_visible()
    picture(lab, "then")


def go_back(lab: Lab) -> None:
    """Restore the named state, and undo that."""
    lab.choose(lab.row(NAME), "Restore…")
    expect(lab.dialog).to_be_visible()
    expect(lab.dialog.get_by_role("button", name="Restore")).to_be_enabled()
    picture(lab, "restore")
    lab.dialog.get_by_role("button", name="Restore").click()
    expect(lab.row(NAME)).to_contain_text("restored", timeout=30_000)
    told(lab, "variables restored")
    assert lab.value("depth") == "8"
    lab.command("jupyter-mm:undo-restore")
    lab.wait_for_value("depth", "12")
