"""States in a store of their own, and what reads them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.blobs.memory import MemoryStore
from jupyter_mm.blobs.signature import sign
from jupyter_mm.domain import canonical
from jupyter_mm.domain.execution import Execution
from jupyter_mm.kernel.codecs.classes import ClassNames
from jupyter_mm.kernel.restoring.plan import Request
from jupyter_mm.kernel.restoring.staging import PYTHON, Staging
from jupyter_mm.kernel.restoring.trust import Reader
from jupyter_mm.testing.captures import CaptureRecipe, make_checkpoint, make_state, store_group

if TYPE_CHECKING:
    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.checkpoint import Checkpoint, Group, State

KEY = bytes(range(32))
EXECUTION = Execution(
    id="e1", session="0" * 32, cell="c", count=1, source="x = 1", status="ok",
    started_at=1.0, duration_s=0.1,
)  # fmt: skip


class Kept:
    """A store, and one checkpoint in it."""

    def __init__(self, python: str = PYTHON, **recipe: Any) -> None:
        self.blobs: BlobStore = MemoryStore()
        made = CaptureRecipe(**recipe)
        state = make_state(self.blobs, made, EXECUTION)
        manifest = dataclasses.replace(state.manifest, python=python)
        self.state = dataclasses.replace(state, manifest=manifest)
        self.checkpoint = make_checkpoint(self.blobs, self.state, made, KEY)
        self.reader = Reader(self.blobs, KEY)

    def request(self, **changes: Any) -> Request:
        given = {"checkpoint": self.checkpoint, "title": "then", "names": None, **changes}
        return Request(**given)

    def staging(self, space: dict[str, Any] | None = None) -> Staging:
        return Staging(self.reader, {} if space is None else space, ClassNames())

    def over(self, blobs: BlobStore) -> Reader:
        """Return what reads this checkpoint through another store."""
        return Reader(blobs, KEY)


def joined(kept: Kept, values: dict[str, Any]) -> State:
    """Return the state with one more group, of variables that share state."""
    group: Group = store_group(kept.blobs, values)
    return dataclasses.replace(kept.state, groups=tuple(sorted(
        [*kept.state.groups, group], key=lambda one: one.names
    )))  # fmt: skip


def version_1(kept: Kept) -> Checkpoint:
    """Store the same variables as the first version of the format did."""
    groups, variables = [], []
    for place, group in enumerate(kept.state.groups):
        outside = [
            {
                "digest": one.content.digest,
                "size_bytes": one.content.size_bytes,
                "readonly": one.readonly,
            }
            for one in group.buffers
        ]
        groups.append(
            {
                "names": group.names,
                "codec": group.codec,
                "stream": group.stream.digest,
                "buffers": outside,
                "size_bytes": group.size_bytes,
            }
        )
        variables += [{**_fields(one), "group": place} for one in group.variables]
    variables += [{**_fields(one), "group": None} for one in kept.state.lost]
    manifest = {
        "version": 1, "execution": "e1", "session": "0" * 32, "python": PYTHON,
        "variables": variables, "groups": groups, "environment": None, "inputs": [],
        "incomplete": None,
    }  # fmt: skip
    digest = kept.blobs.put(canonical.dumps(manifest))
    name = checkpoint_id(digest, None)
    return dataclasses.replace(
        kept.checkpoint, manifest=digest, parent=None, id=name, signature=sign(KEY, name)
    )


def leaf_digests(kept: Kept) -> list[Any]:
    return list(kept.state.manifest.leaves)


def _fields(variable: Any) -> dict[str, Any]:
    """Return the fields that the first version knew."""
    known = (field.name for field in dataclasses.fields(variable))
    return {name: getattr(variable, name) for name in known if name != "description"}
