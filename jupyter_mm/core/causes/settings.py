"""Cells beside what values came from that may have changed settings, which no variable records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import checkpoint_after
from jupyter_mm.catalog.logged import latest_on_the_way
from jupyter_mm.core.causes.harmless import is_harmless
from jupyter_mm.core.causes.own_magics import is_ours_alone
from jupyter_mm.core.sources import meaning_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.causes.ingredients import Ingredients

EXECUTIONS = 1_000
"""On the way to a value that are looked at, the newest first."""


class Settings:
    """Compares what ran beside values, in the order in which it ran last."""

    def __init__(self, tx: Connection) -> None:
        """Read from this catalogue."""
        self._tx = tx
        self._known: dict[str, list[Row] | None] = {}

    def differ(self, before: Ingredients, after: Ingredients) -> bool:
        """Return whether other cells may have left other settings to two values."""
        inside = {piece.cell for one in (before, after) for piece in one.code} - {None}
        meanings = {piece.meaning for one in (before, after) for piece in one.code}
        first, second = (self._rows(one.execution["id"]) for one in (before, after))
        if first is None or second is None:
            return True
        return _left(first, inside, meanings) != _left(second, inside, meanings)

    def _rows(self, execution: str) -> list[Row] | None:
        """Return what ran before and may have set something; None if that is not known."""
        if execution not in self._known:
            state = checkpoint_after(self._tx, execution)
            rows = [] if state is None else latest_on_the_way(self._tx, state["id"], EXECUTIONS)
            is_all = 0 < len(rows) < EXECUTIONS
            self._known[execution] = [r for r in rows if may_set(r)] if is_all else None
        return self._known[execution]


def may_set(row: Row) -> bool:
    """Return whether an execution may have changed more than its own variables."""
    if is_ours_alone(row["source"]):
        return False
    return bool(row["effects"]) or not is_harmless(row["source"])


def _left(rows: list[Row], inside: set[str | None], meanings: set[Hashable]) -> list[Hashable]:
    found = [(row["cell"], meaning_of(row["source"])) for row in rows]
    kept = (said for cell, said in found if cell not in inside and said not in meanings)
    return list(dict.fromkeys(kept))
