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
