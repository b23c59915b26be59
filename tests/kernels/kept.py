"""What a kernel left in its store, read without any of its code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.domain.digest import Digest

if TYPE_CHECKING:
    from pathlib import Path


def records(home: Path, wanted: str) -> list[dict[str, Any]]:
    """Return the records of one kind that wait in the outbox, in order."""
    outbox = Outbox(home)
    return [body for kind, body in map(outbox.read, outbox.pending()) if kind == wanted]


def manifest(home: Path, capture: dict[str, Any]) -> dict[str, Any]:
    """Return the manifest of a capture."""
    digest = Digest.parse(capture["checkpoint"]["manifest"])
    found: dict[str, Any] = json.loads(FolderStore(home).get(digest))
    return found


def variables(home: Path, capture: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the variables of a capture by name."""
    return {one["name"]: one for one in manifest(home, capture)["variables"]}
