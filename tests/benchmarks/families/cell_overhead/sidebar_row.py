"""How soon after a cell its row is in the sidebar, by the page's own clock."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.benchmarks.browser import chromium, new_context, open_lab
from tests.benchmarks.rows import AtMost, alone
from tests.benchmarks.sampling import median, p95

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.rows import Row

CELLS = 50
WARM_UP = 5
NOTEBOOK = "rows.ipynb"
SIDEBAR = "jupyter-mm:sidebar"

READY = """() => {
  const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
  return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
}"""

# Both moments are noted by the page: when the reply to a cell is there, and when a row with the id
# of its execution is in the document.
WATCH = """() => {
  window.replied = {};
  window.shown = {};
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  kernel.anyMessage.connect((_, { msg, direction }) => {
    if (direction === 'recv' && msg.header.msg_type === 'execute_reply') {
      window.replied[msg.parent_header.msg_id] = performance.now();
    }
  });
  const note = () => {
    const now = performance.now();
    for (const row of document.querySelectorAll('[data-execution]')) {
      window.shown[row.dataset.execution] ??= now;
    }
  };
  note();
  new MutationObserver(note).observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: ['data-execution']
  });
}"""
COMPLETE = """count => {
  const ids = Object.keys(window.replied);
  return ids.length >= count && ids.every(id => id in window.shown);
}"""
DELAYS = "() => Object.keys(window.replied).map(id => window.shown[id] - window.replied[id])"
RUN_NEXT = "() => window.jupyterapp.commands.execute('notebook:run-cell-and-select-next')"


def measure(server: Server) -> Iterator[Row]:
    """Run the cells of a notebook one after the other in a real browser."""
    (server.place / "root" / NOTEBOOK).write_text(json.dumps(_notebook()), encoding="utf-8")
    with chromium() as browser:
        page = open_lab(new_context(browser), server, NOTEBOOK)
        page.wait_for_function(READY)
        page.evaluate("id => window.jupyterapp.shell.activateById(id)", SIDEBAR)
        page.evaluate(WATCH)
        delays = _delays(page)[WARM_UP:]
        page.close()
    limit = AtMost(300)
    yield alone("end of cell to its row in the sidebar, p50", median(delays), "ms")
    yield alone("end of cell to its row in the sidebar, p95", p95(delays), "ms", goal=limit)


def _delays(page: Page) -> list[float]:
    for number in range(CELLS + WARM_UP):
        page.evaluate(RUN_NEXT)
        page.wait_for_function(COMPLETE, arg=number + 1)
    return [float(delay) for delay in page.evaluate(DELAYS)]


def _notebook() -> dict[str, Any]:
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": f"x = {number}\nx * 2",
        }
        for number in range(CELLS + WARM_UP)
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    metadata = {"kernelspec": kernel}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
