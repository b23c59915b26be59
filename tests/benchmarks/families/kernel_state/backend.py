"""What a way to keep kernel states has to offer to be measured."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.families.kernel_state.shell import Shell

PLACES = {
    "none": "backend:Nothing",
    "jupyter_mm": "ours:JupyterMM",
    "kishu": "kishu_peer:Kishu",
    "dill": "picklers:Dill",
    "cloudpickle": "picklers:Cloudpickle",
    "p5cas": "floors:WholeBuffers",
    "p5chunk": "floors:Chunks",
}
PEERS = ("kishu", "dill", "cloudpickle", "p5cas", "p5chunk")


class Backend:  # noqa: PLR0904  # one method for each moment of a run
    """attach, then after_cell after each cell, then drain, then restore in any order."""

    def __init__(self, shell: Shell, store: Path, notebook: Path) -> None:
        """Keep states in the folder `store`."""
        self.shell, self.store, self.notebook = shell, store, notebook
        self.notes: list[str] = []

    def attach(self) -> None:
        """Begin, in a process of its own; the store may hold what an earlier process kept."""
        raise NotImplementedError

    def after_cell(self, number: int) -> None:
        """Keep the state after a cell, where no hook has done it already."""

    def drain(self) -> None:
        """Return when all that was kept so far is stored."""

    def learn(self) -> None:
        """Find out what `restore` needs to know, for this process and the next. Not timed."""

    def prepare(self) -> None:
        """Do what a kernel has done long before its user restores anything. Not timed."""

    def restore(self, number: int) -> None:
        """Bring back the state after a cell."""
        raise NotImplementedError

    def announced(self, number: int) -> set[str]:
        """Return the names of which it says, before a restore, that they will not come back."""
        return set()

    def stored_bytes(self) -> int:
        """Return what the store takes."""
        files = (path for path in self.store.rglob("*") if path.is_file() and not path.is_symlink())
        return sum(path.stat().st_size for path in files)

    def note(self, text: str) -> None:
        """Add a remark once."""
        if text not in self.notes:
            self.notes.append(text)


class Nothing(Backend):
    """The shell alone: what all others are compared with."""

    def attach(self) -> None:
        """Do nothing."""


def backend_named(name: str) -> type[Backend]:
    """Return a backend's class; only its own module is imported."""
    module, _, kind = PLACES[name].partition(":")
    found = getattr(import_module(f"tests.benchmarks.families.kernel_state.{module}"), kind)
    assert issubclass(found, Backend)
    return found
