"""Kishu as it is shipped; its own test mode leaves out the ways through the browser."""

from __future__ import annotations

import json
import os
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from typing import Any

from tests.benchmarks.families.kernel_state.backend import Backend


class Kishu(Backend):
    """Its hooks keep the state; a commit is made after each cell."""

    def attach(self) -> None:
        """Switch it on for the notebook file."""
        os.environ |= {
            "KISHU_PATH_ROOT": str(self.store),
            "ENV_KISHU_TEST_MODE": "true",
            "TEST_NOTEBOOK_PATH": str(self.notebook),
        }
        module = import_module("kishu.jupyterint")
        with self.shell.real.builtin_trap, redirect_stdout(StringIO()):
            module.init_kishu(str(self.notebook))
        self._kishu: Any = self.shell.real.user_ns["_kishu"]
        self._file = self.store / "commits.json"
        self._commits: dict[str, str] = {}
        if self._file.exists():
            self._commits = json.loads(self._file.read_text())

    def after_cell(self, number: int) -> None:
        """Note the commit that its hook has made."""
        self._commits[str(number)] = self._kishu._kishu_graph.head()

    def learn(self) -> None:
        """Write down the commits, for the next process."""
        self._file.write_text(json.dumps(self._commits))

    def stored_bytes(self) -> int:
        """Return the size of its database."""
        database = self._kishu.database_path()
        return sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*"))

    def restore(self, number: int) -> None:
        """Check out the variables."""
        with redirect_stdout(StringIO()):
            self._kishu.checkout(self._commits[str(number)], skip_notebook=True)
