"""Digests of bytes. `blake3` is imported on first use: kernels start without it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jupyter_mm.domain.checkpoint import identity_bytes
from jupyter_mm.domain.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blake3 import blake3
    from typing_extensions import Buffer

LARGE_BYTES = 1 << 20
"""From here on it pays to use all cores."""


def hasher(key: bytes | None = None) -> blake3:
    """Return a new BLAKE3 hasher, keyed when a key of 32 bytes is given."""
    from blake3 import blake3  # noqa: PLC0415  # keeps the start of a kernel cheap

    return blake3() if key is None else blake3(key=key)


_forks: list[None] = []
os.register_at_fork(after_in_child=lambda: _forks.append(None))


def digest_of(data: Buffer) -> Digest:
    """Return the name of some bytes."""
    from blake3 import blake3  # noqa: PLC0415  # keeps the start of a kernel cheap

    # blake3's own threads do not exist in a forked child, which would wait for them for ever.
    is_large = memoryview(data).nbytes >= LARGE_BYTES and not _forks
    return Digest(blake3(data, max_threads=blake3.AUTO if is_large else 1).hexdigest())


def digest_of_chunks(chunks: Iterable[Buffer]) -> Digest:
    """Return the name of the bytes that the chunks make together."""
    running = hasher()
    for chunk in chunks:
        running.update(chunk)
    return Digest(running.hexdigest())


def checkpoint_id(manifest: Digest, parent: Digest | None) -> Digest:
    """Return the id of the checkpoint with this manifest after this parent."""
    return digest_of(identity_bytes(manifest, parent))
