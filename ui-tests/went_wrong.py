"""A notebook in which all went wrong since, and the verbs of bringing it back."""

import json
import re
from typing import Any

from lab_page import PANEL, Lab
from lab_server import LabServer
from playwright.sync_api import Locator, expect

CELLS = (
    "depth = 8\nscores = {'a': [1, 2]}",
    "print('depth', depth)",
    "table = [depth] * 3\ntable",
)
NAMES = ("depth", "scores", "table", "extra")
THEN = {"depth": "8", "scores": "{'a': [1, 2]}", "table": "[8, 8, 8]", "extra": "'absent'"}
NOW = {"depth": "12", "scores": "'absent'", "table": "[12]", "extra": "{1}"}


def document(lab: Lab) -> Any:
    """Return all of the notebook that is open: text, outputs, metadata, order, ids."""
    return lab.page.evaluate(
        f"""() => {{ {PANEL}
          const {{cells, metadata}} = panel.content.model.sharedModel.toJSON();
          for (const cell of cells) delete cell.metadata.trusted;
          return {{cells, metadata}};
        }}"""
    )


def sources(lab: Lab) -> list[str]:
    return [cell["source"] for cell in document(lab)["cells"]]


def state(lab: Lab) -> dict[str, str]:
    return {name: lab.value(f"globals().get({name!r}, 'absent')") for name in NAMES}


def on_disk(server: LabServer, path: str) -> list[str]:
    cells = json.loads((server.root / path).read_text())["cells"]
    return ["".join(cell["source"]) for cell in cells]


def edit(lab: Lab, script: str) -> None:
    lab.page.evaluate(
        f"() => {{ {PANEL} const model = panel.content.model.sharedModel; {script} }}"
    )


def gone_wrong(lab: Lab) -> str:
    """Run a notebook, save it, then change everything, in part without running or saving it."""
    path = lab.notebook(*CELLS)
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(3)
    lab.command("docmanager:save")
    assert state(lab) == THEN
    lab.set_source(0, "depth = 12\nextra = {1}\ndel scores\ntable = [depth]\nprint('changed')")
    lab.run_cell(0)
    expect(lab.rows).to_have_count(4)
    edit(
        lab,
        """model.deleteCellRange(1, 2);
        model.insertCell(0, {cell_type: 'markdown', source: '# Unsaved ünwritten 🎈'});
        model.cells[2].setSource('never run');
        model.setMetadata('mine', {deep: [1, null]});""",
    )
    assert state(lab) == NOW
    return path


def restore(lab: Lab, row: int = 1) -> None:
    """Open the dialog of a row: 1 is the last one of the first run."""
    lab.choose(lab.rows.nth(row), re.compile(r"^Restore…"))


def accept(lab: Lab) -> None:
    lab.dialog.get_by_role("button", name="Restore", exact=True).click()
    expect(lab.page.locator(".jp-Dialog")).to_have_count(0)
    expect(lab.page.get_by_role("button", name="Undo", exact=True)).to_be_visible()


def toast(lab: Lab) -> Locator:
    return lab.page.locator(".Toastify__toast").last


def tick(lab: Lab, part: str, *, on: bool) -> None:
    lab.dialog.get_by_role("checkbox", name=part).set_checked(on)


def into(lab: Lab, target: str) -> None:
    lab.dialog.get_by_role("radio", name=target, exact=True).check()


def undo(lab: Lab, how: str) -> None:
    if how == "button":
        lab.page.get_by_role("button", name="Undo", exact=True).click()
    else:
        lab.command("jupyter-mm:undo-restore")
    expect(toast(lab)).to_contain_text("Restore undone")


def accept_undo(lab: Lab, asked: str) -> None:
    """Say yes to an undo that replaces what was done since."""
    expect(lab.dialog).to_contain_text(asked)
    lab.dialog.get_by_role("button", name="Undo Restore", exact=True).click()
    expect(toast(lab)).to_contain_text("Restore undone")


def start_command(lab: Lab, name: str, arguments: dict[str, Any]) -> None:
    """Run a command that asks something before it is done."""
    lab.page.evaluate(
        "([n, a]) => { void window.jupyterapp.commands.execute(n, a); }", [name, arguments]
    )


def wait_enabled(lab: Lab, name: str) -> None:
    lab.page.wait_for_function("n => window.jupyterapp.commands.isEnabled(n)", arg=name)
