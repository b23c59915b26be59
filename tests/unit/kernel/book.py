"""A namespace like a kernel's, kept by the real kernel side in a store of its own."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from jupyter_mm.blobs.home import load_key
from jupyter_mm.domain.execution import KernelSession
from jupyter_mm.kernel.inputs import InputWatch
from jupyter_mm.kernel.keeper import Clocks, Keeper, Running, Surroundings
from jupyter_mm.kernel.restoring.staging import Staging
from jupyter_mm.kernel.restoring.trust import Reader
from jupyter_mm.kernel.talking.server_link import ServerLink
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
    from jupyter_mm.domain.checkpoint import Checkpoint, State, Variable

SESSION = KernelSession(
    id="a" * 32, kernel_id=None, language="python", version="3.11.7", host="here", pid=1,
    started_at=1.0,
)  # fmt: skip
FLUSH_S = 60.0
PATIENT = {"variable_budget_s": 20.0, "capture_budget_s": 60.0}
"""For what must be kept also on a machine that stands still for a second."""


class Notebook:  # noqa: PLR0904  # what tests ask of a notebook
    """Runs cells and says what was kept. Use it as a context: its store is removed at the end."""

    def __init__(self, source: str = "", **changes: Any) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="mm-book-"))
        self.space: dict[str, Any] = {"__name__": "__main__"}
        self.run("")
        hidden = dict(self.space)
        self.run(source)
        self.keeper = Keeper(
            self.space,
            hidden,
            SESSION,
            dataclasses.replace(Settings(home=self.home / "store"), **{**PATIENT, **changes}),
            surroundings=Surroundings(
                link=ServerLink(None),
                inputs=InputWatch([]),
                environment={},
                clocks=Clocks(wall=time.time, steady=time.monotonic),
            ),
        )
        self.keeper.start()
        self.cells = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.keeper.courier.close()
        shutil.rmtree(self.home)

    def run(self, code: str) -> None:
        """Run code that nobody watches."""
        exec(code, self.space)  # a cell of the notebook

    def cell(self, code: str = "") -> Checkpoint:
        """Run a cell and return the checkpoint after it."""
        self.cells += 1
        now = time.time()
        running = Running(f"{self.cells:032x}", code, None, now, time.monotonic(), code=code)
        self.keeper.begin(running)
        self.run(code)
        self.keeper.end(running, count=self.cells, failure=None)
        assert self.keeper.courier.flush(FLUSH_S)
        assert self.keeper.troubles.count == 0, self.keeper.troubles.last
        head = self.keeper.courier.head
        assert head is not None
        return head

    def state(self, checkpoint: Checkpoint) -> State:
        """Return what was kept."""
        return self._reader().state(checkpoint)

    def keep(self, **values: Any) -> State:
        """Assign values in a cell and return the state after it."""
        self.space["given"] = values
        head = self.cell("globals().update(given); del given")
        return self.state(head)

    def groups(self, **values: Any) -> list[tuple[str, ...]]:
        """Return which of these names belong together."""
        found = [group.names for group in self.keep(**values).groups]
        return sorted(names for names in found if values.keys() & set(names))

    def reasons(self, **values: Any) -> dict[str, str | None]:
        """Return why each value is not kept, None for those that are."""
        return {one.name: one.reason for one in self.variables(**values).values()}

    def variables(self, **values: Any) -> dict[str, Variable]:
        return {one.name: one for one in self.keep(**values).variables()}

    def back(self, state: State) -> dict[str, Any]:
        """Return the values of a state, loaded beside the namespace."""
        names = self.keeper.memory.names
        staged = Staging(self._reader(), self.space, names).load(state.groups)
        staged.commit()
        return dict(staged.values)

    def round_trip(self, **values: Any) -> dict[str, Any]:
        """Return values as they come back; all of them must be kept."""
        state = self.keep(**values)
        assert not state.lost, state.lost
        return {name: value for name, value in self.back(state).items() if name in values}

    def _reader(self) -> Reader:
        blobs = self.keeper.courier.blobs
        assert blobs is not None
        return Reader(blobs, load_key(self.keeper.settings.home))
