"""The tables. Format: docs/formats/catalog.md; changes of shape: `migrations/`."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)

notebook = Table(
    "notebook",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, unique=True),
    Column("last_path", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("seal", Integer, nullable=False),
    sqlite_autoincrement=True,
)

session = Table(
    "session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("kernel_id", Text, index=True),
    Column("language", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("hint", Text),
    Column("project", Text, nullable=False),
    Column("notebook", Integer, ForeignKey("notebook.id")),
    Column("notebook_since", Float),
    Column("recorded_at", Float, nullable=False),
    Column("seal", Integer, nullable=False),
)

execution = Table(
    "execution",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("session", Text, ForeignKey("session.id")),
    Column("kernel_id", Text),
    Column("notebook", Integer, ForeignKey("notebook.id")),
    Column("observed_notebook", Integer, ForeignKey("notebook.id")),
    Column("cell", Text),
    Column("count", Integer),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("failure_name", Text),
    Column("failure_message", Text),
    Column("started_at", Float, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("recorded_at", Float, nullable=False),
    Column("captured_at", Float),
    Column("observed_at", Float),
    Column("lost", Text),
    Column("document", Text),
    Column("outputs", Integer, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("thumbnail", Text),
    Column("seal", Integer, nullable=False),
    Column("reads", Integer),
    Column("effects", Integer),
    Column("environment", Text),
    Column("data", Integer),
    Column("cells", Text),
    Index("execution_notebook", "notebook", "position"),
    Index("execution_notebook_cell", "notebook", "cell", "position"),
    Index("execution_session", "session", "position"),
    Index("execution_kernel", "kernel_id", "position"),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("execution", Text, ForeignKey("execution.id"), nullable=False, unique=True),
    Column("session", Text, ForeignKey("session.id"), nullable=False),
    Column("parent", Text, index=True),
    Column("manifest", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("message", Text),
    Column("tags", Integer, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("seal", Integer, nullable=False),
    Column("note", Text),
    Index("checkpoint_session", "session", "created_at"),
    Index("checkpoint_created", "created_at"),
    Index("checkpoint_message", "message", sqlite_where=text("message IS NOT NULL")),
)

output = Table(
    "output",
    metadata,
    Column("execution", Text, ForeignKey("execution.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("mime_types", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("truncated", Boolean, nullable=False),
    Column("seal", Integer, nullable=False),
)

# No foreign key: values are logged while their execution still runs.
metric = Table(
    "metric",
    metadata,
    Column("execution", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("number", Float),
    Column("step", Integer),
    Column("logged_at", Float, nullable=False),
    Column("seal", Integer, nullable=False),
    Index("metric_name", "name", "execution", "sequence", "number"),
)

change = Table(
    "change",
    metadata,
    Column("execution", Text, ForeignKey("execution.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("seal", Integer, nullable=False),
)

read = Table(
    "read",
    metadata,
    Column("execution", Text, ForeignKey("execution.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("source", Text),
    Column("seal", Integer, nullable=False),
    Index("read_source", "source"),
)

effect = Table(
    "effect",
    metadata,
    Column("execution", Text, ForeignKey("execution.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("seal", Integer, nullable=False),
)

data_ref = Table(
    "data_ref",
    metadata,
    Column("execution", Text, ForeignKey("execution.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("mode", Text, primary_key=True),
    Column("size_bytes", Integer),
    Column("mtime_ns", Integer),
    Column("digest", Text),
    Column("reason", Text),
    Column("seal", Integer, nullable=False),
    Column("how", Text),
    Column("files", Integer),
    Column("version", Text),
    Column("label", Text),
    Column("kept", Text),
    Index("data_ref_path", "path"),
    Index("data_ref_digest", "digest"),
)

restore = Table(
    "restore",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("session", Text, ForeignKey("session.id"), nullable=False),
    Column("source", Text),
    Column("target", Text, nullable=False),
    Column("names", Text),
    Column("undoes", Text),
    Column("restored_at", Float, nullable=False),
    Column("recorded_at", Float, nullable=False),
    Column("seal", Integer, nullable=False),
    Index("restore_session", "session", "restored_at"),
)

tag = Table(
    "tag",
    metadata,
    Column("checkpoint", Text, ForeignKey("checkpoint.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("seal", Integer, nullable=False),
    UniqueConstraint("name", "checkpoint"),
)

verdict = Table(
    "verdict",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("checkpoint", Text, ForeignKey("checkpoint.id"), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("recorded_at", Float, nullable=False),
    Column("content", Text, nullable=False),
    Column("seal", Integer, nullable=False),
    Index("verdict_checkpoint", "checkpoint", "started_at"),
)

notebook_restore = Table(
    "notebook_restore",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("notebook", Integer, ForeignKey("notebook.id"), nullable=False),
    Column("target", Text, nullable=False),
    Column("cell", Text),
    Column("restored_at", Float, nullable=False),
    Column("recorded_at", Float, nullable=False),
    Column("document", Text, nullable=False),
    Column("kernel_restore", Text),
    Column("undone_at", Float),
    Column("turned_at", Float),
    Column("seal", Integer, nullable=False),
    Index("notebook_restore_notebook", "notebook", "restored_at"),
)

SEALED = (
    notebook,
    session,
    execution,
    checkpoint,
    output,
    metric,
    change,
    read,
    effect,
    data_ref,
    restore,
    tag,
    verdict,
    notebook_restore,
)
