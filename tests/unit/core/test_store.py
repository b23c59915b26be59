"""How a store is, what it takes, and stores that are not as they should be."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from jupyter_mm.blobs.home import FORMAT, load_key
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.context import Core, open_core
from jupyter_mm.core.history import list_history
from jupyter_mm.core.record import record_execution
from jupyter_mm.core.usage import disk_usage, store_status, unavailable_status
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain import canonical
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import CatalogDamagedError, ReadOnlyError, StoreUnavailableError
from jupyter_mm.settings import Settings
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.unit.core.asking import damaged


def test_the_status_counts_what_is_there(core: Core) -> None:
    record_execution(core, ACTOR, make_capture(core))
    record_execution(core, ACTOR, make_capture(core, lost="interrupted"))
    outbox = Outbox(core.info.home)
    outbox.write("capture", make_capture(core))
    outbox.reject(outbox.write("log", {"x": 1}), "no")
    core.troubles.add(CatalogDamagedError("A row."))
    status = store_status(core, ACTOR)
    assert (status.errors, status.last_error) == (1, "CatalogDamagedError: A row.")
    assert (status.executions, status.checkpoints) == (2, 1)
    assert (status.waiting, status.rejected) == (1, 1)
    assert (status.format, status.store, status.read_only) == (FORMAT, core.info.store, None)


def test_disk_usage_is_that_of_the_files(core: Core) -> None:
    core.blobs.put_many([os.urandom(1000), os.urandom(24)])
    built = core.info.home / "environments" / "ab" / "bin"
    built.mkdir(parents=True)
    (built / "tool").write_bytes(bytes(500))
    (built / "python").symlink_to(sys.executable)  # what lies elsewhere is not counted
    (core.info.home / "profiles").mkdir()
    (core.info.home / "profiles" / "one.json").write_bytes(bytes(70))
    usage = disk_usage(core, ACTOR)
    assert usage.profiles == 70
    assert 500 < usage.environments < 1000
    assert (usage.blob_count, usage.outbox) == (2, 0)
    assert 1024 <= usage.blobs < 2048
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
    (home / "store.json").write_bytes(canonical.dumps({"format": FORMAT + 1, "store": "ab" * 16}))
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
