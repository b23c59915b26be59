"""One damaged row, or one error that passes, costs what it touches and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.server.kernels import path_of
from tests.server.answers import Ask
from tests.server.notebooks import Running, until

Start = Callable[..., Awaitable[Running]]


def damage(home: Path, statement: str, *given: Any) -> None:
    """Change a row behind the catalog's back."""
    with closing(sqlite3.connect(home / "catalog.sqlite")) as connection, connection:
        assert connection.execute(statement, given).rowcount == 1


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up at the third error, after three seconds."""
    monkeypatch.setattr("jupyter_mm.core.assembly.TRIES", 3)


async def test_a_damaged_cell_costs_the_document_and_not_the_outputs(
    notebook: Start, ask: Ask, home: Path, impatient: None
) -> None:
    running, other = await notebook("1", "2"), await notebook("3", path="other.ipynb")
    shown = await running.run("1")
    damage(home, "UPDATE execution SET source = '9' WHERE id = ?", shown["row"]["execution"])
    for source in ("2", "1"):
        shown = await running.run(source)
        assert shown["outputs"][0]["data"]["text/plain"] == source
    was = (await ask("GET", f"/checkpoints/{shown['row']['execution']}/notebook")).json
    assert was["complete"] is False
    status = (await ask("GET", "/status")).json
    assert status["errors"] == 2
    assert "damaged" in status["last_error"]
    assert (await other.run("3"))["outputs"][0]["data"]["text/plain"] == "3"


async def test_what_waits_for_another_try_keeps_no_other_waiting(
    notebook: Start, ask: Ask, home: Path
) -> None:
    running, other = await notebook("1"), await notebook("2", path="other.ipynb")
    shown = await running.run("1")
    damage(home, "UPDATE execution SET source = '9' WHERE id = ?", shown["row"]["execution"])
    await running.send("1")
    for _ in range(2):
        assert (await other.run("2"))["outputs"][0]["data"]["text/plain"] == "2"
    assert (await ask("GET", "/status")).json["errors"] == 0


async def test_an_error_that_passes_loses_nothing(
    notebook: Start, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = await notebook("print('on')", path="study.ipynb")
    errors = iter([KeyError("of a session manager"), OSError("locked")])

    async def fails(*given: Any) -> str | None:
        if error := next(errors, None):
            raise error
        return await path_of(*given)

    monkeypatch.setattr("jupyter_mm.server.collector.path_of", fails)
    shown = await running.run("print('on')")
    assert shown["row"]["notebook"] == "study.ipynb"
    assert shown["outputs"][0]["text"] == "on\n"
    assert next(errors, None) is None
    assert (await ask("GET", "/status")).json["errors"] == 0


async def test_a_damaged_notebook_does_not_stop_the_history_when_its_folder_moves(
    notebook: Start, ask: Ask, home: Path, jp_serverapp: Any
) -> None:
    broken, whole = await notebook("1"), await notebook("2", path="other.ipynb")
    damage(home, "UPDATE notebook SET created_at = 1 WHERE path = ?", broken.path)
    jp_serverapp.event_logger.emit(
        schema_id="https://events.jupyter.org/jupyter_server/contents_service/v1",
        data={"action": "rename", "path": "new.ipynb", "source_path": broken.path},
    )
    assert (await whole.run("2"))["outputs"][0]["data"]["text/plain"] == "2"
    assert (await ask("GET", "/status")).json["errors"] == 1


async def test_pages_are_told_what_was_not_kept(
    notebook: Start, ask: Ask, home: Path, jp_serverapp: Any, impatient: None
) -> None:
    told: list[str] = []

    async def listen(logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        told.append(data["reason"])

    kind = "https://jupyter-mm.invalid/events/not-kept/v1"
    jp_serverapp.event_logger.add_listener(schema_id=kind, listener=listen)
    running = await notebook("1")
    shown = await running.run("1")
    damage(home, "UPDATE execution SET source = '9' WHERE id = ?", shown["row"]["execution"])
    await running.run("1")
    await until(lambda: told, "the event")
    assert told == [(await ask("GET", "/status")).json["last_error"]]
