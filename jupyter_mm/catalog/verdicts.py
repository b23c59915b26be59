"""Attempts to reproduce a checkpoint, and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from jupyter_mm.catalog.seal import Row, fetch, fetch_by, insert
from jupyter_mm.catalog.tables import verdict
from jupyter_mm.domain import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyter_mm.domain.verdict import Verdict


def find_verdict(tx: Connection, id_: str) -> Row | None:
    """Return a verdict's row."""
    return fetch_by(tx, verdict, id=id_)


def add_verdict(tx: Connection, given: Verdict, *, position: int, now: float) -> Row:
    """Add a verdict and return its row."""
    row = {
        "id": given.id,
        "position": position,
        "checkpoint": str(given.checkpoint),
        "outcome": given.outcome,
        "started_at": given.started_at,
        "recorded_at": now,
        "content": canonical.dumps(given).decode(),
    }
    insert(tx, verdict, [row])
    return row


def verdicts_of(tx: Connection, checkpoint: str, *, limit: int) -> list[Row]:
    """Return the verdicts of a checkpoint, the newest attempt first, at most `limit`."""
    query = select(verdict).where(verdict.c.checkpoint == checkpoint)
    query = query.order_by(verdict.c.started_at.desc(), verdict.c.position.desc())
    return fetch(tx, verdict, query.limit(limit))


def latest_outcomes(tx: Connection, checkpoints: Iterable[str]) -> dict[str, str]:
    """Return the outcome of the latest attempt, by checkpoint; those without one are left out."""
    newest = (
        select(func.max(verdict.c.started_at).label("at"), verdict.c.checkpoint.label("of"))
        .where(verdict.c.checkpoint.in_(list(checkpoints)))
        .group_by(verdict.c.checkpoint)
        .subquery()
    )
    query = select(verdict).join(
        newest, (verdict.c.checkpoint == newest.c.of) & (verdict.c.started_at == newest.c.at)
    )
    found = fetch(tx, verdict, query.order_by(verdict.c.position))
    return {row["checkpoint"]: row["outcome"] for row in found}
