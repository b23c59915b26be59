from pathlib import Path
from typing import Any

from lab_page import Lab
from playwright.sync_api import expect

# Inside JupyterLab's own search box, the same in its file browser.
NOT_OURS = 'part="clear-button"'
AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"


def violations(lab: Lab, selector: str) -> list[str]:
    """Return what axe finds wrong inside the elements of a selector."""
    if not lab.page.evaluate("() => 'axe' in window"):
        lab.page.add_script_tag(path=AXE)
    found: list[dict[str, Any]] = lab.page.evaluate(
        "selector => axe.run({include: [[selector]]}).then(result => result.violations)", selector
    )
    return [
        f"{each['id']}: {node['html'][:160]} | {node['failureSummary'][:300]}"
        for each in found
        for node in each["nodes"]
        if NOT_OURS not in node["html"]
    ]


def test_axe_finds_nothing_wrong_with_the_sidebar_the_dialog_and_the_viewer(lab: Lab) -> None:
    lab.notebook("a = 1", "%mm_log acc=0.93", "a = 2; 1 / 0")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(3)
    for shade in ("light", "dark"):
        lab.theme(shade)
        assert violations(lab, '[id="jupyter-mm:sidebar"]') == []
    lab.choose(lab.rows.nth(1), "Restore Variables…")
    expect(lab.dialog).to_contain_text("a")
    assert violations(lab, ".jp-Dialog-content") == []
    lab.dialog.get_by_role("button", name="Cancel").click()
    lab.rows.nth(1).dblclick()
    expect(lab.viewer).to_contain_text("mm_log")
    # What JupyterLab draws of cells is its own.
    assert violations(lab, ".jp-mm-Viewer-banner") == []
    lab.theme("light")
