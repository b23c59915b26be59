"""Where a notebook's document comes from: what the page told, else the saved file."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import ensure_async
from tornado.web import HTTPError

if TYPE_CHECKING:
    from jupyter_server.services.contents.manager import ContentsManager

    from jupyter_mm.domain.document import DocumentSnapshot

SNAPSHOTS = 500
"""Executions that pages announced and that have not ended yet; the oldest go first."""


FILES = 8  # held, so that a notebook is not parsed anew for every cell of a Run All


class Snapshots:
    """What pages showed when they sent executions; lives on the event loop."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_execution: OrderedDict[str, DocumentSnapshot] = OrderedDict()

    def keep(self, snapshot: DocumentSnapshot) -> None:
        """Remember it for each of its executions."""
        for execution in snapshot.executions:
            self._by_execution[execution] = snapshot
        while len(self._by_execution) > SNAPSHOTS:
            self._by_execution.popitem(last=False)

    def get(self, execution: str) -> DocumentSnapshot | None:
        """Return what the page showed, if a page told."""
        return self._by_execution.get(execution)


class SavedNotebooks:
    """Reads notebooks through the contents manager, each version once."""

    def __init__(self, contents: ContentsManager) -> None:
        """Take the server's contents manager."""
        self._contents: Any = contents
        self._read: OrderedDict[str, tuple[Any, dict[str, Any]]] = OrderedDict()

    async def get(self, path: str) -> dict[str, Any] | None:
        """Return a saved notebook; None when there is none at `path`, or it cannot be read."""
        try:
            version = (await self._ask(path, content=False))["last_modified"]
            if path not in self._read or self._read[path][0] != version:
                self._read[path] = version, dict((await self._ask(path, content=True))["content"])
        except (HTTPError, OSError):
            return None
        while len(self._read) > FILES:
            self._read.popitem(last=False)
        return self._read[path][1]

    async def _ask(self, path: str, *, content: bool) -> dict[str, Any]:
        asked = self._contents.get(path, content=content, type="notebook")
        return dict(await ensure_async(asked))
