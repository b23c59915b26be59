"""Runs inside the user's kernel: sees executions, keeps their state, brings it back.

Belongs here: hooks, capture, delivery, environment, inputs, restore, magics. Does not: SQL, HTTP
handlers, anything that makes a kernel's start slow. Other people's kernels load this package, so
it imports the standard library, `blobs` and `domain`; blake3 and cloudpickle on first use.
Nobody but the hosts' entry points in `jupyter_mm/__init__.py` imports it.
"""
