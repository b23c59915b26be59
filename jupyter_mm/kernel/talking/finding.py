"""From what people type to a checkpoint: asked of the store, or known in this kernel already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mm.domain.checkpoint import Checkpoint
from jupyter_mm.errors import CorruptError
from jupyter_mm.kernel.restoring.trust import checkpoint_of

if TYPE_CHECKING:
    from jupyter_mm.kernel.keeper import Keeper

FLUSH_S = 30.0
_NOW = re.compile(r"now(?:~(?P<back>[0-9]{1,6}))?")
_ID = re.compile(r"[0-9a-f]{10,64}")


@dataclass(frozen=True, slots=True)
class Found:
    """A checkpoint, and what the store said of it where it was asked."""

    checkpoint: Checkpoint
    title: str
    writers: Mapping[str, str] = field(default_factory=dict)
    """Name -> the execution that changed it last."""


def find(keeper: Keeper, ref: str, damaged: Found | None = None) -> Found:
    """Return the checkpoint that a reference means; `damaged` if the store cannot show it whole.

    Without a server the store is asked by a process of its own; what this kernel knows by itself
    need not wait for one. Raises NotFoundError, AmbiguousError, InvalidError or
    StoreUnavailableError.
    """
    keeper.courier.flush(FLUSH_S)
    known = None if keeper.questions.is_near() else known_here(keeper, ref)
    if known is not None:
        return Found(known, known.message or "")
    try:
        answer = keeper.questions.show(ref, keeper.session.id)
    except CorruptError:
        if damaged is None:
            raise
        return damaged  # some of it may be sound all the same
    writers = {
        one["name"]: one["origin"]
        for one in answer["variables"]
        if isinstance(one.get("origin"), str)
    }
    return Found(checkpoint_of(answer["checkpoint"]), str(answer["row"]["title"]), writers)


def known_here(keeper: Keeper, ref: str) -> Checkpoint | None:
    """Return a checkpoint of this session by id, or by its distance from where it stands."""
    recent = {checkpoint.id: checkpoint for checkpoint in tuple(keeper.recent)}
    head = keeper.courier.head
    if head is not None:
        recent[head.id] = head
    if match := _NOW.fullmatch(ref):
        for _ in range(int(match["back"] or 0)):
            head = recent.get(head.parent) if head is not None and head.parent else None
        return head
    if _ID.fullmatch(ref):
        found = [checkpoint for name, checkpoint in recent.items() if name.startswith(ref)]
        return found[0] if len(found) == 1 else None
    return None
