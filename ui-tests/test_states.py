import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lab_page import Lab
from lab_server import API, LabServer
from playwright.sync_api import Route, expect

# A kernel that knows nothing of us: the smallest one that Jupyter's own documentation describes.
ECHO = """
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

class Echo(Kernel):
    implementation, implementation_version, banner = "echo", "1", "echo"
    language_info = {"name": "text", "mimetype": "text/plain", "file_extension": ".txt"}

    async def do_execute(self, code, silent, store_history=True, user_expressions=None, **_):
        if not silent:
            self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": code})
        return {"status": "ok", "execution_count": self.execution_count,
                "payload": [], "user_expressions": {}}

IPKernelApp.launch_instance(kernel_class=Echo)
"""


def card(lab: Lab, state: str) -> None:
    expect(lab.panel.locator(f".jp-mm-StateCard[data-state={state}]")).to_be_visible()


def test_with_no_notebook_open_the_sidebar_says_what_to_do(lab: Lab) -> None:
    lab.open()
    lab.sidebar()
    card(lab, "no-notebook")
    lab.shoot("no-notebook")


def test_a_notebook_never_run_says_how_the_first_checkpoint_comes(lab: Lab) -> None:
    lab.notebook("before = 0")
    lab.run_all()  # the store is not new any more
    lab.notebook("a = 1")
    lab.sidebar()
    card(lab, "empty")
    lab.shoot("empty")


def test_a_filter_without_a_match_can_be_cleared(lab: Lab) -> None:
    lab.notebook("a = 1", "b = 2")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(2)
    lab.filter.fill("nosuchword")
    card(lab, "no-match")
    lab.shoot("no-match")
    lab.panel.locator(".jp-mm-StateCard").get_by_role("button", name="Clear filter").click()
    expect(lab.rows).to_have_count(2)
    expect(lab.filter).to_have_value("")


def test_a_filter_that_is_wrong_says_why_and_the_list_comes_back(lab: Lab) -> None:
    lab.tolerated = ["status of 400"]
    lab.notebook("a = 1")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(1)
    lab.filter.fill("status:nope")
    card(lab, "bad-filter")
    lab.shoot("bad-filter")
    lab.filter.fill("")
    expect(lab.rows).to_have_count(1)


def test_a_slow_server_shows_that_history_is_loading(lab: Lab) -> None:
    held: list[Route] = []
    lab.page.route(f"**{API}/history**", lambda route: held.append(route))  # noqa: PLW0108
    lab.notebook("a = 1")
    lab.sidebar()
    card(lab, "loading")
    lab.shoot("loading")
    lab.page.unroute(f"**{API}/history**")  # those that were held go on
    expect(lab.panel.locator(".jp-mm-StateCard[data-state=loading]")).to_have_count(0)


def test_the_list_stays_while_the_server_is_away_and_goes_on_when_it_is_back(
    new_page: Callable[[LabServer], Lab], own_server: LabServer
) -> None:
    lab = new_page(own_server)
    lab.tolerated = ["Failed to load resource", "ERR_CONNECTION", "Failed to fetch", "NetworkError"]
    path = lab.notebook("a = 1", "a = 2")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(2)
    own_server.stop()
    lab.dismiss_dialogs()
    lab.filter.fill("a")
    card(lab, "offline")
    expect(lab.panel).to_contain_text("Reconnecting")
    expect(lab.rows).to_have_count(2)
    lab.shoot("offline", light_only=True)  # a theme comes from the server
    own_server.start()
    lab.filter.fill("")
    expect(lab.panel).not_to_contain_text("Reconnecting", timeout=40_000)
    expect(lab.rows).to_have_count(2)
    assert len(own_server.history(path)) == 2


def newer_format(server: LabServer) -> None:
    path = server.store / "store.json"
    facts = json.loads(path.read_text())
    path.write_text(json.dumps({**facts, "format": facts["format"] + 1}))


def damaged_catalog(server: LabServer) -> None:
    [catalog] = [path for path in server.store.rglob("*") if is_sqlite(path)]
    for leftover in catalog.parent.glob(f"{catalog.name}-*"):
        leftover.unlink()
    catalog.write_bytes(b"not a database" * 1000)


def is_sqlite(path: Path) -> bool:
    return path.is_file() and path.read_bytes()[:15] == b"SQLite format 3"


@pytest.mark.parametrize(
    ("change", "state"),
    [(newer_format, "read-only"), (damaged_catalog, "error")],
    ids=["newer format", "damaged catalog"],
)
def test_a_store_that_cannot_be_written_is_explained_and_cells_still_run(
    new_page: Callable[[LabServer], Lab],
    own_server: LabServer,
    change: Callable[[LabServer], None],
    state: str,
) -> None:
    lab = new_page(own_server)
    lab.tolerated = ["Failed to load resource", "503", "500"]
    path = lab.notebook("a = 1", "a + 1")
    lab.run_all()
    own_server.wait_for_rows(path, 2)
    lab.command("docmanager:save")
    lab.close()
    own_server.stop()
    change(own_server)
    own_server.start()
    lab = new_page(own_server)
    lab.tolerated = ["Failed to load resource", "503", "500"]
    lab.open(path).ready_kernel()
    lab.sidebar()
    card(lab, state)
    lab.run_all()
    assert lab.outputs(1)[0]["data"]["text/plain"] == "2"
    lab.shoot(state)


def add_echo_kernel(server: LabServer) -> None:
    folder = server.home / "data" / "kernels" / "echo"
    folder.mkdir(parents=True)
    (folder / "echo.py").write_text(ECHO)
    spec = {
        "argv": [sys.executable, str(folder / "echo.py"), "-f", "{connection_file}"],
        "display_name": "Echo",
        "language": "text",
    }
    (folder / "kernel.json").write_text(json.dumps(spec))


def test_a_kernel_without_support_has_rows_and_says_what_it_lacks(
    lab: Lab, server: LabServer
) -> None:
    add_echo_kernel(server)
    path = server.put_notebook("echo.ipynb", ["hello"], kernel="echo", language="text")
    lab.open(path).ready_kernel()
    lab.sidebar()
    lab.run_all()
    server.wait_for_rows(path, 1)
    expect(lab.rows).to_have_count(1)
    card(lab, "no-kernel-support")
    lab.shoot("no-kernel-support")
    lab.rows.first.click(button="right")
    lab.page.get_by_role("menuitem", name=re.compile("^Restore…")).click()
    expect(lab.dialog).to_contain_text("were not kept")
    expect(lab.dialog.get_by_role("checkbox", name="Variables")).to_be_disabled()
