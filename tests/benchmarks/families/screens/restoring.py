"""How long a restore of 20 small variables takes, from the button to the screen that says so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.benchmarks.browser import chromium, new_context, open_lab
from tests.benchmarks.families.screens.rows_list import READY, SHOW
from tests.benchmarks.families.screens.store import write_notebook
from tests.benchmarks.jupyter import API
from tests.benchmarks.rows import AtMost, alone
from tests.benchmarks.sampling import median, p95
from tests.benchmarks.screen import painted_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.rows import Row

NOTEBOOK = "restored.ipynb"
VARIABLES = 20
ROUNDS = 10
LIMIT_MS = 1000

FIRST = "\n".join(f"small_{n} = list(range({n}))" for n in range(VARIABLES))
SECOND = "\n".join(f"small_{n} = {n}" for n in range(VARIABLES))
RESTORE = """ref => {
  window.jupyterapp.commands.execute('jupyter-mm:restore', { ref, parts: ['variables'] });
}"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => null)"
BUTTON = ".jp-Dialog .jp-mod-accept"
PRESS = f"document.querySelector('{BUTTON}').click()"
SAYS_SO = """const row = document.querySelector('.jp-mm-Row[data-execution="ID"]');
return document.querySelector('.jp-Dialog') === null && row.textContent.includes('restored')"""


def measure(server: Server) -> Iterator[Row]:
    """Restore the first of two states, and run the second cell again before the next time."""
    write_notebook(server, NOTEBOOK, [FIRST, SECOND])
    with chromium() as browser:
        page = open_lab(new_context(browser), server, NOTEBOOK)
        page.wait_for_function(READY)
        page.evaluate(f"() => {SHOW}")
        taken = [_restore(page, server, number) for number in range(ROUNDS + 1)][1:]
        page.close()
    name = f"restore of {VARIABLES} small variables, button to row"
    yield alone(f"{name}, p50", median(taken), "ms", goal=AtMost(LIMIT_MS))
    yield alone(f"{name}, p95", p95(taken), "ms", goal=AtMost(LIMIT_MS))


def _restore(page: Page, server: Server, number: int) -> float:
    """Run both cells, and go back to the state after the first."""
    page.evaluate(RUN_ALL)
    first = _execution_of_first(server, rows=2 * (number + 1))
    page.wait_for_selector(f'.jp-mm-Row[data-execution="{first}"]')
    page.evaluate(RESTORE, first)
    page.wait_for_selector(BUTTON)
    return painted_after(page, PRESS, SAYS_SO.replace("ID", first))


def _execution_of_first(server: Server, *, rows: int) -> str:
    """Return the execution of the first cell, once the second one is recorded as well."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = server.call("GET", f"{API}/history?notebook={NOTEBOOK}")["rows"]
        if len(found) == rows and all(row["checkpoint"] for row in found):
            return str(found[1]["execution"])
        time.sleep(0.05)
    raise TimeoutError("the cells are not in the history")
