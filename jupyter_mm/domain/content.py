"""Bytes in the store, whole or in parts."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A sequence of bytes in the store: one blob, or several in order.

    With one part, `digest` names the bytes. With more it names a *list*: a blob of the parts' raw
    digests, 32 bytes each.
    """

    digest: Digest
    size_bytes: int
    parts: int = 1
