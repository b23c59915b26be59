"""Data that notebooks use: digests of files, sets of files, profiles of tables, kept bytes.

Knows files and the store's folder, no notebook and no SQL. Imported by kernel, core, cli and
reproduce. Nothing heavy is imported at module level: kernels load this in the background.
"""
