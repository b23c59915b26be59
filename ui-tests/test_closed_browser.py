from collections.abc import Callable
from typing import Any

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

LONG = """import pathlib, time
import matplotlib.pyplot as plt
import jupyter_mm as mm
%matplotlib inline
print("before")
while not pathlib.Path("go").exists():
    time.sleep(0.02)
for step in range(50):
    print("epoch", step)
    mm.log(loss=1 / (step + 1), step=step)
plt.plot([1, 3, 2]); plt.show()
pathlib.Path("done").touch()
"the end"
"""
PRINTED = "before\n" + "".join(f"epoch {step}\n" for step in range(50))


def stream_text(outputs: list[dict[str, Any]]) -> str:
    parts = [each["text"] for each in outputs if each["output_type"] == "stream"]
    return "".join(part if isinstance(part, str) else "".join(part) for part in parts)


def finish(server: LabServer, folder: str) -> None:
    """Let the cell go on and wait until the server has all of it."""
    (server.root / folder / "go").touch()
    server.wait_for((server.root / folder / "done").exists, "the end of the cell")
    path = f"{folder}/long.ipynb"
    server.wait_for(lambda: server.history(path)[0]["outputs"] == 3, "its three outputs")


def test_a_closed_browser_loses_nothing_and_one_click_completes_the_notebook(
    new_page: Callable[[LabServer], Lab], server: LabServer
) -> None:
    first = new_page(server)
    path = first.notebook("ready = True", LONG, path="closed/long.ipynb")
    first.run_cell(0)
    first.command("docmanager:save")
    first.run_cell(1, wait=False)
    expect(first.page.locator(".jp-OutputArea-output")).to_contain_text("before")
    first.close()
    finish(server, "closed")

    lab = new_page(server)
    lab.open(path).ready_kernel()
    lab.sidebar()
    expect(lab.rows).to_have_count(2)
    row = lab.rows.first
    expect(row).to_contain_text("loss")
    lab.wait_for_picture(row.locator("img"))
    assert lab.outputs(1) == []

    offer = lab.page.get_by_role("button", name="Complete notebook")
    expect(offer).to_be_visible()
    lab.shoot("complete-notebook-offer")
    offer.click()
    lab.wait_for_outputs(1)
    outputs = lab.outputs(1)
    assert stream_text(outputs) == PRINTED
    kinds = [each["output_type"] for each in outputs]
    assert kinds == ["stream", "display_data", "execute_result"]
    shown = lab.page.locator(".jp-Cell").nth(1).locator(".jp-OutputArea-output img")
    lab.wait_for_picture(shown)
    expect(offer).to_have_count(0)
    lab.shoot("completed")


def test_a_page_that_comes_back_while_the_cell_runs_gets_its_row_at_the_end(
    new_page: Callable[[LabServer], Lab], server: LabServer
) -> None:
    first = new_page(server)
    path = first.notebook(LONG, path="back/long.ipynb")
    first.run_cell(0, wait=False)
    expect(first.page.locator(".jp-OutputArea-output")).to_contain_text("before")
    first.close()
    lab = new_page(server)
    lab.open(path)
    lab.sidebar()
    expect(lab.panel).to_be_visible()
    (server.root / "back" / "go").touch()
    expect(lab.rows).to_have_count(1)
    offer = lab.page.get_by_role("button", name="Complete notebook")
    offer.click()
    lab.wait_for_outputs(0)
    assert stream_text(lab.outputs(0)) == PRINTED
