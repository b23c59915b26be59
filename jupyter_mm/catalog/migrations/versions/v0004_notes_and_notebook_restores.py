"""Notes of people, cells that an execution's document changed, and notebooks put back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and a table; the new columns may be null, so that the old rows' seals hold."""
    op.add_column("execution", sa.Column("cells", sa.Text(), nullable=True))
    op.add_column("checkpoint", sa.Column("note", sa.Text(), nullable=True))
    op.create_table(
        "notebook_restore",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("notebook", sa.Integer(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("restored_at", sa.Float(), nullable=False),
        sa.Column("recorded_at", sa.Float(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("kernel_restore", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.Float(), nullable=True),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notebook"], ["notebook.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("position"),
    )
    op.create_index(
        "notebook_restore_notebook", "notebook_restore", ["notebook", "restored_at"], unique=False
    )
