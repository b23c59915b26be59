"""Captures as a kernel makes them, with every blob they name."""

from __future__ import annotations

import pickle
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import load_key, open_home
from jupyter_mm.blobs.signature import sign
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.checkpoint import BufferRef, Checkpoint, Group, Manifest, Variable
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import DataRef, Execution, Failure, KernelSession
from jupyter_mm.testing.clocks import START

if TYPE_CHECKING:
    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.core.context import Core

OUT_OF_BAND = 16 << 10


def make_session(id_: str | None = None, **changes: object) -> KernelSession:
    """Return a session; keywords replace its fields."""
    fields: dict[str, object] = {
        "id": id_ or secrets.token_hex(16),
        "kernel_id": None,
        "language": "python",
        "version": "3.11.7",
        "host": "localhost",
        "pid": 4242,
        "started_at": START - 60,
        "notebook": "example.ipynb",
    }
    return KernelSession(**{**fields, **changes})  # type: ignore[arg-type]  # checked by the core


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRecipe:
    """What a capture shall hold; the defaults make a small, whole one."""

    session: KernelSession | None = None
    execution: str | None = None
    cell: str | None = "cell-1"
    count: int | None = 1
    source: str = "x = 1"
    status: str = "ok"
    failure: Failure | None = None
    started_at: float = START
    duration_s: float = 0.25
    variables: Mapping[str, object] = field(default_factory=lambda: {"x": 1})
    skipped: Mapping[str, str] = field(default_factory=dict)
    """Names that are not kept, with the reason."""
    changed: tuple[str, ...] | None = None
    """Names that changed; all of them where None."""
    parent: Digest | None = None
    inputs: tuple[DataRef, ...] = ()
    environment: str | None = None
    """Text of a `pylock.toml`."""
    message: str | None = None
    tags: tuple[str, ...] = ()
    pinned: bool = False
    lost: str | None = None
    """Why there is no checkpoint; with it there is none."""


def make_capture(store: Core | Path, **changes: object) -> Capture:
    """Store the blobs of a capture and return it; keywords are the fields of CaptureRecipe."""
    recipe = CaptureRecipe(**changes)  # type: ignore[arg-type]  # checked by the core
    home = store if isinstance(store, Path) else store.info.home
    if isinstance(store, Path):
        open_home(home)
    blobs = FolderStore(home) if isinstance(store, Path) else store.blobs
    session = recipe.session or make_session()
    execution = _execution(recipe, session)
    checkpoint = None
    if recipe.lost is None:
        manifest = make_manifest(blobs, recipe, execution)
        checkpoint = make_checkpoint(blobs, manifest, recipe, load_key(home))
    names = tuple(sorted({*recipe.variables, *recipe.skipped}))
    return Capture(
        session=session,
        execution=execution,
        checkpoint=checkpoint,
        changed=names if recipe.changed is None else recipe.changed,
        lost=recipe.lost,
    )


def make_manifest(blobs: BlobStore, recipe: CaptureRecipe, execution: Execution) -> Manifest:
    """Store a recipe's variables, each in a group of its own, and return their manifest."""
    groups = [_group(blobs, name, recipe.variables[name]) for name in sorted(recipe.variables)]
    places = {group.names[0]: place for place, group in enumerate(groups)}
    lock = recipe.environment
    return Manifest(
        execution=execution.id,
        session=execution.session,
        python="3.11.7",
        variables=tuple(
            Variable(
                name=name,
                type=type(recipe.variables.get(name)).__name__,
                summary=_summary(recipe.variables.get(name)),
                size_bytes=groups[places[name]].size_bytes if name in places else None,
                group=places.get(name),
                reason=recipe.skipped.get(name),
            )
            for name in sorted({*recipe.variables, *recipe.skipped})
        ),
        groups=tuple(groups),
        environment=None if lock is None else blobs.put(lock.encode()),
        inputs=recipe.inputs,
    )


def make_checkpoint(
    blobs: BlobStore, manifest: Manifest, recipe: CaptureRecipe, key: bytes
) -> Checkpoint:
    """Store a manifest and return the signed checkpoint of it."""
    digest = blobs.put(canonical.dumps(manifest))
    id_ = checkpoint_id(digest, recipe.parent)
    return Checkpoint(
        id=id_,
        parent=recipe.parent,
        execution=manifest.execution,
        manifest=digest,
        signature=sign(key, id_),
        kept=sum(variable.group is not None for variable in manifest.variables),
        skipped=sum(variable.group is None for variable in manifest.variables),
        size_bytes=sum(group.size_bytes for group in manifest.groups),
        created_at=recipe.started_at + recipe.duration_s,
        message=recipe.message,
        tags=recipe.tags,
        pinned=recipe.pinned,
    )


def _execution(recipe: CaptureRecipe, session: KernelSession) -> Execution:
    return Execution(
        id=recipe.execution or f"{secrets.token_hex(16)}_1_1",
        session=session.id,
        cell=recipe.cell,
        count=recipe.count,
        source=recipe.source,
        status=recipe.status,
        started_at=recipe.started_at,
        duration_s=recipe.duration_s,
        failure=recipe.failure,
    )


def _summary(value: object) -> str:
    return "buffer" if isinstance(value, pickle.PickleBuffer) else repr(value)[:200]


def _group(blobs: BlobStore, name: str, value: object) -> Group:
    buffers: list[pickle.PickleBuffer] = []

    def keep_large(buffer: pickle.PickleBuffer) -> bool:
        """Return whether a buffer stays in the stream."""
        if buffer.raw().nbytes < OUT_OF_BAND:
            return True
        buffers.append(buffer)
        return False

    stream = pickle.dumps({name: value}, protocol=5, buffer_callback=keep_large)
    raws = [buffer.raw() for buffer in buffers]
    digest, *names = blobs.put_many([stream, *raws])
    return Group(
        names=(name,),
        codec="pickle5",
        stream=digest,
        size_bytes=len(stream) + sum(raw.nbytes for raw in raws),
        buffers=tuple(
            BufferRef(digest=found, size_bytes=raw.nbytes, readonly=raw.readonly)
            for found, raw in zip(names, raws, strict=True)
        ),
    )
