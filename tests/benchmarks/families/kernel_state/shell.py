"""An IPython shell in this process, in which the user's code is timed apart from the rest."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class Shell:
    """Runs cells as a kernel does, and knows how long the code of each took."""

    def __init__(self, place: Path) -> None:
        """Make the one shell of this process; its files lie in `place`."""
        os.environ["IPYTHONDIR"] = str(place / "ipython")
        from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415  # reads IPYTHONDIR
        from traitlets.config import Config  # noqa: PLC0415  # as above

        settings = Config()
        settings.HistoryManager.hist_file = ":memory:"
        self.real: Any = InteractiveShell.instance(config=settings)
        self.real.user_ns.setdefault("get_ipython", self.real.get_ipython)
        self.code_s = 0.0
        """What the code of the last cell took."""
        self.failures: list[str] = []
        """Whatever was shown as an error, of cells and of hooks."""
        self._watch()
        self._own = set(dict.keys(self.real.user_ns)) | {"exit", "quit", "open", "kishu"}

    def run(self, code: str) -> bool:
        """Run a cell; tell whether it went well."""
        self.code_s = 0.0
        return bool(self.real.run_cell(code, store_history=True).success)

    def names(self) -> set[str]:
        """Return what the user made. The namespace may be a peer's subclass: no side effects."""
        present = dict.keys(self.real.user_ns)
        return {name for name in present if not name.startswith("_") and name not in self._own}

    def values(self) -> dict[str, Any]:
        """Return the user's variables."""
        return {name: dict.__getitem__(self.real.user_ns, name) for name in self.names()}

    def put_back(self, state: dict[str, Any]) -> None:
        """Make the variables those of a state: what came later goes."""
        space = self.real.user_ns
        for name in self.names() - set(state):
            del space[name]
        space.update(state)

    def told(self, expression: str) -> str:
        """Return an expression's value as text; the namespace itself is not touched."""
        space = dict(dict.items(self.real.user_ns))
        space["_ns"] = {name for name in space if not name.startswith("_")}
        return repr(eval(expression, space))  # noqa: S307  # our own workloads

    def _watch(self) -> None:
        inner, show = self.real.run_ast_nodes, self.real.showtraceback

        async def timed(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return await inner(*args, **kwargs)
            finally:
                self.code_s += time.perf_counter() - start

        def noted(*args: Any, **kwargs: Any) -> Any:
            error = sys.exc_info()[1]
            self.failures.append(f"{type(error).__name__}: {str(error)[:150]}")
            return show(*args, **kwargs)

        self.real.run_ast_nodes, self.real.showtraceback = timed, noted
