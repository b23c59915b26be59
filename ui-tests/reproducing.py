"""What stories of running again have in common."""

import re

from lab_page import Lab
from playwright.sync_api import Locator, expect
from small_kernel import NAME

BUILD_MS = 240_000
UNDER_WAY = re.compile("Making|Installing|Running|cell")
TABLE = "id,age\n" + "".join(f"{n},{20 + n % 60}\n" for n in range(60))
CELLS = (
    "import csv\nrows = list(csv.DictReader(open('customers.csv')))",
    "ages = [int(row['age']) for row in rows]",
    "print('mean age', sum(ages) / len(ages))",
)


def toast(lab: Lab, text: str | re.Pattern[str]) -> Locator:
    return lab.page.locator(".Toastify__toast", has_text=text)


def ran(lab: Lab, path: str, cells: tuple[str, ...]) -> None:
    """Run a notebook of these cells on the small kernel, until all is kept."""
    lab.server.put_notebook(path, cells, kernel=NAME)
    lab.open(path).ready_kernel()
    lab.sidebar()
    lab.run_all()
    lab.server.wait_for_rows(path, len(cells))
    lab.server.wait_for(
        lambda: all(row["checkpoint"] for row in lab.server.history(path)), "the checkpoints"
    )
    expect(lab.rows).to_have_count(len(cells))  # the page hears of them a moment later


def reproduce(lab: Lab) -> None:
    lab.choose(lab.rows.first, "Reproduce…")
    lab.dialog.get_by_role("button", name="Reproduce").click()


def badge(lab: Lab, name: str) -> Locator:
    return lab.rows.first.get_by_role("img", name=name)
