"""The list of a notebook with 10,000 executions: first paint, scrolling, filtering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.browser import chromium, new_context, open_lab
from tests.benchmarks.families.screens.store import BOOKS, EXECUTIONS, ROWS
from tests.benchmarks.rows import AtMost, alone
from tests.benchmarks.sampling import median, p95
from tests.benchmarks.screen import painted_after, painted_after_key, traced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.rows import Row

PAGES = 10
FRAMES = 300
STEP_PX = 120
ROUNDS = 10
FRAME_MS = 16
FILTER_MS = 100
PAINT_MS = 150
TAG = "tag:best"
TAGGED = EXECUTIONS // 1000  # all of them in the first notebook

READY = """() => {
  const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
  return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
}"""
SHOW = "window.jupyterapp.shell.activateById('jupyter-mm:sidebar')"
HAS_ROWS = """const rows = [...document.querySelectorAll('.jp-mm-Row[data-execution]')];
const size = rows.at(-1)?.getAttribute('aria-setsize') ?? '0';
return size === 'SIZE' && (size === '0' || rows.length > 9)"""

LOAD_ALL = """async size => {
  const node = document.querySelector('.jp-mm-Scroller');
  while (!node.querySelector(`.jp-mm-Row[aria-posinset="${size}"]`)) {
    node.scrollTop = node.scrollHeight;
    await new Promise(requestAnimationFrame);
  }
  node.scrollTop = 0;
}"""
SCROLL = """async ({ frames, step }) => {
  const node = document.querySelector('.jp-mm-Scroller');
  for (let frame = 0; frame < frames; frame += 1) {
    await new Promise(requestAnimationFrame);
    performance.mark('frame');
    node.scrollTop += step;
  }
  const box = node.getBoundingClientRect();
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return at?.closest('.jp-mm-Row') !== null;
}"""
FILTER = "[id='jupyter-mm:sidebar'] :is(input[type=search], input[type=text])"


def measure(server: Server) -> Iterator[Row]:
    """Measure first paint in pages of their own, and the rest in one."""
    with chromium() as browser:
        context = new_context(browser)
        _first_paint(context, server)  # fills the browser's cache
        paints = [_first_paint(context, server) for _ in range(PAGES)]
        name = f"list of {ROWS:,}, first paint"
        yield alone(f"{name}, p50", median(paints), "ms", goal=AtMost(PAINT_MS))
        yield alone(f"{name}, p95", p95(paints), "ms", goal=AtMost(PAINT_MS))
        page = _opened(context, server)
        painted_after(page, SHOW, _has(ROWS))
        page.evaluate(LOAD_ALL, ROWS)
        yield from _scrolling(browser, page)
        yield from _filtering(page)
        page.close()


def _opened(context: BrowserContext, server: Server) -> Page:
    page = open_lab(context, server, BOOKS[0])
    page.wait_for_function(READY)
    return page


def _first_paint(context: BrowserContext, server: Server) -> float:
    page = _opened(context, server)
    taken = painted_after(page, SHOW, _has(ROWS))
    page.close()
    return taken


def _scrolling(browser: Browser, page: Page) -> Iterator[Row]:
    """Turn the wheel for 300 frames; what counts is all that the page does in each of them."""
    shown: list[bool] = []
    trace = traced(
        browser,
        page,
        lambda: shown.append(page.evaluate(SCROLL, {"frames": FRAMES, "step": STEP_PX})),
    )
    if shown != [True]:
        raise RuntimeError("the list shows no rows after scrolling")
    work = trace.work_between_marks()[1:]
    name = f"list of {ROWS:,}, work in a frame while scrolling"
    yield alone(f"{name}, p50", median(work), "ms")
    yield alone(f"{name}, p95", p95(work), "ms", goal=AtMost(FRAME_MS))


def _filtering(page: Page) -> Iterator[Row]:
    """Type a filter; its last letter counts, from the key until the rows are painted."""
    box = page.locator(FILTER).first
    taken = []
    for _ in range(ROUNDS):
        box.fill(TAG[:-1])
        page.wait_for_function(f"() => {{ {_has(0)} }}")
        box.press("End")
        taken.append(painted_after_key(page, TAG[-1], _has(TAGGED)))
    name = f"list of {ROWS:,}, filter, last key to rows"
    yield alone(f"{name}, p50", median(taken), "ms", goal=AtMost(FILTER_MS))
    yield alone(f"{name}, p95", p95(taken), "ms", goal=AtMost(FILTER_MS))


def _has(rows: int) -> str:
    return HAS_ROWS.replace("SIZE", str(rows))
