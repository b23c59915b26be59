"""Proving a result: its environment built again, its cells run again, what comes out compared.

Belongs here: building environments with uv, choosing and running executions in a clean kernel,
comparing outputs, verdicts, and the jobs that do this beside a server. Does not: product rules of
the history (`core`), what a lock or a digest is (`environment`, `data`). Hosts import it.
"""
