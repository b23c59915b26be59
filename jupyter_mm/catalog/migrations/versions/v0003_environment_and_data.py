"""Environments of executions, more of the data they used, and attempts to reproduce them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and a table; the new columns may be null, so that the old rows' seals hold."""
    op.add_column("execution", sa.Column("environment", sa.Text(), nullable=True))
    op.add_column("execution", sa.Column("data", sa.Integer(), nullable=True))
    op.add_column("data_ref", sa.Column("how", sa.Text(), nullable=True))
    op.add_column("data_ref", sa.Column("files", sa.Integer(), nullable=True))
    op.add_column("data_ref", sa.Column("version", sa.Text(), nullable=True))
    op.add_column("data_ref", sa.Column("label", sa.Text(), nullable=True))
    op.add_column("data_ref", sa.Column("kept", sa.Text(), nullable=True))
    op.create_index("data_ref_digest", "data_ref", ["digest"], unique=False)
    op.create_index("read_source", "read", ["source"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("recorded_at", sa.Float(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["checkpoint"], ["checkpoint.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("position"),
    )
    op.create_index("verdict_checkpoint", "verdict", ["checkpoint", "started_at"], unique=False)
