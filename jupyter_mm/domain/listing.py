"""Sets of files. Format: docs/formats/dataset.md."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.digest import Digest

LISTING_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One file of a set."""

    path: str
    """Relative to the folder of the set, with `/`."""
    size_bytes: int
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A set of files. Its canonical bytes are a blob, and their digest is the set's digest."""

    files: tuple[DataFile, ...]
    """Sorted by path."""
    version: int = LISTING_VERSION
