"""Where a notebook's document comes from: what the page told, else the saved file."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import ensure_async
from tornado.web import HTTPError

if TYPE_CHECKING:
    from jupyter_server.services.contents.manager import ContentsManager

    from jupyter_mm.domain.document import DocumentSnapshot

SNAPSHOTS = 200
"""Executions that pages announced and that have not ended yet; the oldest go first."""


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


async def read_file(contents: ContentsManager, path: str) -> dict[str, Any] | None:
    """Return the saved notebook; None when there is none at `path`, or it cannot be read."""
    try:
        asked: Any = contents
        model = await ensure_async(asked.get(path, content=True, type="notebook"))
    except (HTTPError, OSError):
        return None
    return dict(model["content"])
