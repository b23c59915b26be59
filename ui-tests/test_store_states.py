"""What the page says of a store that is full or locked, and of parts that are not there."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lab_page import PANEL, Lab
from lab_server import LabServer
from playwright.sync_api import expect
from test_states import is_sqlite
from went_wrong import toast

SMALL_DISK = 'mount -t tmpfs -o size=16m tmpfs "$0" && exec "$@"'


@pytest.fixture
def lab_server(tmp_path: Path) -> Iterator[LabServer]:
    """A server that the story starts itself."""
    found = LabServer(tmp_path / "lab")
    try:
        yield found
    finally:
        found.stop()


@pytest.fixture
def page(lab_server: LabServer, new_page: Callable[[LabServer], Lab]) -> Lab:
    return new_page(lab_server)


def test_on_a_full_disk_cells_run_and_it_is_said_what_is_not_kept(
    page: Lab, lab_server: LabServer
) -> None:
    lab_server.store.mkdir()
    lab_server.inside = ["unshare", "-rm", "sh", "-c", SMALL_DISK, str(lab_server.store)]
    lab_server.start()
    path = page.notebook("import os\nsmall = 1", "large = os.urandom(40_000_000)", "after = 3")
    page.sidebar()
    page.run_cell(0)
    lab_server.wait_for_checkpoints(path, 1)
    page.run_cell(1)
    page.run_cell(2)
    assert page.value("after") == "3"
    expect(page.row("large")).to_contain_text("no variables kept")
    expect(page.row("after")).to_contain_text("1 not kept")
    expect(toast(page)).to_contain_text("No space left for the store.")
    page.shoot("store-full")


def test_while_another_program_locks_the_store_cells_run_and_arrive_later(
    page: Lab, lab_server: LabServer
) -> None:
    lab_server.start()
    path = page.notebook("a = 1", "b = 2")
    page.sidebar()
    page.run_cell(0)
    lab_server.wait_for_checkpoints(path, 1)
    catalogs = [sqlite3.connect(each) for each in lab_server.store.rglob("*") if is_sqlite(each)]
    for catalog in catalogs:
        catalog.execute("BEGIN EXCLUSIVE")
    page.run_cell(1)
    assert page.value("b") == "2"
    expect(page.panel.locator("[data-keeping=late]")).to_be_visible()
    page.shoot("store-locked")
    for catalog in catalogs:
        catalog.rollback()
        catalog.close()
    lab_server.wait_for_checkpoints(path, 2, seconds=60)
    expect(page.rows).to_have_count(2)


def test_a_server_without_our_part_is_named_and_asked_no_more(
    page: Lab, lab_server: LabServer
) -> None:
    page.tolerated = ["status of 404"]
    without = {"ServerApp": {"jpserver_extensions": {"jupyter_mm": False}}}
    (lab_server.home / "config" / "jupyter_server_config.json").write_text(json.dumps(without))
    lab_server.start()
    page.notebook("a = 1")
    page.sidebar()
    expect(page.panel.locator("[data-state=missing]")).to_contain_text("pip install jupyter-mm")
    page.run_all()
    page.shoot("missing")


def test_without_a_kernel_rows_stay_and_it_is_said_what_waits(lab: Lab) -> None:
    lab.notebook("a = 1")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(1)
    lab.page.evaluate(f"() => {{ {PANEL} return panel.sessionContext.shutdown(); }}")
    expect(lab.panel.locator("[data-state=no-kernel]")).to_be_visible()
    lab.shoot("no-kernel")


def test_nbdimes_own_buttons_can_go_and_comparing_stays(page: Lab, lab_server: LabServer) -> None:
    config = lab_server.home / "config" / "labconfig"
    config.mkdir()
    without = {"disabledExtensions": {"nbdime-jupyterlab": True}}
    (config / "page_config.json").write_text(json.dumps(without))
    lab_server.start()
    path = page.notebook("a = 1", "a = 2")
    page.run_all()
    lab_server.wait_for_checkpoints(path, 2)
    assert page.page.locator('[data-jp-item-name^="nbdime"]').count() == 0
    page.set_source(0, "a = 7")
    page.command("jupyter-mm:compare", {"a": "now~1", "b": "now"})
    texts = page.page.locator(".jp-mm-Cell").first.locator(".cm-content")
    expect(texts).to_have_text(["a = 1", "a = 7"])
    page.shoot("compare-without-nbdime", light_only=True)
