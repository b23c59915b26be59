"""Bringing back files whose bytes were kept with the executions that used them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.catalog import data as uses
from jupyter_mm.catalog.lineage import led_to
from jupyter_mm.core import policy
from jupyter_mm.core.data import SEARCH_S
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.data.keeping import restore
from jupyter_mm.errors import NotFoundError

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.data import DataRef

HINT = "Only files up to the setting `keep_data_bytes` are kept; it is 0 unless you set it."


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuery:
    """Which file, as it was when."""

    path: str
    """As it was recorded."""
    ref: str | None = None
    """As it was last used on the way to this checkpoint; None for its last use of all."""
    session: str | None = None
    notebook: str | None = None


def restore_data(
    core: Core, actor: Actor, query: KeptQuery, *, to: Path | None = None, overwrite: bool = False
) -> DataRef:
    """Write a file as it was when an execution used it, and return what it was.

    A file of another content is only replaced with `overwrite`. Raises NotFoundError where no bytes
    are kept, ConflictError, InvalidError where nothing can be written, what the reference raises,
    CorruptError; then nothing is changed.
    """
    policy.require(actor, Scope.READ)
    found = _kept(core, query)
    target = Path(query.path) if to is None else to
    assert found.kept is not None  # noqa: S101  # it was looked for
    restore(core.blobs, found.kept, target, may_replace=overwrite)
    return found


def _kept(core: Core, query: KeptQuery) -> DataRef:
    """Return the latest use of a path whose bytes are kept."""
    clauses = [uses.has_path({query.path}), uses.is_kept()]
    with core.catalog.read(within_s=SEARCH_S) as tx:
        if query.ref is not None:
            state = resolve(
                tx, query.ref, session=query.session, notebook=query.notebook, now=core.clock()
            )
            clauses.append(led_to(state["id"]))
        found, _ = uses.uses(tx, clauses, is_latest=False, limit=1)
    if not found:
        raise NotFoundError(f"No bytes are kept of {query.path[:200]}.", hint=HINT)
    return found[0].ref
