"""Data that executions read or wrote: files, sets of files, remote objects."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRef:
    """Data that an execution opened: a file, a set of files, or a remote object."""

    path: str
    """Absolute path of the file or folder, or a URI without credentials."""
    mode: str
    """`r` or `w`."""
    size_bytes: int | None
    mtime_ns: int | None
    digest: str | None
    """BLAKE3 of the whole content; of a set, of its listing. None when there is a reason."""
    reason: str | None = None
    """Why there is no digest, as `changed while it was read`."""
    how: str = ""
    """What opened it, for people: `open`, `polars`, `command`, `track`."""
    files: int | None = None
    """How many files a set has; None for a single file."""
    version: str | None = None
    """Of a remote object, as its server names it: `etag:"4f1d"` or `version:3HL4`."""
    label: str | None = None
    """What the user said about it when it was tracked, as `split train`."""
    kept: Content | None = None
    """The bytes themselves, where they are kept too."""
