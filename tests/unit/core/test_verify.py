"""Everything is read again, and what is damaged is named with the checkpoints it touches."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from jupyter_mm.blobs.home import load_key
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.blobs.signature import sign
from jupyter_mm.core.context import Core, open_core
from jupyter_mm.core.history import list_history
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.observe import record_observation, store_document, store_outputs
from jupyter_mm.core.policy import Actor, Scope, owner
from jupyter_mm.core.record import record_execution
from jupyter_mm.core.usage import disk_usage, store_status, unavailable_status
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.domain.execution import Failure
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import CatalogDamagedError, DeniedError, ReadOnlyError, StoreUnavailableError
from jupyter_mm.settings import Settings
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR, open_store


def path_of(core: Core, digest: Digest) -> Path:
    return core.info.home / "blobs" / digest[:2] / digest[2:]


def damaged(core: Core) -> set[tuple[str, str]]:
    return {(found.kind, found.name) for found in verify_store(core, ACTOR).damage}


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def test_a_whole_store_has_no_damage(core: Core) -> None:
    record_execution(core, ACTOR, make_capture(core, environment="lock"))
    core.blobs.put(b"left by an interrupted capture")
    report = verify_store(core, ACTOR)
    assert (report.checkpoints, report.blobs, report.damage, report.orphans) == (1, 3, (), 1)
    sizes = sum(core.blobs.size(digest) for digest in core.blobs.digests())
    assert report.bytes_read == sizes - len(b"left by an interrupted capture")


@pytest.mark.parametrize(
    ("spoil", "kind"), [(flip, "blob_corrupt"), (Path.unlink, "blob_missing")], ids=["flip", "lose"]
)
def test_a_damaged_blob_is_named_with_the_checkpoints_that_need_it(
    core: Core, spoil: Callable[[Path], None], kind: str
) -> None:
    shared = {"shared": b"s" * 100}
    one = make_capture(core, variables=shared)
    two = make_capture(core, variables={**shared, "own": 1})
    for capture in (one, two):
        record_execution(core, ACTOR, capture)
    assert one.checkpoint is not None
    assert two.checkpoint is not None
    stream = canonical.loads(core.blobs.get(one.checkpoint.manifest))["groups"][0]["stream"]
    spoil(path_of(core, Digest(stream)))
    (found,) = verify_store(core, ACTOR).damage
    assert (found.kind, found.name) == (kind, stream)
    assert set(found.checkpoints) == {one.checkpoint.id, two.checkpoint.id}


def test_a_damaged_manifest_document_or_output_is_named(core: Core) -> None:
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
    for digest, kinds in (
        (capture.checkpoint.manifest, {"blob_corrupt", "manifest"}),
        (document, {"blob_corrupt"}),
        (ref.digest, {"blob_corrupt"}),
    ):
        path = path_of(core, digest)
        whole = path.read_bytes()
        flip(path)
        assert damaged(core) == {(kind, digest) for kind in kinds}
        assert all(
            found.checkpoints == (capture.checkpoint.id,)
            for found in verify_store(core, ACTOR).damage
        )
        path.write_bytes(whole)


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


# ------------------------------------------------------------------ how the store is


def test_the_status_counts_what_is_there(core: Core) -> None:
    record_execution(core, ACTOR, make_capture(core))
    record_execution(core, ACTOR, make_capture(core, lost="interrupted"))
    outbox = Outbox(core.info.home)
    outbox.write("capture", make_capture(core))
    outbox.reject(outbox.write("log", {"x": 1}), "no")
    status = store_status(core, ACTOR)
    assert (status.executions, status.checkpoints) == (2, 1)
    assert (status.waiting, status.rejected) == (1, 1)
    assert (status.format, status.store, status.read_only) == (1, core.info.store, None)


def test_disk_usage_is_that_of_the_files(core: Core) -> None:
    core.blobs.put_many([b"x" * 1000, b"y" * 24])
    usage = disk_usage(core, ACTOR)
    assert (usage.blobs, usage.blob_count, usage.outbox) == (1024, 2, 0)
    assert usage.catalog > 0
    assert usage.free > 0


def test_a_store_that_cannot_be_opened_has_a_status_too() -> None:
    assert unavailable_status(StoreUnavailableError("It is gone.")).read_only == "It is gone."


def test_a_store_of_a_newer_format_is_listed_and_not_written(tmp_path: Path) -> None:
    home = tmp_path / "store"
    with open_store(home) as core:
        capture = make_capture(core)
        record_execution(core, ACTOR, capture)
        another = make_capture(core)
    (home / "store.json").write_bytes(canonical.dumps({"format": 2, "store": "ab" * 16}))
    with open_store(home) as core:
        assert "newer" in (store_status(core, ACTOR).read_only or "")
        assert list_history(core, ACTOR, HistoryQuery()).total == 1
        assert verify_store(core, ACTOR).damage == ()
        with pytest.raises(ReadOnlyError, match="newer"):
            record_execution(core, ACTOR, another)


def test_a_store_whose_key_was_lost_still_opens(tmp_path: Path) -> None:
    home = tmp_path / "store"
    with open_store(home) as core:
        capture = make_capture(core)
        record_execution(core, ACTOR, capture)
    shutil.rmtree(home / "keys")
    with open_store(home) as core:
        assert len(load_key(home)) == 32
        assert capture.checkpoint is not None
        assert damaged(core) == {("signature", capture.checkpoint.id)}


def test_verify_says_that_the_key_is_gone(core: Core) -> None:
    record_execution(core, ACTOR, make_capture(core))
    (core.info.home / "keys" / "local.key").unlink()
    assert damaged(core) == {("signature", "local.key")}


def test_opening_a_store_sweeps_what_a_crash_left(tmp_path: Path) -> None:
    home = tmp_path / "store"
    with open_store(home):
        pass
    (home / "tmp" / "left").touch()
    clock = FrozenClock((home / "tmp" / "left").stat().st_mtime + 80_000)
    with open_store(home, clock=clock):
        assert (home / "tmp" / "left").exists()
    clock.advance(10_000)
    with open_store(home, clock=clock):
        assert not (home / "tmp" / "left").exists()


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailableError):
        open_core(Settings(home=tmp_path / "file" / "store"), clock=FrozenClock())


# ------------------------------------------------------------------ intake


def test_the_outbox_is_taken_in_once_and_in_order(core: Core) -> None:
    outbox = Outbox(core.info.home)
    session = make_session()
    outbox.write("session", session)
    for number in range(3):
        capture = make_capture(core, session=session, execution=f"run-{number}")
        outbox.write("capture", capture)
    outbox.write("log", {"session": session.id, "execution": "run-1", "metrics": []})
    assert take_in(core, ACTOR, outbox) == 5
    assert outbox.pending() == outbox.rejected() == []
    rows = list_history(core, ACTOR, HistoryQuery()).rows
    assert [row.execution for row in rows] == ["run-2", "run-1", "run-0"]
    assert take_in(core, ACTOR, outbox) == 0


def test_what_misses_its_blobs_waits_and_the_rest_goes_on(core: Core) -> None:
    outbox = Outbox(core.info.home)
    early = make_capture(core, execution="early")
    assert early.checkpoint is not None
    path = path_of(core, early.checkpoint.manifest)
    content = path.read_bytes()
    path.unlink()
    waiting = outbox.write("capture", early)
    outbox.write("capture", make_capture(core, execution="late"))
    assert take_in(core, ACTOR, outbox) == 1
    assert outbox.pending() == [waiting]
    core.blobs.put(content)
    assert take_in(core, ACTOR, outbox) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"body":{},"kind":"capture","version":1}',
        b'{"body":{},"kind":"capture","version":9}',
        b'{"body":{"session":1},"kind":"capture","version":1}',
        b"\x00" * 50,
    ],
    ids=["torn", "empty body", "newer", "wrong field", "zeros"],
)
def test_what_is_no_record_is_put_aside_with_its_reason(core: Core, content: bytes) -> None:
    outbox = Outbox(core.info.home)
    path = outbox.write("capture", {})
    path.write_bytes(content)
    outbox.write("capture", make_capture(core))
    assert take_in(core, ACTOR, outbox) == 1
    (moved,) = outbox.rejected()
    assert moved.read_bytes() == content
    assert moved.with_name(moved.name + ".reason").read_text().strip()


def test_a_label_that_cannot_be_is_left_out_and_the_state_is_kept(core: Core) -> None:
    outbox = Outbox(core.info.home)
    failure = Failure(name="ValueError", message="bad magic \0\x01")
    capture = make_capture(
        core,
        execution="run",
        tags=("lr:0.1", "best ", *(f"t{n}" for n in range(40))),
        message="a\x1b[31mb",
        changed=("x", "a b"),
        status="error",
        failure=failure,
    )
    path = outbox.write("capture", capture)
    assert take_in(core, ACTOR, outbox) == 1
    (row,) = list_history(core, ACTOR, HistoryQuery()).rows
    assert capture.checkpoint is not None
    assert row.checkpoint == capture.checkpoint.id
    assert row.tags == ("best", *(f"t{n}" for n in range(31)))
    assert (row.message, row.changed) == (None, ("x",))
    assert row.error == "ValueError: bad magic \ufffd\x01"
    (whole,) = outbox.rejected()
    assert whole.name == path.name
    reason = whole.with_name(whole.name + ".reason").read_text()
    assert "lr:0.1" in reason
    assert "Taken in without" in reason


def test_a_value_that_cannot_be_is_left_out_of_its_batch(core: Core) -> None:
    outbox = Outbox(core.info.home)
    record_execution(core, ACTOR, make_capture(core, execution="run"))
    values = [(0, "acc", 1), (1, " acc", 2), (0, "acc", 3), (2, "é" * 200, 4), (3, "t", "a\0b")]
    metrics = [
        {"sequence": place, "name": name, "value": value, "step": None, "logged_at": 1.0}
        for place, name, value in values
    ]
    outbox.write("log", {"session": "0" * 32, "execution": "run", "metrics": metrics})
    assert take_in(core, ACTOR, outbox) == 1
    (row,) = list_history(core, ACTOR, HistoryQuery()).rows
    assert {metric.name: metric.value for metric in row.metrics} == {"acc": 1, "t": "a\ufffdb"}
    assert len(outbox.rejected()) == 1


def test_records_wait_while_the_catalog_is_damaged(core: Core) -> None:
    outbox = Outbox(core.info.home)
    hurt, well = make_session("1" * 32), make_session("2" * 32)
    record_execution(core, ACTOR, make_capture(core, session=hurt))
    with core.catalog.write() as tx:
        tx.execute(text("UPDATE session SET host = 'elsewhere'"))
    waiting = outbox.write("capture", make_capture(core, session=hurt, execution="hurt"))
    outbox.write("capture", make_capture(core, session=well, execution="well"))
    with pytest.raises(CatalogDamagedError, match="session"):
        take_in(core, ACTOR, outbox)
    assert outbox.pending() == [waiting]
    assert outbox.rejected() == []
    with core.catalog.write() as tx:
        tx.execute(text("UPDATE session SET host = 'localhost'"))
    assert take_in(core, ACTOR, outbox) == 1


def test_a_restore_whose_session_has_not_come_waits(core: Core) -> None:
    outbox = Outbox(core.info.home)
    capture = make_capture(core)
    assert capture.checkpoint is not None
    restore = {
        "id": "r", "session": capture.session.id, "source": None,
        "target": capture.checkpoint.id, "names": None, "undoes": None, "restored_at": 1.0,
    }  # fmt: skip
    outbox.write("restore", restore)
    outbox.write("capture", capture)
    assert take_in(core, ACTOR, outbox) == 1
    assert take_in(core, ACTOR, outbox) == 1
    assert outbox.pending() == []
