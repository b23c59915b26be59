"""A JupyterLab page as its user has it: a few verbs, and waits for conditions only."""

import ast
import re
import secrets
import urllib.parse
from pathlib import Path
from typing import Any

from lab_server import LabServer
from pictures import Pictures
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, expect

OURS = re.compile(r"jupyter[-_]mm")
# The panel of the notebook, also while another tab is in front.
PANEL = """const panel = [...window.jupyterapp.shell.widgets('main')]
  .find(each => each.content?.model?.sharedModel?.cells && each.sessionContext);"""


class Lab(Pictures):  # noqa: PLR0904  # one verb for each thing a user does
    """One browser page on one server."""

    def __init__(self, page: Page, server: LabServer, shots: Path) -> None:
        super().__init__(page, shots)
        self.server = server
        self.tolerated: list[str] = []
        self.dialogs: list[str] = []
        self._console: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", self._catch)
        page.on("dialog", self._dismiss)

    # ------------------------------------------------------------ the console

    def _listen(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and OURS.search(f"{message.text} {where}"):
            self._console.append(f"{message.text} ({where})")

    def _catch(self, error: Error) -> None:
        if OURS.search(error.stack or ""):
            self._console.append(f"uncaught: {error.message}")

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss()

    def complaints(self) -> list[str]:
        """Errors of ours in the console, but for those with a text that the story expects."""
        return [text for text in self._console if not any(each in text for each in self.tolerated)]

    # ---------------------------------------------------------------- opening

    def open(self, path: str = "") -> "Lab":
        """Open JupyterLab in a workspace of its own: no layout is left from another story."""
        tree = f"/tree/{urllib.parse.quote(path)}" if path else ""
        return self._go(f"/lab/workspaces/w{secrets.token_hex(4)}{tree}")

    def open_in_notebook7(self, path: str) -> "Lab":
        return self._go(f"/notebooks/{urllib.parse.quote(path)}")

    def follow(self, address: str) -> "Lab":
        """Open a whole address, as a click on a link somewhere does."""
        separator = "&" if "?" in address else "?"
        return self._arrive(f"{address}{separator}token={self.server.token}")

    def _go(self, path: str) -> "Lab":
        return self._arrive(f"{self.server.url}{path}?token={self.server.token}")

    def _arrive(self, address: str) -> "Lab":
        self.page.goto(address)
        # A predicate, not an async function: its promise would count as true.
        self.page.wait_for_function("() => window.jupyterapp", timeout=60_000)
        self.page.evaluate("() => window.jupyterapp.restored.then(() => null)")
        return self

    def notebook(self, *cells: str, path: str | None = None) -> str:
        """Open a new notebook with these code cells and wait for its kernel."""
        name = path or f"n{secrets.token_hex(4)}.ipynb"
        self.server.put_notebook(name, cells)
        self.open(name).ready_kernel()
        return name

    def close(self) -> None:
        """Leave as a closed browser does: nothing is saved, nothing is asked."""
        self.page.context.close()

    # ------------------------------------------------------------- the kernel

    def ready_kernel(self) -> None:
        """Wait until the notebook's kernel answers; cells run earlier would open a dialog."""
        self.page.wait_for_function(
            f"""() => {{ {PANEL}
              return panel?.sessionContext.session?.kernel || document.querySelector('.jp-Dialog');
            }}""",
            timeout=60_000,
        )
        assert self.page.locator(".jp-Dialog").all_inner_texts() == []
        self.page.evaluate(f"() => {{ {PANEL} return panel.sessionContext.ready; }}")
        self.wait_idle()

    def wait_idle(self, seconds: float = 60) -> None:
        self.page.wait_for_function(
            f"""() => {{ {PANEL}
              const kernel = panel.sessionContext.session?.kernel;
              return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
            }}""",
            timeout=seconds * 1000,
        )

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        self.page.evaluate(
            "([n, a]) => window.jupyterapp.commands.execute(n, a).then(() => null)",
            [name, arguments or {}],
        )

    def run_all(self) -> None:
        """Run every cell and wait until the last one is done."""
        self.command("notebook:run-all-cells")

    def run_cell(self, index: int, *, wait: bool = True) -> None:
        self.page.evaluate(
            f"""([index, wait]) => {{ {PANEL}
              panel.content.activeCellIndex = index;
              const done = window.jupyterapp.commands.execute('notebook:run-cell');
              return wait ? done.then(() => null) : null;
            }}""",
            [index, wait],
        )

    def run_code(self, source: str) -> None:
        """Put a new cell at the end, run it and wait until it is done."""
        index = self.page.evaluate(
            f"""source => {{ {PANEL}
              const model = panel.content.model.sharedModel;
              model.insertCell(model.cells.length, {{cell_type: 'code', source}});
              return model.cells.length - 1;
            }}""",
            source,
        )
        self.run_cell(index)

    def value(self, expression: str) -> str:
        """Return the `repr` of an expression in the kernel; history does not notice."""
        answer = self.page.evaluate(
            f"""expression => {{ {PANEL}
              const future = panel.sessionContext.session.kernel.requestExecute({{
                code: '', silent: true, store_history: false, user_expressions: {{v: expression}}
              }});
              return future.done.then(reply => reply.content.user_expressions.v);
            }}""",
            f"repr({expression})",
        )
        assert answer["status"] == "ok", answer
        text: str = ast.literal_eval(answer["data"]["text/plain"])
        return text

    def outputs(self, cell: int) -> list[dict[str, Any]]:
        """Return the outputs that the document itself holds for a cell."""
        found: list[dict[str, Any]] = self.page.evaluate(
            f"""index => {{ {PANEL}
              return panel.content.model.sharedModel.cells[index].getOutputs();
            }}""",
            cell,
        )
        return found

    def set_source(self, cell: int, source: str) -> None:
        self.page.evaluate(
            f"""([index, source]) => {{ {PANEL}
              panel.content.model.sharedModel.cells[index].setSource(source);
            }}""",
            [cell, source],
        )

    def rename(self, path: str) -> None:
        """Give the open notebook's file another name, as the file browser does."""
        self.page.evaluate(
            f"""path => {{ {PANEL}
              return window.jupyterapp.serviceManager.contents.rename(panel.context.path, path)
                .then(() => null);
            }}""",
            path,
        )

    def wait_for_value(self, expression: str, value: str) -> None:
        self.server.wait_for(lambda: self.value(expression) == value, f"{expression} = {value}")

    def wait_for_outputs(self, cell: int) -> None:
        self.server.wait_for(lambda: self.outputs(cell) != [], f"outputs of cell {cell}")

    def wait_for_picture(self, image: Locator) -> None:
        """Wait until a picture is not only there but decoded."""
        expect(image).to_be_visible()
        self.server.wait_for(
            lambda: image.evaluate("node => node.complete && node.naturalWidth > 0"), "a picture"
        )

    def dismiss_dialogs(self) -> None:
        """Close JupyterLab's own dialogs, such as the one about a lost connection."""
        while self.page.locator(".jp-Dialog").count():
            self.page.keyboard.press("Escape")

    # ------------------------------------------------------------ the sidebar

    def sidebar(self) -> Locator:
        """Bring the sidebar to the front and return it."""
        self.page.evaluate("() => window.jupyterapp.shell.activateById('jupyter-mm:sidebar')")
        expect(self.panel).to_be_visible()
        return self.panel

    @property
    def panel(self) -> Locator:
        return self.page.locator('[id="jupyter-mm:sidebar"]')

    @property
    def rows(self) -> Locator:
        return self.panel.get_by_role("listbox").get_by_role("option")

    def row(self, title: str | re.Pattern[str]) -> Locator:
        return self.rows.filter(has_text=title)

    def titles(self) -> list[str]:
        """Return the rows' titles, newest first."""
        return self.rows.locator(".jp-mm-Row-title").all_inner_texts()

    @property
    def filter(self) -> Locator:
        return self.panel.get_by_role("textbox").or_(self.panel.get_by_role("searchbox")).first

    def choose(self, row: Locator, item: str | re.Pattern[str]) -> None:
        """Take an entry of a row's context menu."""
        row.click(button="right")
        self.page.get_by_role("menuitem", name=item).click()

    @property
    def dialog(self) -> Locator:
        return self.page.locator(".jp-Dialog").last

    @property
    def viewer(self) -> Locator:
        return self.page.locator(".jp-mm-Viewer").last
