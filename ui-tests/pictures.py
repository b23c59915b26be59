"""Pictures of a page in light, in dark and with a narrow sidebar, each looked at by axe."""

from pathlib import Path

import axe
from playwright.sync_api import Page

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

# JupyterLab's own least width is 250 px; users with other themes and zooms have less.
NARROW = """document.addEventListener('DOMContentLoaded', () => {
  const style = document.createElement('style');
  style.textContent = ':root { --jp-sidebar-min-width: 240px !important }';
  document.head.append(style);
})"""
WIDE_PX, NARROW_PX = 330, 240


class Pictures:
    """Keeps pictures of one page, and what is wrong with what they show."""

    def __init__(self, page: Page, shots: Path) -> None:
        self.page, self.shots = page, shots
        self.unfit: list[str] = []
        page.add_init_script(NARROW)

    def shoot(self, name: str, *, light_only: bool = False) -> None:
        """Keep pictures in light, in dark, and with a sidebar of 240 px."""
        if light_only:
            self._picture(f"{name}-light")
            return
        has_sidebar = self.page.locator("#jp-main-split-panel").count() > 0
        has_sidebar &= self.page.locator(".jp-Dialog").count() == 0  # it covers the edge to drag
        before = self.page.evaluate_handle("document.activeElement")
        if has_sidebar:
            self.set_sidebar_width(WIDE_PX)
        self._picture(f"{name}-light")
        self.theme("dark")
        self._picture(f"{name}-dark")
        self.theme("light")
        if has_sidebar:
            self.set_sidebar_width(NARROW_PX)
            self._picture(f"{name}-240px")
            # The mouse dragged for the picture alone: whoever had the focus goes on.
            before.evaluate("node => node !== document.activeElement && node?.focus?.()")

    def shoot_as_is(self, name: str) -> None:
        """Keep pictures in light and in dark; nothing is pressed, which would close a pop-up."""
        for shade in ("dark", "light"):
            self.theme(shade)
            self._picture(f"{name}-{shade}")

    def _picture(self, name: str) -> None:
        axe.settle(self.page)
        self.page.screenshot(path=self.shots / f"{name}.png")
        is_narrow = name.endswith("-240px")  # the same words in the same colours
        found = axe.violations(self.page, with_contrast=not is_narrow)
        self.unfit += [f"{name}: {each}" for each in found]

    def theme(self, shade: str) -> None:
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
            ".then(() => null)",
            THEMES[shade],
        )
        self.page.wait_for_function(
            """name => document.body.dataset.jpThemeName === name
              && document.fonts.status === 'loaded'
              && !document.querySelector('#jupyterlab-splash')""",
            arg=THEMES[shade],
        )

    def set_sidebar_width(self, width: int) -> None:
        """Drag the edge of the sidebar, as a user does."""
        box = self.page.locator("#jp-left-stack").bounding_box()
        assert box is not None
        edge, middle = box["x"] + box["width"] + 2, box["y"] + box["height"] / 2
        self.page.mouse.move(edge, middle)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + width + 2, middle, steps=4)
        self.page.mouse.up()
        self.page.wait_for_function(
            "w => Math.abs(document.querySelector('#jp-left-stack').clientWidth - w) < 6", arg=width
        )
