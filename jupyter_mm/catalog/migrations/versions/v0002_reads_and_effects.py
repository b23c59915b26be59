"""What executions read, and what they did outside the kernel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; the new columns may be null, so that the old rows' seals hold."""
    op.add_column("execution", sa.Column("reads", sa.Integer(), nullable=True))
    op.add_column("execution", sa.Column("effects", sa.Integer(), nullable=True))
    op.create_table(
        "read",
        sa.Column("execution", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["execution"], ["execution.id"]),
        sa.PrimaryKeyConstraint("execution", "name"),
    )
    op.create_table(
        "effect",
        sa.Column("execution", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["execution"], ["execution.id"]),
        sa.PrimaryKeyConstraint("execution", "place"),
    )
