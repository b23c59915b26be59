"""Notebooks: ids that survive renames, and the paths they have now."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from jupyter_mm.catalog.seal import Row, amend, fetch, fetch_by, insert
from jupyter_mm.catalog.tables import notebook
from jupyter_mm.errors import CatalogDamagedError


def notebook_at(tx: Connection, path: str) -> int | None:
    """Return the notebook that has this path now."""
    row = fetch_by(tx, notebook, path=path)
    return None if row is None else int(row["id"])


def ensure_notebook(tx: Connection, path: str, now: float) -> int:
    """Return the notebook that has this path now, a new one where there is none."""
    found = notebook_at(tx, path)
    if found is not None:
        return found
    highest = tx.execute(select(func.coalesce(func.max(notebook.c.id), 0))).scalar_one()
    row = {"id": int(highest) + 1, "path": path, "last_path": path, "created_at": now}
    insert(tx, notebook, [row])
    return int(highest) + 1


def rename(tx: Connection, old: str, new: str) -> list[int]:
    """Give a notebook, or all below a folder, another path; return those that moved.

    What was at the new path before has been overwritten: it keeps its history and loses its path.
    """
    rows = _below(tx, old)
    for row in rows:
        target = new + row["path"][len(old) :]
        for replaced in fetch(tx, notebook, select(notebook).where(notebook.c.path == target)):
            if replaced["id"] != row["id"]:
                amend(tx, notebook, replaced, {"path": None})
        amend(tx, notebook, row, {"path": target, "last_path": target})
    return [int(row["id"]) for row in rows]


def free_path(tx: Connection, path: str) -> int:
    """Take the path from a notebook, or from all below a folder; return how many."""
    rows = _below(tx, path)
    for row in rows:
        amend(tx, notebook, row, {"path": None})
    return len(rows)


def paths_of(tx: Connection, ids: set[int]) -> dict[int, Row]:
    """Return the rows of some notebooks by id."""
    rows = fetch(tx, notebook, select(notebook).where(notebook.c.id.in_(ids))) if ids else []
    found = {row["id"]: row for row in rows}
    if found.keys() != ids:
        raise CatalogDamagedError("The catalog is damaged: it lacks a notebook that is named.")
    return found


def _below(tx: Connection, path: str) -> list[Row]:
    inside = func.substr(notebook.c.path, 1, len(path) + 1) == path + "/"
    query = select(notebook).where(or_(notebook.c.path == path, inside)).order_by(notebook.c.id)
    return fetch(tx, notebook, query)
