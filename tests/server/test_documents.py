"""The notebook as it was: from the page's word, else from the file; under the name it has now."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.server.answers import Ask
from tests.server.notebooks import Running, until

Start = Callable[..., Awaitable[Running]]


async def as_it_was(ask: Ask, execution: str) -> dict[str, Any]:
    answer = await ask("GET", f"/checkpoints/{execution}/notebook")
    assert answer.status == 200, answer.text
    return dict(answer.json)


def snapshot(running: Running, cells: list[str], *executions: str) -> dict[str, Any]:
    return {
        "kernel_id": running.kernel_id,
        "executions": list(executions),
        "path": running.path,
        "metadata": {"title": "unsaved"},
        "cells": [
            {"id": f"cell-{i}", "cell_type": "code", "source": source, "metadata": {}}
            for i, source in enumerate(cells)
        ],
    }


async def test_without_a_page_the_saved_file_is_the_document(notebook: Start, ask: Ask) -> None:
    running = await notebook("print('one')", "print('two')")
    await running.run("print('one')")
    shown = await running.run("print('two')")
    was = await as_it_was(ask, shown["row"]["execution"])
    nbformat.validate(nbformat.from_dict(was["notebook"]))
    assert was["complete"] is True
    assert was["path"] == "study.ipynb"
    first, second = was["notebook"]["cells"]
    assert [cell["source"] for cell in (first, second)] == ["print('one')", "print('two')"]
    assert first["outputs"][0]["text"] == "one\n"
    assert second["outputs"][0]["text"] == "two\n"
    assert second["execution_count"] == first["execution_count"] + 1


async def test_a_file_that_a_merge_broke_keeps_no_execution_from_history(
    notebook: Start, ask: Ask, jp_serverapp: Any
) -> None:
    broken, whole = await notebook("1"), await notebook("2", path="other.ipynb")
    for lacks, left in (("cell_type", {"source": "1"}), ("source", {"cell_type": "code"})):
        file = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**left, "id": "a"}]}
        (Path(jp_serverapp.root_dir) / broken.path).write_text(json.dumps(file))
        shown = await broken.run(f"print({lacks!r})")
        assert shown["outputs"][0]["text"] == f"{lacks}\n"
    assert (await whole.run("print('on')"))["outputs"][0]["text"] == "on\n"


async def test_a_file_with_a_strange_name_does_not_stop_the_history(
    notebook: Start, ask: Ask, jp_serverapp: Any
) -> None:
    running = await notebook("print('one')")
    for action in ("delete", "rename"):
        jp_serverapp.event_logger.emit(
            schema_id="https://events.jupyter.org/jupyter_server/contents_service/v1",
            data={"action": action, "path": "a\tb.txt", "source_path": "c\td.txt"},
        )
    shown = await running.run("print('one')")
    assert shown["outputs"][0]["text"] == "one\n"


async def test_the_document_does_not_change_with_later_executions(
    notebook: Start, ask: Ask
) -> None:
    running = await notebook("import random; print(random.random())")
    first = await running.run("import random; print(random.random())")
    before = await as_it_was(ask, first["row"]["execution"])
    await running.run("import random; print(random.random())")
    assert await as_it_was(ask, first["row"]["execution"]) == before


async def test_unsaved_cells_are_part_of_the_document(notebook: Start, ask: Ask) -> None:
    running = await notebook("print('saved')")
    (execution,) = await running.send("import time; time.sleep(1); print('unsaved')")
    cells = ["print('saved')", "import time; time.sleep(1); print('unsaved')", "# never run"]
    answer = await ask("POST", "/documents", snapshot(running, cells, execution))
    assert answer.status == 200, answer.text
    await running.ended(execution)
    was = await as_it_was(ask, execution)
    assert [cell["source"] for cell in was["notebook"]["cells"]] == cells
    assert was["notebook"]["metadata"] == {"title": "unsaved"}
    assert was["notebook"]["cells"][1]["outputs"][0]["text"] == "unsaved\n"
    assert was["notebook"]["cells"][2]["outputs"] == []


async def test_saved_outputs_from_before_are_part_of_the_document(
    notebook: Start, ask: Ask, jp_fetch: Any
) -> None:
    running = await notebook("1")
    old = nbformat.v4.new_output("stream", name="stdout", text="from last week\n")
    content = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("old()", id="old", outputs=[old], execution_count=3),
            nbformat.v4.new_code_cell("print('new')", id="new"),
            nbformat.v4.new_markdown_cell("# words", id="words"),
        ]
    )
    model = {"type": "notebook", "format": "json", "content": content}
    await jp_fetch("api/contents/study.ipynb", method="PUT", body=json.dumps(model))
    shown = await running.run("print('new')")
    cells = (await as_it_was(ask, shown["row"]["execution"]))["notebook"]["cells"]
    assert cells[0]["outputs"][0]["text"] == "from last week\n"
    assert cells[0]["execution_count"] == 3
    assert cells[1]["outputs"][0]["text"] == "new\n"
    assert cells[2] == {"id": "words", "cell_type": "markdown", "source": "# words", "metadata": {}}


async def test_history_follows_a_rename_while_a_cell_runs(
    notebook: Start, ask: Ask, jp_fetch: Any
) -> None:
    running = await notebook("print('x')")
    before = await running.run("print('x')")
    (execution,) = await running.send("import time; time.sleep(1.5); print('y')")
    await asyncio.sleep(0.3)
    body = json.dumps({"path": "renamed.ipynb"})
    await jp_fetch("api/contents/study.ipynb", method="PATCH", body=body)
    after = await running.ended(execution)
    assert after["row"]["notebook"] == "renamed.ipynb"
    page = (await ask("GET", "/history?notebook=renamed.ipynb")).json
    listed = {row["execution"] for row in page["rows"]}
    assert {before["row"]["execution"], execution} <= listed
    assert (await ask("GET", "/history?notebook=study.ipynb")).json["total"] == 0


async def test_history_follows_a_renamed_folder(
    kernels: str, jp_serverapp: Any, ask: Ask, jp_fetch: Any
) -> None:
    await jp_fetch("api/contents/old", method="PUT", body=json.dumps({"type": "directory"}))
    running = Running(jp_serverapp, ask, "old/deep.ipynb")
    await running.start(["print('x')"], jp_fetch)
    shown = await running.run("print('x')")
    await jp_fetch("api/contents/old", method="PATCH", body=json.dumps({"path": "new"}))

    async def moved() -> bool:
        row = await running.row(shown["row"]["execution"])
        return bool(row["notebook"] == "new/deep.ipynb")

    await until(moved, "the new path")
    again = await running.run("print('y')")
    assert again["row"]["notebook"] == "new/deep.ipynb"


async def test_a_new_notebook_of_a_deleted_ones_name_begins_its_own_history(
    notebook: Start, ask: Ask, jp_fetch: Any
) -> None:
    running = await notebook("print('x')")
    shown = await running.run("print('x')")
    await jp_fetch(f"api/sessions/{running.session['id']}", method="DELETE")
    await jp_fetch("api/contents/study.ipynb", method="DELETE")

    async def freed() -> bool:
        return bool((await ask("GET", "/history?notebook=study.ipynb")).json["total"] == 0)

    await until(freed, "the path to be free")
    assert (await ask("GET", f"/executions/{shown['row']['execution']}")).status == 200
    second = await notebook("print('z')")
    fresh = await second.run("print('z')")
    page = (await ask("GET", "/history?notebook=study.ipynb")).json
    assert shown["row"]["execution"] not in {row["execution"] for row in page["rows"]}
    assert fresh["row"]["execution"] in {row["execution"] for row in page["rows"]}


async def test_latest_outputs_complete_a_notebook_and_name_running_cells(
    notebook: Start, ask: Ask
) -> None:
    long = "import time; print('begun', flush=True); time.sleep(3); print('over')"
    running = await notebook("print('done')", long)
    await running.run("print('done')")
    (execution,) = await running.send(long)
    await ask("POST", "/documents", snapshot(running, ["print('done')", long], execution))

    async def listed() -> Any:
        latest = (await ask("GET", "/outputs?notebook=study.ipynb")).json
        return latest if latest["running"] else None

    latest = await until(listed, "the running cell")
    assert latest["running"] == ["cell-1"]
    assert [cell["cell"] for cell in latest["cells"]] == ["cell-0"]
    await running.ended(execution)
    latest = (await ask("GET", "/outputs?notebook=study.ipynb")).json
    assert latest["running"] == []
    texts = {cell["cell"]: cell["outputs"][0]["text"] for cell in latest["cells"]}
    assert texts == {"cell-0": "done\n", "cell-1": "begun\nover\n"}


@pytest.mark.parametrize("path", ["../out.ipynb", "/etc/passwd\x00", "", "a\nb.ipynb"])
async def test_a_document_under_an_impossible_path_is_refused(
    notebook: Start, ask: Ask, path: str
) -> None:
    running = await notebook("1")
    body = snapshot(running, ["1"], "some-execution") | {"path": path}
    answer = await ask("POST", "/documents", body)
    assert (answer.status, answer.kind) == (400, "invalid")


async def test_a_file_that_is_no_notebook_does_not_stop_the_history(
    notebook: Start, jp_root_dir: Any
) -> None:
    running = await notebook("print('x')")
    (jp_root_dir / "study.ipynb").write_text("{ half a noteb")
    shown = await running.run("print('x')")
    assert shown["outputs"][0]["text"] == "x\n"
