"""A real Chromium and the pages of a real JupyterLab."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.benchmarks.jupyter import Server

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
)
TIMEOUT_MS = 60_000
OURS = "/lab/extensions/jupyter-mm/"
"""Where a page loads our scripts from."""

# Notes the moment in the page itself: asking from outside would add the way there and back.
NOTE_RESTORED = """
performance.setResourceTimingBufferSize(10_000);
let app;
Object.defineProperty(window, 'jupyterapp', {
  configurable: true,
  get: () => app,
  set: value => {
    app = value;
    app.restored.then(() => {
      window.restoredAt = performance.now();
      window.loadedUntilThen = performance.getEntriesByType('resource').map(
        entry => ({ url: entry.name, bytes: entry.decodedBodySize }));
    });
  }
});
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium inside; MM_CHROMIUM names another than Debian's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("MM_CHROMIUM", "/usr/bin/chromium"),
            chromium_sandbox=False,
            args=list(QUIET),
        )
        try:
            yield browser
        finally:
            browser.close()


def new_context(browser: Browser) -> BrowserContext:
    """Return a browser profile of its own, with its own cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(TIMEOUT_MS)
    context.add_init_script(NOTE_RESTORED)
    return context


def open_lab(context: BrowserContext, server: Server, path: str = "") -> Page:
    """Open JupyterLab, with a notebook where a path is given, and return it when it is restored."""
    tree = f"/tree/{path}" if path else ""
    page = context.new_page()
    # A workspace of its own: no layout is left over from the page before.
    workspace = f"/lab/workspaces/w{secrets.token_hex(4)}{tree}"
    page.goto(f"{server.url}{workspace}?token={server.token}")
    page.wait_for_function("() => window.restoredAt !== undefined")
    return page
