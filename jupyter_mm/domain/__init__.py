"""The nouns: frozen dataclasses, standard library only, no I/O.

Belongs here: what a Capture, Checkpoint or HistoryRow *is*, and how it becomes canonical bytes.
Does not: hashing, storage, SQL, HTTP. Everyone may import it; it imports only `errors`.
Times are seconds since the epoch, UTC. Field names are the keys in JSON, SQL and TypeScript.
"""
