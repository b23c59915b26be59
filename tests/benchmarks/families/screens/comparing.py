"""Two versions of an 8 MB notebook: summary, first changed cell, and nbdime with the same."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.browser import chromium, new_context, open_lab
from tests.benchmarks.families.screens.pair import CHANGED
from tests.benchmarks.families.screens.store import PAIR
from tests.benchmarks.rows import AtMost, alone, beside
from tests.benchmarks.sampling import by_turns, median, p95
from tests.benchmarks.screen import painted_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.benchmarks.families.screens.store import Sides
    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.rows import Row

PAGES = 10
SUMMARY_MS = 300
CELL_MS = 1000
NBDIME_S = 180
IN_LAB = 3
SETTLE_MS = 3_000
"""After JupyterLab's start: somebody who compares has had the page open for a while."""
ROUNDS = 3

COMPARE = f"""window.jupyterapp.commands.execute('jupyter-mm:compare', {{
  a: 'A', b: 'B', notebook: '{PAIR}'
}})"""
SUMMARY = f"""return document.querySelector('.jp-mm-Compare-summary')?.textContent
  .includes('{len(CHANGED)} cells')"""
FIRST_CELL = "return document.querySelector('.jp-mm-Compare-body .cm-content') !== null"
NBDIME = "window.jupyterapp.commands.execute('nbdime:diff-checkpoint')"
NBDIME_CELL = "return document.querySelector('.nbdime-root .cm-content') !== null"
NOTEBOOK_SHOWN = "() => window.jupyterapp.shell.currentWidget?.context?.isReady === true"


def measure(ours: Server, bare: Server, sides: Sides) -> Iterator[Row]:
    """Measure the screen in pages of its own, then both command lines by turns."""
    for server in (ours, bare):
        _write(server, sides)
    with chromium() as browser:
        peer = median([_nbdime_in_lab(browser, bare) for _ in range(IN_LAB)])
        summaries = [_until(browser, ours, sides, SUMMARY) for _ in range(PAGES)]
        cells = [_until(browser, ours, sides, FIRST_CELL) for _ in range(PAGES)]
    name = "compare two notebooks of 8 MB"
    yield alone(f"{name}, summary, p50", median(summaries), "ms", goal=AtMost(SUMMARY_MS))
    yield alone(f"{name}, summary, p95", p95(summaries), "ms", goal=AtMost(SUMMARY_MS))
    title, shown = f"{name}, first changed cell, p50", ("nbdime in Lab", peer)
    yield beside(title, median(cells), shown, "ms", goal=AtMost(CELL_MS))
    yield alone(f"{name}, first changed cell, p95", p95(cells), "ms", goal=AtMost(CELL_MS))
    yield _terminal_row(ours, sides)


def _write(server: Server, sides: Sides) -> None:
    """Write the later version as the notebook, and the earlier one as JupyterLab's checkpoint."""
    root = server.place / "root"
    (root / PAIR).write_text(sides.files[1], encoding="utf-8")
    checkpoint = _checkpoint(server)
    checkpoint.parent.mkdir(exist_ok=True)
    checkpoint.write_text(sides.files[0], encoding="utf-8")


def _checkpoint(server: Server) -> Path:
    name = PAIR.replace(".ipynb", "-checkpoint.ipynb")
    return server.place / "root" / ".ipynb_checkpoints" / name


def _until(browser: Browser, server: Server, sides: Sides, shown: str) -> float:
    """Compare in a new page, whose browser has our scripts in its cache, as on every day."""
    context = new_context(browser)
    open_lab(context, server).close()
    page = open_lab(context, server)
    page.wait_for_timeout(SETTLE_MS)
    act = COMPARE.replace("'A'", f"'{sides.earlier}'").replace("'B'", f"'{sides.later}'")
    taken = painted_after(page, act, shown)
    context.close()
    return taken


def _nbdime_in_lab(browser: Browser, server: Server) -> float:
    """Compare the open notebook with JupyterLab's own checkpoint of it."""
    context = new_context(browser)
    page = open_lab(context, server, PAIR)
    page.wait_for_function(NOTEBOOK_SHOWN)
    page.wait_for_timeout(SETTLE_MS)
    taken = painted_after(page, NBDIME, NBDIME_CELL, seconds=NBDIME_S)
    context.close()
    return taken


def _terminal_row(server: Server, sides: Sides) -> Row:
    scripts = Path(sys.executable).parent
    files = (_checkpoint(server), server.place / "root" / PAIR)
    home = os.environ | {"JUPYTER_MM_HOME": str(server.store)}
    commands: dict[str, list[str | Path]] = {
        "ours": [scripts / "jupyter-mm", "diff", sides.earlier, sides.later, "--code"],
        "nbdiff": [scripts / "nbdiff", *files],
    }

    def run(which: str) -> float:
        start = time.perf_counter()
        subprocess.run(commands[which], env=home, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

    turns = {which: (lambda _, which=which: run(which)) for which in commands}
    found = by_turns(turns, rounds=ROUNDS, warm_up=1)
    name = "compare two notebooks of 8 MB, in the terminal"
    return beside(name, median(found["ours"]), ("nbdiff", median(found["nbdiff"])), "s")
