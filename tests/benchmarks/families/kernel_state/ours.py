"""jupyter_mm as `%load_ext jupyter_mm` gives it, with a real Jupyter server beside the kernel."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from jupyter_mm.kernel.extension import load, loaded
from tests.benchmarks.families.kernel_state.backend import Backend

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.kernel.talking.desk import Desk

PATIENCE_S = 120.0
PAGE = 200


class JupyterMM(Backend):
    """Its hooks keep the state; the checkpoints' ids are asked for when all is delivered."""

    desk: Desk

    def attach(self) -> None:
        """Load the extension; the server is the one that JPY_PARENT_PID names, if any."""
        os.environ.setdefault("JUPYTER_MM_HOME", str(self.store))
        load(self.shell.real)
        magics = loaded(self.shell.real)
        assert magics is not None
        self.desk = magics.desk
        self._file = self.store.parent / "checkpoints.json"
        self._ids: list[str] = json.loads(self._file.read_text()) if self._file.exists() else []

    def drain(self) -> None:
        """Wait for the courier, then learn which checkpoint belongs to which cell."""
        keeper = self.desk.keeper
        if not keeper.courier.flush(PATIENCE_S):
            raise TimeoutError(
                f"{keeper.courier.backlog.jobs} records wait after {PATIENCE_S:.0f} s"
            )
        if keeper.troubles.count:
            self.note(f"{keeper.troubles.count} failures of ours, last: {keeper.troubles.last}")

    def learn(self) -> None:
        """Note the ids, for restores in this process and the next. Not part of any figure."""
        found: list[str] = []
        query = {"session": self.desk.keeper.session.id, "limit": PAGE}
        page = self.desk.keeper.questions.ask("list_history", query)
        while True:
            found += [row["checkpoint"] or "" for row in page["rows"]]
            if page["next_before"] is None:
                break
            page = self.desk.keeper.questions.ask(
                "list_history", {**query, "before": page["next_before"]}
            )
        self._ids = found[::-1]
        self._file.write_text(json.dumps(self._ids))

    def prepare(self) -> None:
        """Have the session announced: the page asks the kernel how things stand when it opens."""
        self.drain()
        self.desk.history(count=1)

    def restore(self, number: int) -> None:
        """Check out the variables."""
        self.desk.checkout(self._ids[number])

    def announced(self, number: int) -> set[str]:
        """Return what the plan says cannot come back."""
        plan = self.desk.restorer.plan(self._ids[number])
        return {variable.name for variable in plan.cannot}

    def stored_bytes(self) -> int:
        """Return the size of the whole store: states, catalog, what waits to be delivered."""
        home = self.desk.keeper.settings.home
        return sum(_size(path) for path in home.rglob("*"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:  # a record that was delivered meanwhile
        return 0
