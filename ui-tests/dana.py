"""Dana's notebook of customers who leave, and what her days have in common."""

from lab_page import Lab
from playwright.sync_api import Locator, expect

SETUP = """import pandas as pd
import matplotlib.pyplot as plt
%matplotlib inline
df = pd.DataFrame({"age": range(800), "tenure": [n % 72 for n in range(800)]})"""
MODEL = """depth = 8
acc = 0.895 + 0.003 * depth
plt.figure(figsize=(2, 2)); plt.bar([0, 1], [1, depth]); plt.show()
%mm_log acc"""


def toasts(lab: Lab) -> Locator:
    return lab.page.locator(".Toastify__toast")


def told(lab: Lab, text: str) -> Locator:
    """Wait for a notification with this text."""
    found = toasts(lab).filter(has_text=text)
    expect(found).to_be_visible()
    return found


def comparison(lab: Lab) -> Locator:
    return lab.page.locator(".jp-mm-Compare").last


def summary(lab: Lab) -> Locator:
    return comparison(lab).locator(".jp-mm-Compare-summary")


def in_cell(lab: Lab, cell: int, *keys: str) -> None:
    """Click beside a cell's text and type, as somebody does who knows the chords."""
    lab.page.locator(".jp-Notebook .jp-Cell").nth(cell).locator(".jp-InputPrompt").click()
    for key in keys:
        lab.page.keyboard.press(key)


def run_kept(lab: Lab, path: str, *cells: int) -> None:
    """Run cells one by one, each until it is kept whole."""
    for cell in cells:
        before = len(lab.server.history(path))
        lab.run_cell(cell)
        lab.server.wait_for_checkpoints(path, before + 1)
