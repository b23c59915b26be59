"""A variable over time: what it was after each execution that changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog import listing
from jupyter_mm.catalog.checkpoints import checkpoints_after
from jupyter_mm.catalog.lineage import has_changed
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.core import policy
from jupyter_mm.core.comparison.descriptions import facts, read_description
from jupyter_mm.core.comparison.held import Held, held_one
from jupyter_mm.core.comparison.values import difference
from jupyter_mm.core.comparison.variables import shown
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.comparison import VariableLife, VariableMoment
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.names import notebook_path

if TYPE_CHECKING:
    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.history import HistoryRow

MOST_MOMENTS = 20


def variable_life(core: Core, actor: Actor, name: str, *, notebook: str) -> VariableLife:
    """Return the latest 20 changes of a variable, newest first; executions that deleted it count.

    Raises MissingBlobError, CorruptError.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        place = notebook_at(tx, notebook_path(notebook))
        if place is None:
            return VariableLife(name=name, moments=(), total=0)
        clauses = listing.conditions(tx, notebook=place, session=None, terms=())
        clauses = [*clauses, has_changed(name)]
        # One more, which the oldest that is shown is compared with.
        found = listing.page(tx, clauses, before=None, limit=MOST_MOMENTS + 1)
        rows, total = listing.history_rows(tx, found), listing.total(tx, clauses)
        states = checkpoints_after(tx, [row["id"] for row in found])
    seen = [
        (row, one)
        for row in rows
        if row.execution in states
        and (one := held_one(core.blobs, Digest(states[row.execution]["manifest"]), name))
    ]
    moments = (
        _moment(core.blobs, row, one, seen[place + 1][1] if place + 1 < len(seen) else None)
        for place, (row, one) in enumerate(seen[:MOST_MOMENTS])
    )
    return VariableLife(name=name, moments=tuple(moments), total=total)


def _moment(blobs: BlobStore, row: HistoryRow, one: Held, before: Held | None) -> VariableMoment:
    described = read_description(blobs, one.variable.description)
    return VariableMoment(
        row=row,
        variable=shown(one.variable, row.execution),
        facts=() if described is None else facts(described),
        lines=() if before is None else difference(blobs, before, one).lines,
    )
