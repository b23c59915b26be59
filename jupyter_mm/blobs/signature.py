"""Signatures of checkpoints. Format: docs/formats/manifest.md, section 4."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import digest_of, hasher
from jupyter_mm.domain.checkpoint import ID_DOMAIN
from jupyter_mm.errors import UntrustedError

if TYPE_CHECKING:
    from jupyter_mm.domain.digest import Digest

ALGORITHM = "blake3-keyed"
KEY_BYTES = 32


def key_id(key: bytes) -> str:
    """Return the public name of a key: it tells keys apart and gives nothing away."""
    return digest_of(key)[:16]


def sign(key: bytes, checkpoint: Digest) -> str:
    """Return the signature of a checkpoint's id."""
    mac = hasher(key).update(ID_DOMAIN + checkpoint.encode("ascii")).hexdigest()
    return f"{ALGORITHM}:{key_id(key)}:{mac}"


def check(key: bytes, checkpoint: Digest, signature: str) -> None:
    """Return if `key` signed this checkpoint's id. Raises UntrustedError otherwise."""
    algorithm, _, rest = signature.partition(":")
    signer, _, _ = rest.partition(":")
    if algorithm != ALGORITHM:
        raise UntrustedError(f"Checkpoint {checkpoint.short} has a signature of an unknown kind.")
    if signer != key_id(key):
        raise UntrustedError(f"Checkpoint {checkpoint.short} was signed with another key.")
    if not hmac.compare_digest(sign(key, checkpoint).encode(), signature.encode()):
        raise UntrustedError(f"The signature of checkpoint {checkpoint.short} does not hold.")
