"""Full, read-only and failing disks: told by their names, and nothing is lost or left behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jupyter_mm.blobs import folder
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.history import list_history, show_checkpoint
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.record import record_execution
from jupyter_mm.core.usage import store_status
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import ReadOnlyError, StoreFullError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.crash.harness import CALLS, environment, python, violations

needs_mounts = pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")


@contextmanager
def mounted_tmpfs(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@needs_mounts
@pytest.mark.parametrize("options", ["size=2m", "size=64m,nr_inodes=80"], ids=["bytes", "inodes"])
def test_a_full_disk_is_told_and_what_was_kept_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: str
) -> None:
    if "nr_inodes" in options:
        monkeypatch.setattr(folder, "LOOSE_FROM", 50_000)  # so that files are made all the time
    with mounted_tmpfs(tmp_path / "disk", options) as disk:
        home = disk / "store"
        session, held = make_session("0" * 32), []
        with open_store(home) as core:

            def commit_until_full() -> None:
                for number in range(1000):
                    capture = make_capture(
                        core,
                        session=session,
                        execution=f"run-{number}",
                        variables={"x": number, "large": os.urandom(60_000)},
                    )
                    record_execution(core, ACTOR, capture)
                    held.append(capture)

            with pytest.raises(StoreFullError):
                commit_until_full()
            assert len(held) > 3
            assert list((home / "tmp").iterdir()) == []
            rows = list_history(core, ACTOR, HistoryQuery(limit=200)).rows
            assert [row.execution for row in rows] == [c.execution.id for c in held][::-1]
            assert held[0].checkpoint is not None
            show_checkpoint(core, ACTOR, held[0].checkpoint.id)
            subprocess.run(["mount", "-o", "remount,size=64m,nr_inodes=0", disk], check=True)
            record_execution(core, ACTOR, make_capture(core, session=session))
            assert verify_store(core, ACTOR).damage == ()


@needs_mounts
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "with a WAL"])
def test_a_read_only_disk_can_be_read(tmp_path: Path, *, closed: bool) -> None:
    with mounted_tmpfs(tmp_path / "disk", "size=16m") as disk:
        home = disk / "store"
        with open_store(home) as core:
            capture = make_capture(core, execution="run-1")
            record_execution(core, ACTOR, capture)
            log = (home / "catalog.sqlite-wal").read_bytes()
        if not closed:
            (home / "catalog.sqlite-wal").write_bytes(log)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with open_store(home) as core:
            assert "no write access" in (store_status(core, ACTOR).read_only or "")
            assert list_history(core, ACTOR, HistoryQuery()).total == 1
            assert capture.checkpoint is not None
            shown = show_checkpoint(core, ACTOR, capture.checkpoint.id)
            assert [variable.name for variable in shown.variables] == ["x"]
            assert verify_store(core, ACTOR).damage == ()
            with pytest.raises(ReadOnlyError):
                make_capture(core, variables={"new": 1})
            with pytest.raises(ReadOnlyError):
                Outbox(home).write("log", {})
            assert record_execution(core, ACTOR, capture).checkpoint == capture.checkpoint.id
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)


@pytest.mark.parametrize("call", ["fsync", "fdatasync"])
@pytest.mark.parametrize("number", [1, 3, 6, 9])
def test_a_sync_that_fails_once_loses_nothing_acknowledged(
    tmp_path: Path, call: str, number: int
) -> None:
    home = tmp_path / "store"
    with open_store(home):
        pass  # the store is there; what fails is a commit
    log = tmp_path / "trace"
    ended = subprocess.run(
        [
            "strace", "-f", "-qq", "-e", f"trace={','.join(CALLS)}",
            "-e", f"inject={call}:error=EIO:when={number}", "-o", str(log),
            *python(home, 3),
        ],
        check=False,
        env=environment(),
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert "(INJECTED)" in log.read_text()
    assert ended.returncode in {0, 1, -signal.SIGABRT}
    assert ended.returncode == 0 or "StoreUnavailableError" in ended.stderr
    assert list((home / "tmp").iterdir()) == []
    assert violations(home, ended.stdout.splitlines()) == []


def test_records_wait_in_the_outbox_while_the_catalog_cannot_be_written(tmp_path: Path) -> None:
    home = tmp_path / "store"
    with open_store(home) as core:
        Outbox(home).write("capture", make_capture(core))
        (home / "catalog.lock").unlink()
        (home / "catalog.lock").mkdir()
        with pytest.raises(Exception, match="store"):
            take_in(core, ACTOR, Outbox(home))
        assert len(Outbox(home).pending()) == 1
        (home / "catalog.lock").rmdir()
        assert take_in(core, ACTOR, Outbox(home)) == 1
