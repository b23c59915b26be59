"""Captures as a kernel makes them, with every blob they name."""

from __future__ import annotations

import pickle
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import load_key, open_home
from jupyter_mm.blobs.signature import sign
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Capture, Effect, Read
from jupyter_mm.domain.checkpoint import (
    PART_BYTES,
    BufferRef,
    Checkpoint,
    Group,
    Leaf,
    Manifest,
    State,
    Variable,
)
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.description import Description
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import Execution, Failure, KernelSession
from jupyter_mm.domain.leaves import leaf_count, leaf_of
from jupyter_mm.testing.clocks import START

if TYPE_CHECKING:
    from typing_extensions import Buffer

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
    descriptions: Mapping[str, Description] = field(default_factory=dict)
    """What is said of variables, by name."""
    process: Mapping[str, object] = field(default_factory=dict)
    """Parts of the process, as `cwd`."""
    changed: tuple[str, ...] | None = None
    """Names that changed; all of them where None."""
    reads: tuple[Read, ...] | None = ()
    effects: tuple[Effect, ...] | None = ()
    parent: Digest | None = None
    inputs: tuple[DataRef, ...] = ()
    part_bytes: int = PART_BYTES
    """Of contents; small ones make small states of many parts."""
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
        state = make_state(blobs, recipe, execution)
        checkpoint = make_checkpoint(blobs, state, recipe, load_key(home))
    names = tuple(sorted({*recipe.variables, *recipe.skipped}))
    return Capture(
        session=session,
        execution=execution,
        checkpoint=checkpoint,
        changed=names if recipe.changed is None else recipe.changed,
        lost=recipe.lost,
        reads=recipe.reads,
        effects=recipe.effects,
    )


def make_state(blobs: BlobStore, recipe: CaptureRecipe, execution: Execution) -> State:
    """Store a recipe's variables, each in a group of its own, with their leaves; no manifest."""
    groups, process = (
        tuple(
            store_group(
                blobs, {name: given[name]}, recipe.part_bytes, descriptions=recipe.descriptions
            )
            for name in sorted(given)
        )
        for given in (recipe.variables, recipe.process)
    )
    lost = tuple(
        Variable(name=name, type="object", summary="", size_bytes=None, reason=reason)
        for name, reason in sorted(recipe.skipped.items())
    )
    lock = recipe.environment
    leaves = [canonical.dumps(leaf) for leaf in leaves_of(groups, lost)]
    manifest = Manifest(
        execution=execution.id,
        session=execution.session,
        python="3.11.7",
        leaves=tuple(blobs.put_many(leaves)),
        process=blobs.put(canonical.dumps(Leaf(groups=process))) if process else None,
        environment=None if lock is None else blobs.put(lock.encode()),
        inputs=recipe.inputs,
    )
    return State(manifest=manifest, groups=groups, lost=lost, process=process)


def leaves_of(groups: Sequence[Group], lost: Sequence[Variable] = ()) -> list[Leaf]:
    """Return groups and variables that are not kept, sorted both, spread over their leaves."""
    count = leaf_count(len(groups))
    return [
        Leaf(
            groups=tuple(g for g in groups if leaf_of(g.names[0], count) == place),
            lost=tuple(v for v in lost if leaf_of(v.name, count) == place),
        )
        for place in range(count)
    ]


def make_checkpoint(
    blobs: BlobStore, state: State, recipe: CaptureRecipe, key: bytes
) -> Checkpoint:
    """Store the manifest of a state and return the signed checkpoint of it."""
    digest = blobs.put(canonical.dumps(state.manifest))
    id_ = checkpoint_id(digest, recipe.parent)
    return Checkpoint(
        id=id_,
        parent=recipe.parent,
        execution=state.manifest.execution,
        manifest=digest,
        signature=sign(key, id_),
        kept=sum(len(group.names) for group in state.groups),
        skipped=len(state.lost),
        size_bytes=sum(group.size_bytes for group in state.groups),
        created_at=recipe.started_at + recipe.duration_s,
        message=recipe.message,
        tags=recipe.tags,
        pinned=recipe.pinned,
    )


def store_group(
    blobs: BlobStore,
    values: Mapping[str, object],
    part_bytes: int = PART_BYTES,
    *,
    descriptions: Mapping[str, Description] | None = None,
) -> Group:
    """Store variables that share state as one group: stream and buffers, in parts."""
    told = {
        name: blobs.put(canonical.dumps(described))
        for name, described in (descriptions or {}).items()
        if name in values
    }
    buffers: list[pickle.PickleBuffer] = []

    def keep_large(buffer: pickle.PickleBuffer) -> bool:
        """Return whether a buffer stays in the stream."""
        if buffer.raw().nbytes < OUT_OF_BAND:
            return True
        buffers.append(buffer)
        return False

    given = {name: values[name] for name in sorted(values)}
    dumped = pickle.dumps(given, protocol=5, buffer_callback=keep_large)
    stream = store_content(blobs, dumped, part_bytes)
    raws = [buffer.raw() for buffer in buffers]
    refs = tuple(
        BufferRef(content=store_content(blobs, raw, part_bytes), readonly=raw.readonly)
        for raw in raws
    )
    size = stream.size_bytes + sum(raw.nbytes for raw in raws)
    return Group(
        names=tuple(given),
        codec="pickle5",
        stream=stream,
        size_bytes=size,
        variables=tuple(
            Variable(
                name=name,
                type=type(value).__name__,
                summary=_summary(value),
                size_bytes=size // len(given),
                description=told.get(name),
            )
            for name, value in given.items()
        ),
        buffers=refs,
    )


def store_content(blobs: BlobStore, data: Buffer, part_bytes: int = PART_BYTES) -> Content:
    """Store bytes cut into parts of a fixed size, with their list where there are several."""
    view = memoryview(data)
    cuts = range(0, max(view.nbytes, 1), part_bytes)
    names = blobs.put_many([view[start : start + part_bytes] for start in cuts])
    raw = b"".join(bytes.fromhex(name) for name in names)
    digest = names[0] if len(names) == 1 else blobs.put(raw)
    return Content(digest=digest, size_bytes=view.nbytes, parts=len(names))


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
