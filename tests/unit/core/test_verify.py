"""Everything is read again, and what is damaged is named with the checkpoints it touches."""

from __future__ import annotations

import os
from dataclasses import replace
from pickle import PickleBuffer

import pytest

from jupyter_mm.blobs.signature import sign
from jupyter_mm.core.context import Core
from jupyter_mm.core.observe import record_observation, store_document, store_outputs
from jupyter_mm.core.policy import Actor, Scope, owner
from jupyter_mm.core.record import record_execution
from jupyter_mm.core.states import load_state
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.domain.history import Damage
from jupyter_mm.errors import DeniedError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.faulty import SpoiledStore
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.asking import damaged


def without(core: Core, digest: Digest) -> tuple[Damage, ...]:
    """Return what is said when a blob is lost, having seen that damage to it is said as well."""
    hurt = replace(core, blobs=SpoiledStore(core.blobs, damaged=[digest]))
    assert ("blob_corrupt", digest) in damaged(hurt)
    gone = replace(core, blobs=SpoiledStore(core.blobs, lost=[digest]))
    return verify_store(gone, ACTOR).damage


def test_a_whole_store_has_no_damage(core: Core) -> None:
    record_execution(core, ACTOR, make_capture(core, environment="lock"))
    core.blobs.put(b"left by an interrupted capture")
    report = verify_store(core, ACTOR)
    # Manifest, leaf, stream and environment.
    assert (report.checkpoints, report.blobs, report.damage, report.orphans) == (1, 4, (), 1)
    sizes = sum(core.blobs.size(digest) for digest in core.blobs.digests())
    assert report.bytes_read == sizes - len(b"left by an interrupted capture")


def test_a_lost_or_damaged_blob_is_named_with_the_checkpoints_that_need_it(core: Core) -> None:
    shared = {"shared": PickleBuffer(os.urandom((1 << 20) + 5))}
    one = make_capture(core, variables=shared)
    two = make_capture(core, variables={**shared, "own": 1}, process={"cwd": "/"})
    for capture in (one, two):
        record_execution(core, ACTOR, capture)
    assert one.checkpoint is not None
    assert two.checkpoint is not None
    both = tuple(sorted([one.checkpoint.id, two.checkpoint.id]))
    state = load_state(core.blobs, two.checkpoint.manifest)
    own, listed = state.groups[0].stream.digest, state.groups[1].buffers[0].content.digest
    part = Digest(core.blobs.get(listed)[:32].hex())
    assert state.manifest.process is not None
    for digest, touched in (
        (two.checkpoint.manifest, (two.checkpoint.id,)),
        (state.manifest.leaves[0], (two.checkpoint.id,)),
        (state.manifest.process, (two.checkpoint.id,)),
        (own, (two.checkpoint.id,)),
        (listed, both),
        (part, both),
    ):
        (found,) = without(core, digest)
        assert (found.kind, found.name, found.checkpoints) == ("blob_missing", digest, touched)


def test_a_manifest_leaf_or_list_that_cannot_be_read_is_said_to_be_none(core: Core) -> None:
    capture = make_capture(core, variables={"x": PickleBuffer(os.urandom((1 << 20) + 5))})
    record_execution(core, ACTOR, capture)
    assert capture.checkpoint is not None
    state = load_state(core.blobs, capture.checkpoint.manifest)
    listed = state.groups[0].buffers[0].content.digest
    for digest in (capture.checkpoint.manifest, state.manifest.leaves[0], listed):
        hurt = replace(core, blobs=SpoiledStore(core.blobs, damaged=[digest]))
        assert damaged(hurt) == {("blob_corrupt", digest), ("manifest", digest)}


def test_a_damaged_document_or_output_is_named(core: Core) -> None:
    capture = make_capture(core, execution="run")
    record_execution(core, ACTOR, capture)
    assert capture.checkpoint is not None
    line = {"output_type": "stream", "name": "stdout", "text": "hello"}
    cell = CellState(id="a", cell_type="code", source="", metadata={})
    shown = DocumentSnapshot(
        kernel_id="k", executions=("run",), path="a.ipynb", metadata={}, cells=(cell,)
    )
    (ref,) = store_outputs(core, [line], 1 << 20)
    document = store_document(core, shown, {"a": [line]})
    observation = Observation(
        execution="run", kernel_id="k", path=None, cell=None, count=1, source="", status="ok",
        started_at=1.0, duration_s=1.0, outputs=(ref,), document=document,
    )  # fmt: skip
    record_observation(core, ACTOR, observation)
    assert damaged(core) == set()
    for digest in (document, ref.digest):
        (found,) = without(core, digest)
        assert (found.name, found.checkpoints) == (digest, (capture.checkpoint.id,))


def test_a_parent_is_missing_until_it_comes(core: Core) -> None:
    session = make_session()
    first = make_capture(core, session=session, execution="first")
    assert first.checkpoint is not None
    second = make_capture(core, session=session, execution="second", parent=first.checkpoint.id)
    record_execution(core, ACTOR, second)
    assert second.checkpoint is not None
    assert damaged(core) == {("parent_missing", second.checkpoint.id)}
    record_execution(core, ACTOR, first)
    assert damaged(core) == set()


def test_a_foreign_signature_is_reported(core: Core) -> None:
    capture = make_capture(core)
    assert capture.checkpoint is not None
    foreign = sign(b"f" * 32, capture.checkpoint.id)
    changed = replace(capture, checkpoint=replace(capture.checkpoint, signature=foreign))
    record_execution(core, ACTOR, changed)
    assert damaged(core) == {("signature", capture.checkpoint.id)}


def test_verifying_needs_the_right(core: Core) -> None:
    with pytest.raises(DeniedError):
        verify_store(core, Actor("reader", frozenset({Scope.READ})))
    assert owner("me").scopes == set(Scope)
