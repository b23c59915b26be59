"""All SQL: tables, queries, migrations (SQLAlchemy Core, alembic). Format: docs/formats/catalog.md.

Belongs here: what is stored as rows and how rows are found. Does not: what a record means, who may
write it (core), bytes (blobs). `core` is its only user.
"""
