"""Large variables are kept behind the user's back, told of, and asked about once."""

import re

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

FRAME = """import numpy as np
import pandas as pd
df = pd.DataFrame(np.random.default_rng(1).random((9_400_000, 4)))
small = 1"""


def note_what_is_told(lab: Lab) -> None:
    """Collect every text that the header shows, however briefly."""
    lab.page.evaluate(
        """() => {
          window.told = new Set();
          const tell = () => document.querySelectorAll('.jp-mm-Header .jp-mm-Keeping')
            .forEach(node => window.told.add(node.textContent));
          new MutationObserver(tell).observe(
            document.querySelector('.jp-mm-Header'),
            {subtree: true, childList: true, characterData: true});
        }"""
    )


def test_a_frame_of_300_mb_is_saved_in_sight_and_not_kept_after_skip(
    lab: Lab, server: LabServer
) -> None:
    path = lab.notebook(FRAME, "small += 1", "df.iloc[0, 0] = 0.0")
    lab.sidebar()
    keeping = lab.panel.locator(".jp-mm-Keeping")
    note_what_is_told(lab)
    lab.run_cell(0)
    bar = lab.page.locator(".jp-mm-Bar:visible")
    expect(bar).to_contain_text("df takes 301 MB. Keep it", timeout=60_000)
    expect(lab.rows).to_have_count(1, timeout=60_000)
    expect(keeping).to_have_text(re.compile("^kept "), timeout=60_000)
    told = lab.page.evaluate("() => [...window.told]")
    assert any(re.match(r"saving \d+ variables? \(30\d MB\)", text) for text in told), told
    lab.shoot("ask-large")
    assert server.history(path)[0]["skipped"] == 0, "it is kept until somebody decides"

    bar.get_by_role("button", name="Skip").click()
    expect(bar).to_have_count(0)
    lab.run_cell(1)
    lab.run_cell(2)
    expect(lab.rows).to_have_count(3, timeout=60_000)
    server.wait_for(lambda: server.history(path)[0]["checkpoint"], "a checkpoint")
    assert server.history(path)[0]["size_bytes"] < 1_000_000
    lab.panel.get_by_text("Variables", exact=True).click()
    left_out = lab.panel.locator(".jp-mm-Variable[data-variable=df]")
    expect(left_out).to_contain_text("left out")
    lab.shoot("variables")
    left_out.get_by_role("button", name="Keep df again").click()
    lab.run_cell(1)
    server.wait_for(lambda: server.history(path)[0]["size_bytes"] > 300_000_000, "df", 60)
