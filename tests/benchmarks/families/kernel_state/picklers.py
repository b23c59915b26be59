"""Peers that write the whole namespace after each cell: dill and cloudpickle as people use them."""

from __future__ import annotations

import pickle
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tests.benchmarks.families.kernel_state.backend import Backend

if TYPE_CHECKING:
    from pathlib import Path


class Dill(Backend):
    """One `dill.dump_module` per cell."""

    def attach(self) -> None:
        """Take `__main__`, which the shell made its own module."""
        self._dill: Any = import_module("dill")
        self._main = sys.modules["__main__"]

    def _file(self, number: int) -> Path:
        return self.store / f"{number:05d}.dill"

    def after_cell(self, number: int) -> None:
        """Dump the module."""
        self._dill.dump_module(self._file(number), module=self._main)

    def restore(self, number: int) -> None:
        """Load the module."""
        self._dill.load_module(self._file(number), module=self._main)


class Cloudpickle(Backend):
    """One pickle of all variables per cell; of those that pickle, where one does not."""

    def attach(self) -> None:
        """Import it."""
        self._cloudpickle: Any = import_module("cloudpickle")

    def _file(self, number: int) -> Path:
        return self.store / f"{number:05d}.pickle"

    def after_cell(self, number: int) -> None:
        """Write all variables."""
        state = self.shell.values()
        try:
            self._write(number, state)
        except Exception as error:  # noqa: BLE001  # any class may raise anything
            self.note(f"the whole did not pickle ({type(error).__name__}): name by name")
            self._write(number, {name: state[name] for name in state if self._can(name, state)})

    def _write(self, number: int, state: dict[str, Any]) -> None:
        with self._file(number).open("wb") as file:
            self._cloudpickle.dump(state, file)

    def _can(self, name: str, state: dict[str, Any]) -> bool:
        try:
            self._cloudpickle.dumps(state[name])
        except Exception:  # noqa: BLE001  # as above
            self.note(f"left out {name}")
            return False
        return True

    def restore(self, number: int) -> None:
        """Read all variables."""
        with self._file(number).open("rb") as file:
            self.shell.put_back(pickle.load(file))
