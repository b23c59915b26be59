"""Going wrong: one variable back without the rest, and a training that needs nobody's page."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

from dana import SETUP, comparison, in_cell, run_kept, summary, told
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect
from went_wrong import document

REST = "model = {'weights': [0.1] * 40}\nlabels = df['age'].tolist()"
SLIP = "df = df[df.age >= 788]"
STEPS = 400
TRAINING = f"""import pathlib, time
import jupyter_mm as mm
print("before")
while not pathlib.Path("go").exists():
    time.sleep(0.02)
for step in range({STEPS}):
    if step % 100 == 0:
        print("epoch", step // 100)
    mm.log(loss=1 / (step + 1), step=step)
plt.plot([1, 3, 2]); plt.show()
pathlib.Path("done").touch()
"the end"
"""
PRINTED = "before\nepoch 0\nepoch 1\nepoch 2\nepoch 3\n"


def test_one_variable_comes_back_and_the_rest_is_not_touched(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(SETUP, REST, SLIP)
    lab.sidebar()
    run_kept(lab, path, 0, 1, 2)
    assert lab.value("len(df)") == "12"
    before, ids = document(lab), lab.value("(id(model), id(labels), id(pd))")
    in_cell(lab, 2, "g", "d")
    expect(summary(lab)).to_contain_text("1 variable")
    comparison(lab).get_by_role("tab", name=re.compile("Variables")).click()
    df = comparison(lab).locator(".jp-mm-Value").filter(has_text="df")
    expect(df).to_contain_text("800 × 2 → 12 × 2")
    lab.shoot("day-3-variables")
    df.get_by_role("button", name="Restore only df…").click()
    expect(lab.dialog).to_contain_text("df")
    lab.shoot("day-3-restore")
    lab.dialog.get_by_role("button", name="Restore").click()
    undo = told(lab, "1 variable restored").get_by_role("button", name="Undo")
    assert lab.value("len(df)") == "800"
    assert lab.value("(id(model), id(labels), id(pd))") == ids, "the same objects"
    assert document(lab) == before
    expect(summary(lab)).to_contain_text("changed since.")
    lab.shoot("day-3-restored")
    summary(lab).get_by_role("button", name="Compare again").click()
    expect(summary(lab)).to_contain_text("Restored since the last run, and not compared: df.")
    undo.click()
    lab.wait_for_value("len(df)", "12")
    assert lab.value("(id(model), id(labels), id(pd))") == ids


def test_a_training_goes_on_without_its_page_and_another_one_reads_all_of_it(
    new_page: Callable[[LabServer], Lab], server: LabServer
) -> None:
    laptop = new_page(server)
    path = laptop.notebook(SETUP, TRAINING, path="noon/long.ipynb")
    laptop.run_cell(0)
    laptop.command("docmanager:save")
    laptop.run_cell(1, wait=False)
    expect(laptop.page.locator(".jp-OutputArea-output")).to_contain_text("before")
    laptop.close()
    (server.root / "noon" / "go").touch()
    server.wait_for((server.root / "noon" / "done").exists, "the end of the cell", 60)

    lab = new_page(server)
    lab.open(path).ready_kernel()
    lab.sidebar()
    expect(lab.rows).to_have_count(2)
    expect(lab.rows.first).to_contain_text("loss 0.0025")
    lab.wait_for_picture(lab.rows.first.locator("img"))
    assert lab.outputs(1) == []
    offer = lab.page.get_by_role("button", name="Complete notebook")
    expect(offer).to_be_visible()
    lab.shoot("day-3-complete")
    offer.click()
    lab.wait_for_outputs(1)
    outputs = lab.outputs(1)
    kinds = [each["output_type"] for each in outputs]
    assert kinds == ["stream", "display_data", "execute_result"]
    assert "".join(outputs[0]["text"]) == PRINTED
    lab.wait_for_picture(lab.page.locator(".jp-Cell").nth(1).locator(".jp-OutputArea-output img"))
    expect(offer).to_have_count(0)
    lab.shoot("day-3-completed")
    ran = server.history(path)[0]["execution"]
    server.wait_for(lambda: steps_of(server, ran) == list(range(STEPS)), "a curve without a gap")


def steps_of(server: LabServer, execution: str) -> list[int]:
    """Return the steps of all values that the store has of an execution."""
    with closing(sqlite3.connect(server.store / "catalog.sqlite")) as store:
        found = store.execute(
            "select step from metric where execution = ? order by sequence", (execution,)
        )
        return [step for (step,) in found]
