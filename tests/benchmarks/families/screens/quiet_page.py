"""What we make the page do while cells run, and while nothing happens at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.browser import OURS, chromium, new_context, open_lab
from tests.benchmarks.families.screens.rows_list import READY, SHOW
from tests.benchmarks.families.screens.store import CELLS, RUNS
from tests.benchmarks.rows import AbovePeer, AtMost, alone, beside
from tests.benchmarks.sampling import by_turns, median
from tests.benchmarks.screen import Trace, traced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Request

    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.rows import Row

BARE = "same Lab without"
ROUNDS = 3
TASK_MS = 50
IDLE_MS = 60_000
SETTLE_MS = 5_000
"""After a start or the last cell: until then the page may still be busy with it."""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => null)"
ASKED = ("/jupyter-mm/", OURS)


def measure(ours: Server, bare: Server) -> Iterator[Row]:
    """Run a notebook on both sides by turns; then leave a page of each alone for a minute."""
    with chromium() as browser:
        yield from _while_cells_run(browser, ours, bare)
        yield from _idle(browser, ours, bare)


def _while_cells_run(browser: Browser, ours: Server, bare: Server) -> Iterator[Row]:
    """Compare with the same Lab without us: its own longest task is longer than our limit."""
    works: dict[str, list[float]] = {ours.url: [], bare.url: []}

    def longest(server: Server) -> Callable[[int], float]:
        def one(_: int) -> float:
            trace = _run(browser, server, with_us=server is ours)
            works[server.url].append(trace.work() / CELLS)
            return trace.longest_task()

        return one

    found = by_turns({"ours": longest(ours), "bare": longest(bare)}, rounds=ROUNDS, warm_up=1)
    peer = (BARE, median(found["bare"]))
    name = f"longest task while {CELLS} cells run"
    yield beside(name, median(found["ours"]), peer, "ms", goal=AbovePeer(TASK_MS))
    mine, others = (median(values[1:]) for values in works.values())
    yield beside("all work of the page, for each cell", mine, (BARE, others), "ms")


def _run(browser: Browser, server: Server, *, with_us: bool) -> Trace:
    page = open_lab(new_context(browser), server, RUNS)
    page.wait_for_function(READY)
    if with_us:
        page.evaluate(f"() => {SHOW}")
    page.wait_for_timeout(SETTLE_MS)

    def run() -> None:
        page.evaluate(RUN_ALL)
        page.wait_for_timeout(SETTLE_MS)

    trace = traced(browser, page, run)
    page.context.close()
    return trace


def _idle(browser: Browser, ours: Server, bare: Server) -> Iterator[Row]:
    """Count what both pages ask for in the same minute: JupyterLab itself polls as well."""
    seen: dict[str, list[str]] = {ours.url: [], bare.url: []}
    pages = [_idle_page(browser, server) for server in (ours, bare)]
    for page, urls in zip(pages, seen.values(), strict=True):
        page.on("request", partial(_note, urls))
    pages[0].wait_for_timeout(IDLE_MS)
    counts = [len(urls) for urls in seen.values()]
    asked = [url for url in seen[ours.url] if any(part in url for part in ASKED)]
    for page in pages:
        page.context.close()
    yield alone("requests of ours in an idle minute", len(asked), "", goal=AtMost(0))
    yield beside("all requests in an idle minute", counts[0], (BARE, counts[1]), "")


def _note(urls: list[str], request: Request) -> None:
    urls.append(request.url)


def _idle_page(browser: Browser, server: Server) -> Page:
    page = open_lab(new_context(browser), server, RUNS)
    page.wait_for_function(READY)
    page.evaluate(f"() => {SHOW}")
    page.wait_for_timeout(SETTLE_MS)
    return page
