"""What cells ran under: told in the row, in the section and in the read-only tab."""

import re
import sys

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

SIDEBAR = '[id="jupyter-mm:sidebar"]'
# What an installer leaves behind: the same files, without a network.
INSTALL = """import pathlib, shutil, sys
site = pathlib.Path("site")
for old in site.glob("sample_tool-*"):
    shutil.rmtree(old)
info = site / "sample_tool-{version}.dist-info"
info.mkdir(parents=True)
(info / "METADATA").write_text("Metadata-Version: 2.1\\nName: sample-tool\\nVersion: {version}\\n")
(info / "INSTALLER").write_text("pip\\n")
(info / "REQUESTED").touch()
(info / "RECORD").write_text("")
if str(site.resolve()) not in sys.path:
    sys.path.append(str(site.resolve()))"""


def test_an_installation_in_a_cell_is_told_in_its_row_and_in_the_read_only_tab(
    lab: Lab, server: LabServer
) -> None:
    path = lab.notebook(
        INSTALL.format(version="1.0"), "depth = 8", INSTALL.format(version="2.0"), "depth = 12"
    )
    panel = lab.sidebar()
    for cell in range(4):
        lab.run_cell(cell)
        server.wait_for_rows(path, cell + 1)
        server.wait_for(lambda: server.history(path)[0]["environment"], "the lock")
    chip = lab.rows.locator(".jp-mm-Chip-environment").first
    expect(chip).to_have_text("1 package changed")
    expect(chip).to_have_attribute("title", re.compile("sample-tool 1.0 → 2.0"))
    lab.shoot("environment-chip")

    chip.click()
    difference = panel.locator(".jp-mm-Difference")
    expect(difference).to_contain_text(re.compile(r"sample-tool\s*1\.0 → 2\.0"))
    expect(panel.locator(".jp-mm-Latest")).to_contain_text(
        f"Python {'.'.join(map(str, sys.version_info[:3]))}"
    )
    lab.shoot("environment-section")

    lab.rows.last.dblclick()
    note = lab.viewer.get_by_role("button", name=re.compile("Environment differs from now"))
    note.click()
    expect(lab.viewer.locator(".jp-mm-Drift")).to_contain_text("sample-tool")
    lab.shoot("drift-environment")
