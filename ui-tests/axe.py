"""What axe finds wrong with the surfaces of ours that are on a page."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"

# Every surface of ours; menus are drawn by JupyterLab. What is not visible is passed over.
SURFACES = {
    "sidebar": '[id="jupyter-mm:sidebar"]',
    "bar above a notebook": ".jp-mm-Bar",
    "note of a cell": ".jp-mm-CellNote",
    "deleted cells": ".jp-mm-Tombstone",
    "history of a cell": ".jp-mm-CellPopover",
    "banner of the viewer": ".jp-mm-Viewer-banner",
    "problem in the viewer": ".jp-mm-Viewer-problem",
    "output that was cut": ".jp-mm-Cut",
    "compare": ".jp-mm-Compare",
    "runs": ".jp-mm-RunsScreen",
    "answer in an output": ".jp-mm-Display",
    "dialog": ".jp-Dialog-content",
    "notification": ".Toastify__toast",
    "status bar": ".jp-mm-Status",
    "notebook toolbar": '[data-jp-item-name^="jupyter-mm"]',
}

# JupyterLab's own, the same in its file browser, its notebooks and where it asks for a choice.
NOT_OURS = ('part="clear-button"', "jp-OutputPrompt", '<select class="jp-mod-styled"><option')

# The body of JupyterLab hides what flows over and has no height: axe would take all on it for
# invisible, and would never look at a contrast.
TALL = "body { height: 100vh }"

# A row that still fades in is paler than it will be. The cursor of an editor never rests.
STILL = """async () => {
  const moving = document.getAnimations().filter(
    each => each.playState === 'running' && each.effect.getComputedTiming().endTime < 5000
      && !each.effect.target?.closest('.cm-cursorLayer'));
  // One may pause under way, as that of a notification in a page without focus.
  const late = new Promise(resolve => setTimeout(resolve, 2000));
  await Promise.race([late, Promise.all(moving.map(each => each.finished.catch(() => null)))]);
}"""

# One look at all surfaces: axe goes through the whole page each time that it is asked.
LOOK = """async ([surfaces, rules]) => {
  const shown = Object.entries(surfaces).flatMap(([surface, selector]) =>
    [...document.querySelectorAll(selector)]
      .filter(each => each.checkVisibility()).map(each => [surface, each]));
  if (shown.length === 0) return [];
  // Code, printed text and pictures are drawn by JupyterLab.
  const exclude = [['.cm-editor'], ['.jp-RenderedText'], ['.jp-RenderedImage']];
  const include = shown.map(([, each]) => each);
  const outside = node => node.getRootNode().host ? outside(node.getRootNode().host) : node;
  const {violations} = await axe.run({include, exclude}, {rules, elementRef: true});
  return violations.flatMap(({id, nodes}) =>
    nodes.flatMap(({element, html, failureSummary}) =>
      shown.filter(([, each]) => each.contains(outside(element))).map(([surface]) =>
        [surface, id, html.slice(0, 200), failureSummary.slice(0, 300)])));
}"""


def settle(page: Page) -> None:
    """Wait until nothing moves any more."""
    page.evaluate(STILL)


def violations(page: Page, *, with_contrast: bool = True) -> list[str]:
    """Return what is wrong, one line for each element, with the surface that it is on.

    Contrast takes most of the time.
    """
    settle(page)
    if not page.evaluate("() => 'axe' in window"):
        page.add_style_tag(content=TALL)
        page.add_script_tag(path=AXE)
    rules = {"color-contrast": {"enabled": with_contrast}}
    found: list[list[Any]] = page.evaluate(LOOK, [SURFACES, rules])
    return [" | ".join(each) for each in found if not any(part in each[2] for part in NOT_OURS)]
