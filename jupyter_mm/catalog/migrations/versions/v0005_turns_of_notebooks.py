"""When a notebook that was put back was undone or done again, by the server's clock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column; it may be null, so that the old rows' seals hold."""
    op.add_column("notebook_restore", sa.Column("turned_at", sa.Float(), nullable=True))
