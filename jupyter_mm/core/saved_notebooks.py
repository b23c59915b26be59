"""Notebooks as they were saved, for executions of which no page told."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from jupyter_mm.core.comparison.documents import is_cell

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from logging import Logger

    Ask = Callable[..., Awaitable[dict[str, Any]]]

FILES = 8  # held, so that a notebook is not parsed anew for every cell of a Run All


class SavedNotebooks:
    """Notebooks that a host reads, each version once. Lives on the host's event loop."""

    def __init__(self, ask: Ask, log: Logger) -> None:
        """Take what reads a file's model of Jupyter's contents API, and where to tell of trouble.

        `ask(path, content=...)` returns the model, with its content or without.
        """
        self._ask, self._log = ask, log
        self._read: OrderedDict[str, tuple[Any, dict[str, Any] | None]] = OrderedDict()

    async def get(self, path: str) -> dict[str, Any] | None:
        """Return a saved notebook without cells that are none.

        None when there is none at `path`, or when it cannot be read.
        """
        try:
            version = (await self._ask(path, content=False))["last_modified"]
        except Exception:  # noqa: BLE001  # managers raise errors of their own; executions are kept
            return None
        if path not in self._read or self._read[path][0] != version:
            self._read[path] = version, await self._load(path)
        while len(self._read) > FILES:
            self._read.popitem(last=False)
        return self._read[path][1]

    async def _load(self, path: str) -> dict[str, Any] | None:
        try:
            found = dict((await self._ask(path, content=True))["content"])
            cells = [cell for cell in found["cells"] if _is_whole(cell)]
        except Exception as error:  # noqa: BLE001  # as above
            self._log.warning("jupyter_mm: %s cannot be read: %s", path, error)
            return None
        if lacks := len(found["cells"]) - len(cells):
            told = "jupyter_mm: %s cells of %s are broken, and not part of what is kept"
            self._log.warning(told, lacks, path)
        return found | {"cells": cells}


def _is_whole(cell: Any) -> bool:
    """Tell whether a cell has what every cell needs: a bad merge may leave one that has not."""
    return is_cell(cell) and isinstance(cell.get("source"), str)
