"""Under which environments executions ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from jupyter_mm.catalog.seal import fetch
from jupyter_mm.catalog.tables import checkpoint, execution

if TYPE_CHECKING:
    from collections.abc import Iterable


def environments_of(tx: Connection, checkpoints: Iterable[str | None]) -> dict[str, str]:
    """Return the digests of the locks of some checkpoints; those without one are left out."""
    wanted = sorted({id_ for id_ in checkpoints if id_ is not None})
    states = fetch(tx, checkpoint, select(checkpoint).where(checkpoint.c.id.in_(wanted)))
    after = {row["execution"]: row["id"] for row in states}
    ran = fetch(tx, execution, select(execution).where(execution.c.id.in_(list(after))))
    return {after[r["id"]]: r["environment"] for r in ran if r["environment"] is not None}
