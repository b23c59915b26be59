"""What a kernel left in its store, read without any of its code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.digest import Digest

if TYPE_CHECKING:
    from pathlib import Path


def records(home: Path, wanted: str) -> list[dict[str, Any]]:
    """Return the records of one kind that wait in the outbox, in order."""
    outbox = Outbox(home)
    return [body for kind, body in map(outbox.read, outbox.pending()) if kind == wanted]


def manifest(home: Path, capture: dict[str, Any]) -> dict[str, Any]:
    """Return the manifest of a capture."""
    return _blob(home, capture["checkpoint"]["manifest"])


def leaves(home: Path, capture: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the leaves of a capture's manifest."""
    return [_blob(home, digest) for digest in manifest(home, capture)["leaves"]]


def groups(home: Path, capture: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the groups of a capture."""
    return [group for leaf in leaves(home, capture) for group in leaf["groups"]]


def group_of(home: Path, capture: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the group of a capture that holds a name."""
    return next(group for group in groups(home, capture) if name in group["names"])


def variables(home: Path, capture: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the variables of a capture by name."""
    found = [one for group in groups(home, capture) for one in group["variables"]]
    found += [one for leaf in leaves(home, capture) for one in leaf["lost"]]
    return {one["name"]: one for one in found}


def process(home: Path, capture: dict[str, Any]) -> set[str]:
    """Return the parts of the process that a capture holds."""
    digest = manifest(home, capture)["process"]
    found = _blob(home, digest)["groups"] if digest is not None else []
    return {name for group in found for name in group["names"]}


def content(value: dict[str, Any]) -> Content:
    """Return a content as the store knows it."""
    digest = Digest.parse(value["digest"])
    return Content(digest=digest, size_bytes=value["size_bytes"], parts=value["parts"])


def _blob(home: Path, digest: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FolderStore(home).get(Digest.parse(digest)))
    return found
