"""Profiles of table files, kept by the digest of the file. Format: docs/formats/profile.md."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.durable import create_once, make_folder
from jupyter_mm.data.children import ChildError, lines_of
from jupyter_mm.data.digests import Digests
from jupyter_mm.data.discretion import without_secrets
from jupyter_mm.data.profile_child import NO_TABLE
from jupyter_mm.data.tables import suffix_of
from jupyter_mm.domain import canonical
from jupyter_mm.domain.profile import PROFILE_VERSION, ColumnProfile, CommonValue, Profile
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.domain.digest import Digest

LIMIT_BYTES = 2 << 30
SHEET_LIMIT_BYTES = 64 << 20
"""Spreadsheets take twenty times as long as text."""
_SHEETS = frozenset({".xlsx", ".xlsm"})
_TIME_LIMIT_S = 120.0


def find(home: Path, digest: Digest) -> Profile | None:
    """Return the profile of the file with this digest; None where none was made."""
    with suppress(OSError, InvalidError, KeyError, TypeError):
        return _decoded(canonical.loads(_place(home, digest).read_bytes()))
    return None


def profile_file(
    home: Path,
    path: str,
    digest: Digest,
    *,
    secrets: SecretFinder,
    limit_bytes: int = LIMIT_BYTES,
    cancelled: Callable[[], bool] = lambda: False,
) -> Profile | None:
    """Return the profile of a file whose digest is known, made in a child unless there is one.

    None for what is no table, is larger than `limit_bytes`, cannot be read as one, or has another
    content by now. Values that look like keys are left out. Blocks: call it in the background.
    """
    if not suffix_of(path):
        return None
    if _place(home, digest).exists():
        return find(home, digest)
    now = Digests(home).known(path)
    limit = min(limit_bytes, SHEET_LIMIT_BYTES) if suffix_of(path) in _SHEETS else limit_bytes
    if now.size_bytes is None or now.size_bytes > limit:
        return None
    told = _told_by_child(path, cancelled)
    if told is None or Digests(home).digest(path, cancelled=cancelled).digest != digest:
        return None
    profile = _decoded(canonical.loads(told))
    profile = without_secrets(profile, secrets) if profile else None
    # Only what the child itself called no table is none for good: it may have been killed.
    _keep(home, digest, canonical.dumps(profile) if profile else NO_TABLE)
    return profile


def _told_by_child(path: str, cancelled: Callable[[], bool]) -> bytes | None:
    """Return what a child says of a file; None when it ended, or was ended, without a word."""
    end = time.monotonic() + _TIME_LIMIT_S

    def is_over() -> bool:
        return cancelled() or time.monotonic() > end

    with suppress(ChildError):
        lines = list(lines_of("jupyter_mm.data.profile_child", [path], cancelled=is_over))
        return lines[0] if lines else None
    return None


def _place(home: Path, digest: Digest) -> Path:
    return home / "profiles" / digest[:2] / f"{digest}.json"


def _keep(home: Path, digest: Digest, content: bytes) -> None:
    """Write it once; where it cannot be written it is made again the next time."""
    place = _place(home, digest)
    with suppress(OSError):
        make_folder(place.parent.parent)
        make_folder(place.parent)
        create_once(place, content, 0o600, aside=place.parent)


def _decoded(value: Any) -> Profile | None:
    if value is None or value["version"] > PROFILE_VERSION:
        return None
    columns = tuple(_column(one) for one in value.pop("columns"))
    return Profile(**{**value, "columns": columns})


def _column(value: dict[str, Any]) -> ColumnProfile:
    common = tuple(CommonValue(**one) for one in value["common"])
    quantiles, histogram = tuple(value["quantiles"]), tuple(value["histogram"])
    return ColumnProfile(
        **{**value, "common": common, "quantiles": quantiles, "histogram": histogram}
    )
