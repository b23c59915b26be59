"""Notebooks that go away while they run, and outputs that no page can hold."""

import json
import re
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from lab_page import Lab
from lab_server import LabServer, code_cell
from playwright.sync_api import expect

WAITS = """import pathlib, time
while not pathlib.Path('{go}').exists():
    time.sleep(0.05)
x = 5"""
HUGE = 50_000_000


def start_waiting(lab: Lab, server: LabServer, name: str) -> str:
    """Run a cell that waits for the file `go-NAME`; return the notebook's path."""
    path = lab.notebook(WAITS.format(go=f"go-{name}"), path=f"{name}.ipynb")
    lab.sidebar()
    lab.run_cell(0, wait=False)
    server.wait_for(lambda: busy(server, path), "a running cell")
    return path


def busy(server: LabServer, path: str) -> bool:
    sessions = server.call("GET", "/api/sessions")
    return any(
        each["path"] == path and each["kernel"]["execution_state"] == "busy" for each in sessions
    )


def in_file_browser(lab: Lab, verb: str, *arguments: str) -> None:
    lab.page.evaluate(
        """([verb, given]) =>
          window.jupyterapp.serviceManager.contents[verb](...given).then(() => null)""",
        [verb, list(arguments)],
    )


def test_a_notebook_deleted_while_its_cell_runs_keeps_its_history(
    lab: Lab, server: LabServer
) -> None:
    lab.tolerated = ["status of 404"]
    path = start_waiting(lab, server, "deleted")
    in_file_browser(lab, "delete", path)
    (server.root / "go-deleted").touch()
    server.wait_for_checkpoints(path, 1)
    lab.sidebar()
    lab.shoot("deleted-while-running")
    assert not (server.root / path).exists(), "history must not bring the file back"
    (row,) = server.history(path)
    assert row["status"] == "ok"
    lab.command("jupyter-mm:open-checkpoint", {"ref": row["execution"]})
    expect(lab.viewer).to_contain_text("while not pathlib")
    lab.command("jupyter-mm:compare", {"a": row["execution"], "b": "file", "notebook": path})
    lab.shoot("deleted-compared-with-file")
    expect(lab.page.locator(".jp-mm-Compare").last).to_contain_text(
        re.compile("no file|not there|does not exist|deleted", re.IGNORECASE)
    )


def test_a_notebook_moved_while_its_cell_runs_takes_its_history_along(
    lab: Lab, server: LabServer
) -> None:
    path = start_waiting(lab, server, "moved")
    (server.root / "elsewhere").mkdir()
    in_file_browser(lab, "rename", path, "elsewhere/moved.ipynb")
    (server.root / "go-moved").touch()
    server.wait_for_checkpoints("elsewhere/moved.ipynb", 1)
    expect(lab.rows).to_have_count(1)
    expect(lab.panel.locator(".jp-mm-Notebook-name")).to_have_attribute(
        "title", "elsewhere/moved.ipynb"
    )
    lab.shoot("moved-while-running")


def write_huge(server: LabServer, path: str, letter: str) -> None:
    """Write a notebook whose first cell has a text of 50 MB below it."""
    line = letter * 99 + "\n"
    stream = {"output_type": "stream", "name": "stdout", "text": line * (HUGE // 100)}
    first: dict[str, Any] = code_cell("print(text)", "c0") | {"outputs": [stream]}
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "python3"}},
        "cells": [first, code_cell(f"seen = '{letter}'", "c1")],
    }
    (server.root / path).write_text(json.dumps(content))


def run_without_page(server: LabServer, client: BlockingKernelClient, code: str) -> None:
    message = client.session.msg(
        "execute_request",
        {"code": code, "silent": False, "store_history": True, "allow_stdin": False},
        metadata={"cellId": "c1"},
    )
    client.shell_channel.send(message)
    server.wait_for(
        lambda: (
            client.get_shell_msg(timeout=60)["parent_header"]["msg_id"]
            == message["header"]["msg_id"]
        ),
        "the reply",
    )


@pytest.fixture
def huge(server: LabServer) -> list[str]:
    """Two checkpoints, the newest first, of a notebook with 50 MB of text that no page opened."""
    path = "huge.ipynb"
    write_huge(server, path, "x")
    kernel = server.call(
        "POST",
        "/api/sessions",
        {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}},
    )["kernel"]["id"]
    client = BlockingKernelClient()
    client.load_connection_file(str(server.home / "runtime" / f"kernel-{kernel}.json"))
    client.start_channels()
    try:
        for number, letter in enumerate("xy", start=1):
            write_huge(server, path, letter)
            run_without_page(server, client, f"seen = '{letter}'")
            server.wait_for_checkpoints(path, number)
    finally:
        client.stop_channels()
    return [row["execution"] for row in server.history(path)]


def test_a_checkpoint_with_50_mb_of_text_is_looked_at_and_compared(
    lab: Lab, huge: list[str]
) -> None:
    lab.open()
    lab.sidebar()
    lab.command("jupyter-mm:open-checkpoint", {"ref": huge[0]})
    expect(lab.viewer).to_contain_text("y" * 99)
    expect(lab.viewer.get_by_role("button", name="Show all of this output (50 MB)")).to_be_visible()
    assert letters(lab, ".jp-mm-Viewer") < HUGE / 50
    lab.shoot("viewer-huge")
    lab.command("jupyter-mm:compare", {"a": huge[1], "b": huge[0], "notebook": "huge.ipynb"})
    compare = lab.page.locator(".jp-mm-Compare").last
    expect(compare.locator(".jp-mm-Cell").first).to_be_visible()
    expect(compare).to_contain_text("seen = 'y'")
    expect(compare).to_contain_text("After: output 1 has 50.5 MB and is cut.")
    assert letters(lab, ".jp-mm-Compare") < HUGE / 50
    lab.shoot("compare-huge")


def letters(lab: Lab, selector: str) -> int:
    """Return how much text of a surface is in the page."""
    found: int = lab.page.locator(selector).last.evaluate("node => node.textContent.length")
    return found
