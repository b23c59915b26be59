"""Environments: what is installed, written as a lock, read, compared, exported, planned anew.

Belongs here: reading installed packages and facts of the machine, the text of a `pylock.toml`, and
what follows from such a text alone. Does not: installing anything, stores, SQL. May be imported by
`kernel`, `core`, `reproduce` and the hosts. Kernels import it in the background, after their start.
"""
