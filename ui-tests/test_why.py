"""Why a metric changed: the file that is another one is named, with evidence."""

from typing import Any

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

CELLS = (
    "from pathlib import Path",
    "rows = Path('rows.csv').read_text().splitlines()",
    "colour = 'red'",
    "acc = len(rows) / 10\n%mm_log acc",
)
CARD = ".jp-mm-Why"


def kept(server: LabServer, path: str) -> list[dict[str, Any]]:
    return [row for row in server.history(path) if row["checkpoint"] is not None]


def test_the_file_that_changed_is_the_proved_cause(lab: Lab, server: LabServer) -> None:
    rows = server.root / "rows.csv"
    rows.write_text("a\nb\nc\n")
    path = lab.notebook(*CELLS)
    for cell in range(4):
        lab.run_cell(cell)
    # Whoever overwrites a file before its digest is known leaves nothing to prove anything by.
    server.wait_for(lambda: len(kept(server, path)) == len(CELLS), "the first round")
    rows.write_text("a\nb\nc\nd\ne\n")
    lab.set_source(2, "colour = 'blue'")
    for cell in (1, 2, 3):
        lab.run_cell(cell)
    server.wait_for(lambda: len(kept(server, path)) == len(CELLS) + 3, "all checkpoints")
    ran = kept(server, path)
    first, last = ran[3]["execution"], ran[0]["execution"]
    lab.command("jupyter-mm:why-changed", {"metric": "acc", "a": first, "b": last})
    card = lab.page.locator(CARD)
    expect(card).to_contain_text("rows.csv", timeout=60_000)
    proved = card.locator('[data-verdict="proved"]')
    expect(proved).to_have_count(1)
    expect(proved).to_contain_text("rows.csv")
    card.get_by_text("1 ruled out").click()
    expect(card.locator('[data-verdict="ruled out"]')).to_contain_text(
        "Parameter colour 'red' → 'blue'"
    )
    lab.shoot("why")
