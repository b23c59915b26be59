"""What is taken of a saved notebook, and how often it is read and told of."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from jupyter_mm.core.compose import snapshot_of_file
from jupyter_mm.core.saved_notebooks import SavedNotebooks

CODE = {"id": "a", "cell_type": "code", "source": "1", "metadata": None, "outputs": None}
BROKEN: list[Any] = [{"id": "b", "source": "1"}, {"id": "c", "cell_type": "code"}, 1]


class Shelf:
    """One notebook with these cells; counts how often it is read."""

    cells: Any = None
    version = reads = 0

    async def model(self, path: str, *, content: bool) -> dict[str, Any]:
        assert path == "a.ipynb"
        self.reads += content
        found = {"content": {"cells": self.cells, "nbformat": 4}} if content else {}
        return {"last_modified": self.version, **found}


async def test_a_broken_cell_costs_itself_alone(caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf()
    shelf.cells = [CODE, *BROKEN]
    saved = SavedNotebooks(shelf.model, logging.getLogger("test"))
    files = [await saved.get("a.ipynb") for _ in range(3)]
    file = files[0] or {}
    assert file["cells"] == [CODE]
    (cell,) = snapshot_of_file(file, "a.ipynb", "kernel", "run").cells
    assert (cell.id, cell.metadata) == ("a", {})
    assert (shelf.reads, caplog.messages) == (
        1,
        ["jupyter_mm: 3 cells of a.ipynb are broken, and not part of what is kept"],
    )


async def test_a_notebook_that_cannot_be_read_is_read_and_told_of_once_a_version(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf = Shelf()
    saved = SavedNotebooks(shelf.model, logging.getLogger("test"))
    for version in (1, 1, 2, 2):
        shelf.version = version
        assert await saved.get("a.ipynb") is None
    assert shelf.reads == len(caplog.messages) == 2
    assert all("a.ipynb cannot be read" in message for message in caplog.messages)
    shelf.version, shelf.cells = 3, [CODE]
    assert await saved.get("a.ipynb") is not None
