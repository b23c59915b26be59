"""JupyterLab's start with and without us, and the script that we make it load."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.benchmarks.browser import OURS, chromium, new_context, open_lab
from tests.benchmarks.rows import AbovePeer, AtMost, alone, beside
from tests.benchmarks.sampling import by_turns, median

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.rows import Row

PAIRS = 10
START_MS = 50


def measure(ours: Server, bare: Server) -> Iterator[Row]:
    """Measure from navigation to restored, by turns, each side with its own warm browser cache."""
    with chromium() as browser:
        contexts = {server.url: new_context(browser) for server in (ours, bare)}
        sides = {
            "ours": lambda _: _start(contexts[ours.url], ours),
            "bare": lambda _: _start(contexts[bare.url], bare),
        }
        found = by_turns(sides, rounds=PAIRS, warm_up=1)
        yield beside(
            "JupyterLab, start, p50",
            median(found["ours"]),
            ("same Lab without", median(found["bare"])),
            "ms",
            goal=AbovePeer(START_MS),
        )
        yield alone("script loaded at start", _loaded_kb(browser, ours), "kB", goal=AtMost(150))


def _start(context: BrowserContext, server: Server) -> float:
    page = open_lab(context, server)
    taken = float(page.evaluate("() => window.restoredAt"))
    page.close()
    return taken


def _loaded_kb(browser: Browser, server: Server) -> float:
    """Return what was fetched of ours until the start was over, uncompressed, in 1000 bytes."""
    page = open_lab(new_context(browser), server)
    entries = page.evaluate("() => window.loadedUntilThen")
    ours = {entry["url"]: int(entry["bytes"]) for entry in entries if OURS in entry["url"]}
    for url, size in ours.items():
        print(f"{size:>8} {url.partition(OURS)[2]}", file=sys.stderr)
    page.close()
    if not ours:
        raise RuntimeError("the page loaded nothing of jupyter_mm")
    return sum(ours.values()) / 1000
