"""Comparisons over the wire: with what the page shows, and with the file on disk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.manager import ContentsManager
from tornado.ioloop import IOLoop
from tornado.web import HTTPError

from jupyter_mm.errors import InvalidError
from jupyter_mm.server.files import NotebookFiles
from tests.server.answers import Ask
from tests.server.notebooks import Running

Start = Callable[..., Awaitable[Running]]


async def test_a_run_is_compared_with_the_page_and_the_file(
    notebook: Start, ask: Ask, jp_root_dir: Path
) -> None:
    running = await notebook("print('one')", "print('two')")
    await running.run("print('one')")
    shown = await running.run("print('two')")
    sides = {"before": shown["row"]["execution"], "notebook": running.path}
    answer = await ask("POST", "/comparisons", {**sides, "after": "file"})
    assert answer.status == 200, answer.text
    # The file was not saved after the cells had run: only the outputs are missing there.
    assert [cell["parts"] for cell in answer.json["cells"]] == [["outputs"], ["outputs"]]
    cells = [cell["cell"] for cell in answer.json["cells"]]
    page = {
        "kernel_id": running.kernel_id, "executions": [], "path": running.path, "metadata": {},
        "cells": [
            {"id": cells[0], "cell_type": "code", "source": "print('one')", "metadata": {}},
            {"id": cells[1], "cell_type": "code", "source": "print(2)", "metadata": {}},
        ],
    }  # fmt: skip
    request = {**sides, "after": "now", "document": page}
    answer = await ask("POST", "/comparisons", request)
    assert [cell["parts"] for cell in answer.json["cells"]] == [[], ["source"]]
    body = {"request": request, "before": 1, "after": 1}
    pair = await ask("POST", "/comparisons/cell", body)
    assert pair.status == 200, pair.text
    assert pair.json["after"]["cells"][0]["source"] == "print(2)"
    assert pair.json["difference"][0]["op"] == "patch"
    file = jp_root_dir / running.path
    file.write_text("{")
    answer = await ask("POST", "/comparisons", {**sides, "after": "file"})
    assert (answer.status, "is no notebook" in answer.text) == (400, True)
    file.unlink()
    answer = await ask("POST", "/comparisons", {**sides, "after": "file"})
    assert answer.status == 404


async def test_only_files_that_the_server_shows_are_read(
    jp_serverapp: Any, jp_root_dir: Path, tmp_path: Path
) -> None:
    files = NotebookFiles(jp_serverapp.contents_manager, IOLoop.current())
    (jp_root_dir / "a.ipynb").write_text("{}")
    (jp_root_dir / ".hidden").mkdir()
    (jp_root_dir / ".hidden" / "a.ipynb").write_text("{}")
    (tmp_path / "outside.ipynb").write_text("{}")
    assert files.read("a.ipynb") == b"{}"
    hidden = ".hidden/a.ipynb", "no.ipynb", str(tmp_path / "outside.ipynb"), "../outside.ipynb"
    assert [files.read(path) for path in hidden] == [None] * 4


async def test_a_contents_manager_without_a_disk_is_asked() -> None:
    errors = {
        "b.ipynb": HTTPError(404),
        "c.ipynb": HTTPError(400, "no text"),
        "d.py": KeyError("d"),
    }

    class Remote(ContentsManager):
        async def get(self, path: Any, *_: Any, **__: Any) -> dict[str, Any]:
            if path != "a.ipynb":
                raise errors[path]
            return {"content": {"cells": []}}

    files = NotebookFiles(Remote(), IOLoop.current())
    read = asyncio.to_thread(files.read, "a.ipynb")
    assert json.loads(await read or b"") == {"cells": []}
    assert await asyncio.to_thread(files.read, "b.ipynb") is None
    for path in ("c.ipynb", "d.py"):  # they are there: nobody may say that they were deleted
        with pytest.raises(InvalidError, match=f"{path} cannot be read"):
            await asyncio.to_thread(files.read, path)


async def test_a_file_that_cannot_be_read_is_not_called_deleted(
    notebook: Start, ask: Ask, jp_root_dir: Path
) -> None:
    running = await notebook("1")
    shown = await running.run("1")
    (jp_root_dir / running.path).unlink()
    (jp_root_dir / running.path).symlink_to(running.path)  # leads to itself
    sides = {"before": shown["row"]["execution"], "notebook": running.path, "after": "file"}
    answer = await ask("POST", "/comparisons", sides)
    assert (answer.status, answer.kind) == (400, "invalid")
    assert "study.ipynb cannot be read" in answer.text
