"""The store's order: one number, growing with every record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.tables import counter

if TYPE_CHECKING:
    from sqlalchemy import Connection


def next_position(tx: Connection) -> int:
    """Return the next place in the store's order; it is taken when the transaction is."""
    advance = (
        counter.update()
        .where(counter.c.name == "position")
        .values(value=counter.c.value + 1)
        .returning(counter.c.value)
    )
    return int(tx.execute(advance).scalar_one())
