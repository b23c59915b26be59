"""Changes of the catalog's shape, oldest first; run by `catalog/migrate.py` through alembic."""
