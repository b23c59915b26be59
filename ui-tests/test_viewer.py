import json
from collections.abc import Callable

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect


def test_the_viewer_shows_an_old_notebook_that_nobody_can_edit(lab: Lab) -> None:
    lab.notebook("depth = 8\nprint('first text')", "print('second')")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(2)
    lab.set_source(0, "depth = 9\nprint('other text')")
    lab.run_cell(0)
    expect(lab.rows).to_have_count(3)
    lab.rows.nth(1).dblclick()
    viewer = lab.viewer
    expect(viewer).to_contain_text("print('first text')")
    expect(viewer.locator(".jp-OutputArea-output").first).to_contain_text("first text")
    expect(viewer).not_to_contain_text("other text")
    viewer.locator(".jp-CodeCell .cm-content").first.click()
    lab.page.keyboard.type("zzz")
    expect(viewer).not_to_contain_text("zzz")
    lab.shoot("viewer")


BIG = 2_000


def big_notebook(server: LabServer, path: str) -> None:
    """A notebook of many cells, some with outputs of megabytes, that ran in another life."""
    line = "x" * 99 + "\n"
    server.put_notebook(path, [f"value_{number} = {number}" for number in range(BIG)])
    content = json.loads((server.root / path).read_text())
    for number in range(50):
        content["cells"][number]["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": f"start {number}\n" + line * 5_000}
        ]
    (server.root / path).write_text(json.dumps(content))


def test_a_notebook_of_thousands_of_cells_and_megabytes_opens_in_the_viewer(
    lab: Lab, server: LabServer
) -> None:
    path = "big.ipynb"
    big_notebook(server, path)
    lab.open(path).ready_kernel()
    lab.sidebar()
    lab.run_cell(BIG - 1)
    expect(lab.rows).to_have_count(1)
    lab.rows.first.dblclick()
    viewer = lab.viewer
    expect(viewer).to_contain_text("start 0")
    lab.shoot("viewer-big")
    in_page = viewer.locator(".jp-CodeCell").count()
    assert 0 < in_page < BIG / 4  # only what is in sight, and what was measured
    show = viewer.get_by_role("button", name="Show all of this output (500 kB)").first
    show.click()
    expect(viewer.locator(".jp-OutputArea-output pre").first).to_contain_text("x" * 99)
    server.wait_for(
        lambda: len(viewer.locator(".jp-OutputArea").first.inner_text()) > 400_000, "all of it"
    )


def test_an_open_viewer_outlives_its_notebook(lab: Lab, server: LabServer) -> None:
    lab.notebook("print('first text')", path="gone/away.ipynb")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(1)
    lab.rows.first.dblclick()
    expect(lab.viewer).to_contain_text("first text")
    for path in ("gone/away.ipynb", "gone"):
        server.call("DELETE", f"/api/contents/{path}")
    lab.viewer.get_by_role("button", name="Open as copy").click()
    copies = server.wait_for(lambda: list(server.root.glob("away as of *.ipynb")), "a copy")
    assert "first text" in copies[0].read_text()
    expect(lab.viewer).to_contain_text("first text")


def test_a_viewer_that_comes_back_without_its_server_can_be_tried_again(
    new_page: Callable[[LabServer], Lab], own_server: LabServer
) -> None:
    lab = new_page(own_server)
    lab.tolerated = ["Failed to load resource", "ERR_", "Failed to fetch", "503"]
    lab.notebook("print('first text')")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(1)
    lab.page.route("**/checkpoints/*/notebook**", lambda route: route.fulfill(status=503))
    lab.rows.first.dblclick()
    expect(lab.viewer.get_by_role("alert")).to_contain_text("The server does not answer.")
    lab.shoot("viewer-offline")
    lab.page.unroute("**/checkpoints/*/notebook**")
    lab.viewer.get_by_role("button", name="Try again").click()
    expect(lab.viewer).to_contain_text("first text")


def test_two_browsers_on_one_notebook_have_one_history(
    new_page: Callable[[LabServer], Lab], server: LabServer
) -> None:
    first = new_page(server)
    path = first.notebook("a = 1", "b = 2")
    first.sidebar()
    second = new_page(server)
    second.open(path).ready_kernel()
    second.sidebar()
    first.run_cell(0)
    expect(second.rows).to_have_count(1)
    second.run_cell(1)
    expect(first.rows).to_have_count(2)
    assert len(server.history(path)) == 2
    assert first.titles() == second.titles()
