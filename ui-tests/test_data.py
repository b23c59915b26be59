"""The data that cells used: listed by itself, verified on request, followed to who used it."""

import re
from pathlib import Path

import pytest
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import Locator, expect

SIDEBAR = '[id="jupyter-mm:sidebar"]'
TABLE = "id,age,spend\n" + "".join(f"{n},{20 + n % 60},{n * 1.5:.1f}\n" for n in range(800))
MARKUP = "<img src=z onerror='window.canary=1'>.csv"
CELLS = (
    "import pandas as pd\ncustomers = pd.read_csv('customers.csv')",
    "parts = [open(f'parts/{n}.txt').read() for n in range(40)]",
    "old = customers[customers.age > 40]\nold.to_csv('old.csv')\nlen(old)",
    "again = pd.read_csv('customers.csv')",
)


@pytest.fixture
def churn(lab: Lab, server: LabServer, request: pytest.FixtureRequest) -> Path:
    """A notebook that read a table and a folder of texts, and wrote a table; its folder."""
    name: str = request.node.name
    folder = server.root / name[:24]
    (folder / "parts").mkdir(parents=True)
    for number in range(40):
        (folder / "parts" / f"{number}.txt").write_text(str(number))
    (folder / "customers.csv").write_text(TABLE)
    path = lab.notebook(*CELLS, path=f"{folder.name}/churn.ipynb")
    lab.sidebar()
    lab.run_all()
    server.wait_for_rows(path, 4)
    server.wait_for(lambda: server.history(path)[0]["checkpoint"], "a checkpoint")
    return folder


def open_data(lab: Lab) -> Locator:
    lab.panel.locator(".jp-AccordionPanel-title", has_text="Data").click()
    return lab.panel.locator(".jp-mm-Data")


def test_data_is_listed_by_itself(lab: Lab, churn: Path) -> None:
    assert churn.is_dir()
    expect(lab.rows.last).to_contain_text("data 1")
    lines = open_data(lab)
    expect(lines).to_have_count(3)
    customers = lines.filter(has_text="customers.csv")
    expect(customers).to_contain_text("2 cells")
    expect(lines.filter(has_text="parts")).to_contain_text("40 files")
    expect(lines.filter(has_text="old.csv")).to_contain_text("written")

    customers.get_by_role("button").first.press("Enter")
    body = customers.locator(".jp-mm-Data-body")
    expect(body.locator("caption")).to_contain_text("800 rows × 3 columns")
    expect(body).to_contain_text(re.compile("Went into.*customers"))
    expect(body.locator(".jp-mm-Use")).to_have_count(2)
    lab.shoot("data-section")


def test_a_changed_file_is_named_when_it_is_verified_and_in_the_read_only_tab(
    lab: Lab, churn: Path
) -> None:
    customers = open_data(lab).filter(has_text="customers.csv")
    customers.get_by_role("button").first.click()
    (churn / "customers.csv").write_text(TABLE + "800,33,7.0\n")
    lab.panel.get_by_role("button", name="Verify").click()
    expect(customers.locator(".jp-mm-Standing")).to_have_text("changed")
    expect(customers.locator(".jp-mm-Data-body")).to_contain_text("+1 row")
    expect(lab.panel.locator(".jp-mm-Found")).to_contain_text("is not what it was")
    lab.shoot("data-changed")

    lab.rows.first.dblclick()
    note = lab.viewer.get_by_role("button", name=re.compile("Data changed since"))
    note.click()
    expect(lab.viewer.locator(".jp-mm-Drift")).to_contain_text("customers.csv")
    lab.shoot("drift-data")


def test_a_row_shows_what_led_to_it(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(
        "open('one.txt', 'w').write('1')", "open('two.txt', 'w').write('2')", path="led/to.ipynb"
    )
    panel = lab.sidebar()
    lab.run_all()
    server.wait_for_rows(path, 2)
    server.wait_for(lambda: server.history(path)[0]["checkpoint"], "a checkpoint")
    lab.choose(lab.rows.last, "Show Data")
    expect(panel.locator(".jp-mm-Data")).to_have_count(1)
    expect(panel.locator(".jp-mm-Scope")).to_contain_text("What led to")
    panel.get_by_role("button", name="Show all").click()
    expect(panel.locator(".jp-mm-Data")).to_have_count(2)


def test_names_of_files_with_markup_are_text(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(f"name = {MARKUP!r}\nopen(name, 'w').write('1')", path="named/odd.ipynb")
    lab.sidebar()
    lab.run_all()
    server.wait_for_rows(path, 1)
    server.wait_for(lambda: server.history(path)[0]["checkpoint"], "a checkpoint")
    lines = open_data(lab)
    expect(lines).to_contain_text(MARKUP)
    lines.get_by_role("button").first.click()
    expect(lines.locator(".jp-mm-Data-body")).to_contain_text(MARKUP)
    lab.shoot("data-markup")
    assert lab.panel.locator("img").count() == 0
    assert lab.page.evaluate("() => window.canary ?? null") is None
