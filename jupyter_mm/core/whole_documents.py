"""Documents kept to the letter, whatever is in them. Format: docs/formats/document.md.

What executions keep of a document is told by pages and put together from cells; here a page gives
everything it has, to be given back unchanged: ids that stand twice and unknown fields, too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from jupyter_mm.blobs.protocol import BlobStore

DOCUMENT_VERSION = 1


def store_whole(blobs: BlobStore, document: dict[str, Any]) -> Digest:
    """Store an nbformat 4 document, outputs and attachments as blobs of their own.

    Raises InvalidError for what is no such document, and for what canonical JSON cannot hold.
    """
    cells = _cells_of(document)
    parts = [canonical.dumps(part) for cell in cells for part in _parts_of(cell)]
    names = iter(blobs.put_many(parts))
    stored = [_stored(cell, names) for cell in cells]
    return blobs.put(canonical.dumps({**document, "cells": stored, "version": DOCUMENT_VERSION}))


def load_whole(blobs: BlobStore, digest: Digest) -> dict[str, Any]:
    """Return a document as it was stored. Raises NotFoundError or CorruptError."""
    stored: dict[str, Any] = json.loads(blobs.get(digest))
    del stored["version"]
    for cell in stored["cells"]:
        if "outputs" in cell:
            cell["outputs"] = [_loaded(blobs, name) for name in cell["outputs"]]
        if "attachments" in cell:
            cell["attachments"] = _loaded(blobs, cell["attachments"])
    return stored


def _cells_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    cells = document.get("cells")
    if document.get("nbformat") != 4 or not isinstance(cells, list):  # noqa: PLR2004  # as said
        raise InvalidError("A document before a restore is a notebook of nbformat 4.")
    for cell in cells:
        if not isinstance(cell, dict) or not isinstance(cell.get("outputs", []), list):
            raise InvalidError("A document before a restore has a cell that is none.")
    if "version" in document:
        raise InvalidError("A notebook has no field `version`.")
    return cells


def _parts_of(cell: dict[str, Any]) -> list[Any]:
    """Return what of a cell has a blob of its own, in order."""
    attached = [cell["attachments"]] if "attachments" in cell else []
    return [*cell.get("outputs", ()), *attached]


def _stored(cell: dict[str, Any], names: Any) -> dict[str, Any]:
    stored = dict(cell)
    if "outputs" in cell:
        stored["outputs"] = [next(names) for _ in cell["outputs"]]
    if "attachments" in cell:
        stored["attachments"] = next(names)
    return stored


def _loaded(blobs: BlobStore, name: str) -> Any:
    return json.loads(blobs.get(Digest.parse(name)))
