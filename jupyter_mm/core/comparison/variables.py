"""Which variables differ between two checkpoints, and how.

Nothing is unpickled: a value is compared by its bytes, and by what its kernel said of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import checkpoint_after
from jupyter_mm.catalog.executions import find_execution
from jupyter_mm.catalog.lineage import origins_of
from jupyter_mm.core import policy
from jupyter_mm.core.comparison.held import Held, held, held_apart
from jupyter_mm.core.comparison.values import difference, kind_of
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.domain.comparison import VariableChange, VariableDifferences
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import ShownVariable
from jupyter_mm.errors import NotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.checkpoint import Variable

KINDS = ("changed", "added", "removed", "unknown", "same")
"""As they are listed."""

COUNTED = frozenset({"changed", "added", "removed"})


def compare_variables(
    core: Core,
    actor: Actor,
    *,
    before: str,
    after: str,
    session: str | None = None,
    notebook: str | None = None,
) -> VariableDifferences:
    """Return how the variables of two checkpoints differ; a side may be the id of an execution.

    Raises NotFoundError, AmbiguousError or InvalidError for a reference, MissingBlobError,
    CorruptError.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        rows = [
            checkpoint_meant(core, tx, ref, session=session, notebook=notebook)
            for ref in (before, after)
        ]
        origins = [origins_of(tx, row["id"]) for row in rows]
    old, new = (held(core.blobs, Digest(row["manifest"])) for row in rows)
    changes = [
        _change(core.blobs, name, (old.get(name), new.get(name)), origins)
        for name in sorted(old.keys() | new.keys())
    ]
    changes.sort(key=lambda change: KINDS.index(change.kind))
    same = sum(change.kind == "same" for change in changes)
    return VariableDifferences(changes=tuple(changes), same=same)


def count_changed(blobs: BlobStore, before: Digest, after: Digest) -> tuple[int, int]:
    """Return how many variables differ between two manifests, and of how many it is not known.

    What both manifests share is not read.

    Raises MissingBlobError, CorruptError.
    """
    old, new = held_apart(blobs, before, after)
    names = old.keys() | new.keys()
    kinds = [kind_of(blobs, old.get(name), new.get(name)) for name in names]
    return sum(kind in COUNTED for kind in kinds), kinds.count("unknown")


def checkpoint_meant(
    core: Core, tx: Connection, ref: str, *, session: str | None, notebook: str | None
) -> Row:
    """Return the checkpoint that a reference or the id of an execution means.

    Raises NotFoundError, AmbiguousError, InvalidError.
    """
    if find_execution(tx, ref) is None:
        return resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
    row = checkpoint_after(tx, ref)
    if row is None:
        raise NotFoundError("No variables were kept after that execution.")
    return row


def shown(variable: Variable, origin: str | None) -> ShownVariable:
    """Return a variable as it is listed."""
    return ShownVariable(
        name=variable.name,
        type=variable.type,
        summary=variable.summary,
        size_bytes=variable.size_bytes,
        reason=variable.reason,
        origin=origin,
    )


def _change(
    blobs: BlobStore,
    name: str,
    sides: tuple[Held | None, Held | None],
    origins: list[dict[str, str]],
) -> VariableChange:
    found = difference(blobs, *sides)
    before, after = (
        None if side is None else shown(side.variable, known.get(name))
        for side, known in zip(sides, origins, strict=True)
    )
    return VariableChange(
        name=name,
        kind=found.kind,
        before=before,
        after=after,
        lines=found.lines,
        changes=found.changes,
        is_cut=found.is_cut,
    )
