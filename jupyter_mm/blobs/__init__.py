"""Write-once bytes by digest, and the folder they live in.

Belongs here: the BlobStore protocol, the folder and memory stores, the store's home, the outbox
and checkpoint signatures. Does not: SQL, HTTP, the meaning of what is stored.
The kernel imports this package, so it needs the standard library and (on first use) `blake3` only.
Format: docs/formats/blobs.md.
"""
