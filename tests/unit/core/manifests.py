"""Captures whose manifest or leaves say something else than was kept, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.core.context import Core
from jupyter_mm.core.history import list_history
from jupyter_mm.core.needs import Needs
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.testing.stores import ACTOR


def manifest_of(core: Core, capture: Capture) -> dict[str, Any]:
    assert capture.checkpoint is not None
    return dict(canonical.loads(core.blobs.get(capture.checkpoint.manifest)))


def with_manifest(core: Core, capture: Capture, **changes: Any) -> Capture:
    """Return a capture whose manifest says something else, with ids that follow from it."""
    assert capture.checkpoint is not None
    value = {**manifest_of(core, capture), **changes}
    return with_bytes(core, capture, canonical.dumps(value))


def with_bytes(core: Core, capture: Capture, manifest: bytes) -> Capture:
    assert capture.checkpoint is not None
    digest = core.blobs.put(manifest)
    id_ = checkpoint_id(digest, capture.checkpoint.parent)
    return replace(capture, checkpoint=replace(capture.checkpoint, manifest=digest, id=id_))


def with_leaf(core: Core, capture: Capture, change: Callable[[dict[str, Any]], None]) -> Capture:
    """Return a capture whose first leaf was changed."""
    first, *rest = manifest_of(core, capture)["leaves"]
    leaf = canonical.loads(core.blobs.get(first))
    change(leaf)
    leaves = [core.blobs.put(canonical.dumps(leaf)), *rest]
    return with_manifest(core, capture, leaves=leaves)


def needed(core: Core, capture: Capture) -> list[Digest]:
    assert capture.checkpoint is not None
    needs = Needs(core.blobs)
    needs.add_checkpoint(capture.checkpoint)
    return needs.digests()


def nothing_is_kept(core: Core) -> bool:
    return list_history(core, ACTOR, HistoryQuery()).total == 0
