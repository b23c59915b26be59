"""Notebooks move and vanish; their history stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.listing import history_rows, newest_of
from jupyter_mm.catalog.notebooks import free_path, rename
from jupyter_mm.core.events import HistoryChanged
from jupyter_mm.domain.names import notebook_path

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core


def move_notebook(core: Core, old_path: str, new_path: str) -> int:
    """Let the history of a notebook, or of all below a folder, follow a rename; return how many.

    A notebook that stood at the new path was overwritten: it keeps its history without a path.
    Publishes the newest row of each, so that who shows the history asks for it again.
    """
    old, new = notebook_path(old_path), notebook_path(new_path)
    if old == new:
        return 0
    with core.catalog.write() as tx:
        moved = rename(tx, old, new)
        newest = [row for notebook in moved for row in newest_of(tx, notebook)]
        listed = history_rows(tx, newest)
    for row in listed:
        core.publish(HistoryChanged(what="moved", row=row))
    return len(moved)


def forget_path(core: Core, path: str) -> int:
    """Free the path of a deleted notebook, or of all below a folder; return how many.

    Its history stays. A new notebook of the same name begins its own.
    """
    with core.catalog.write() as tx:
        return free_path(tx, notebook_path(path))
