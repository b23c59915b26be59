"""What cannot come back is said before; a cell runs again only when it is ticked."""

import re

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

CELLS = (
    "base = 5",
    """from pathlib import Path
times = int(Path('times.txt').read_text())
Path('times.txt').write_text(str(times + 1))
stream = (base * n for n in range(3))""",
    "stream = None",
)


def test_a_generator_is_announced_and_computed_again_only_on_request(
    lab: Lab, server: LabServer
) -> None:
    folder = server.root / "again"
    folder.mkdir()
    counter = folder / "times.txt"
    counter.write_text("0")
    path = lab.notebook(*CELLS, path="again/stream.ipynb")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(3)
    server.wait_for(lambda: server.history(path)[0]["checkpoint"], "a checkpoint")
    assert counter.read_text() == "1"

    lab.choose(lab.rows.nth(1), re.compile("^Restore…"))
    dialog = lab.dialog
    expect(dialog).to_contain_text(re.compile("stream.*generator", re.DOTALL))
    expect(dialog).to_contain_text(
        re.compile("again outside the kernel: file written: .*times.txt")
    )
    tick = dialog.get_by_role("checkbox", name=re.compile("stream"))
    expect(tick).not_to_be_checked()
    lab.shoot("recompute")
    dialog.get_by_role("button", name="Restore").click()
    expect(lab.page.locator(".jp-Dialog")).to_have_count(0)
    expect(lab.page.locator(".Toastify__toast")).to_contain_text("stream")
    assert counter.read_text() == "1", "no cell ran by itself"

    lab.run_cell(2)
    expect(lab.rows).to_have_count(4)
    server.wait_for(lambda: server.history(path)[0]["checkpoint"], "a checkpoint")
    lab.choose(lab.rows.nth(2), re.compile("^Restore…"))
    lab.dialog.get_by_role("checkbox", name=re.compile("stream")).check()
    lab.dialog.get_by_role("button", name="Restore").click()
    expect(
        lab.page.locator(".Toastify__toast", has_text=re.compile("1 recomputed"))
    ).to_be_visible()
    assert lab.value("list(stream)") == "[0, 5, 10]"
    assert counter.read_text() == "2"
