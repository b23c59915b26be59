"""A store that cannot be used never stops the server, and says why."""

import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.blobs.home import open_home
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core import open_core
from jupyter_mm.core.policy import owner
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain import canonical
from jupyter_mm.settings import Settings
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.damage import damage_blob
from tests.server.answers import Ask
from tests.server.notebooks import Running, until

Start = Callable[..., Awaitable[Running]]


def fill(home: Path) -> str:
    """Record one execution and return its id."""
    core = open_core(Settings(home=home), clock=time.time)
    receipt = record_execution(core, owner("t"), make_capture(core))
    core.close()
    return receipt.id


async def notebook_still_runs(start: Start) -> None:
    running = await start("print('x')")
    client = running.client()
    client.start_channels()
    await client.wait_for_ready(timeout=40)
    reply = await client.execute("1 + 1", reply=True, timeout=40)
    client.stop_channels()
    assert reply["content"]["status"] == "ok"


class QuickStart(Running):
    """Starts a notebook without waiting for the history, which these stores cannot keep."""

    async def run(self, source: str) -> dict[str, Any]:
        return {}


@pytest.fixture
def notebook(kernels: str, jp_serverapp: Any, jp_fetch: Any, ask: Ask) -> Start:
    async def start(*cells: str) -> Running:
        running = QuickStart(jp_serverapp, ask, "study.ipynb")
        await running.start(list(cells), jp_fetch)
        return running

    return start


class TestNewerFormat:
    @pytest.fixture
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        home = tmp_path / "store"
        monkeypatch.setenv("JUPYTER_MM_HOME", str(home))
        self.execution = fill(home)
        mark = json.loads((home / "store.json").read_text())
        (home / "store.json").write_bytes(canonical.dumps(mark | {"format": 99}))
        return home

    async def test_it_is_read_and_not_written(self, ask: Ask, notebook: Start, home: Path) -> None:
        status = (await ask("GET", "/status")).json
        assert "newer" in status["read_only"]
        assert status["executions"] == 1
        assert (await ask("GET", f"/executions/{self.execution}")).status == 200
        body = canonical.plain(make_capture(home, lost="x"))
        answer = await ask("POST", "/captures", body)
        assert (answer.status, answer.kind) == (503, "store_readonly")
        await notebook_still_runs(notebook)


def torn_mark(home: Path) -> None:
    (home / "store.json").write_bytes(b'{"form')


def catalog_that_is_none(home: Path) -> None:
    (home / "catalog.sqlite").write_bytes(b"x" * 9000)


def file_in_place_of_the_folder(home: Path) -> None:
    shutil.rmtree(home)
    home.write_text("x")


def catalog_of_other_tables(home: Path) -> None:
    for path in home.glob("catalog*"):
        path.unlink()
    connection = sqlite3.connect(home / "catalog.sqlite")
    connection.execute("CREATE TABLE execution (other TEXT)")
    connection.commit()
    connection.close()


DAMAGES = [torn_mark, catalog_that_is_none, file_in_place_of_the_folder, catalog_of_other_tables]


def fill_up(path: Path) -> None:
    """Write into a file until the disk is full."""
    with path.open("wb") as filler:
        while True:
            filler.write(b"x" * 65536)
            filler.flush()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
class TestDamaged:
    @pytest.fixture
    def home(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], Any]
    ) -> Path:
        home = tmp_path / "store"
        monkeypatch.setenv("JUPYTER_MM_HOME", str(home))
        fill(home)
        damage(home)
        return home

    async def test_the_server_starts_and_says_why(
        self, ask: Ask, notebook: Start, home: Path
    ) -> None:
        status = await ask("GET", "/status")
        assert status.status == 200
        assert status.json["read_only"]
        answer = await ask("GET", "/history")
        assert answer.status == 503, answer.text
        assert answer.kind in {"store_unavailable", "store_readonly"}
        await notebook_still_runs(notebook)


class TestHealing:
    @pytest.fixture
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        home = tmp_path / "store"
        monkeypatch.setenv("JUPYTER_MM_HOME", str(home))
        home.write_text("in the way")
        return home

    async def test_a_store_that_comes_back_is_used_again(self, ask: Ask, home: Path) -> None:
        assert (await ask("GET", "/history")).status == 503
        os.unlink(home)  # noqa: PTH108  # a moment on the loop does no harm in a test

        async def healed() -> bool:
            return (await ask("GET", "/history")).status == 200

        await until(healed, "the store to be opened again")


async def test_the_outbox_is_taken_in_by_itself(ask: Ask, home: Path) -> None:
    open_home(home)
    capture = make_capture(home)
    Outbox(home).write("capture", capture)
    bad = home / "outbox" / "00000000000000000001-0000000a-capture.json"
    bad.write_bytes(b'{"body": {"half')

    async def taken() -> bool:
        status = (await ask("GET", "/status")).json
        return bool(status["executions"] == 1 and status["rejected"] == 1)

    await until(taken, "the record to be taken in")
    assert (await ask("GET", f"/executions/{capture.execution.id}")).status == 200
    assert (await ask("GET", "/status")).json["waiting"] == 0


async def test_a_damaged_blob_is_named_and_never_returned(ask: Ask, home: Path) -> None:
    execution = fill(home)
    detail = (await ask("GET", f"/executions/{execution}")).json
    digest = (await ask("GET", f"/checkpoints/{detail['row']['checkpoint']}")).json["checkpoint"][
        "manifest"
    ]
    damage_blob(home, digest)
    answer = await ask("GET", f"/checkpoints/{detail['row']['checkpoint']}")
    assert (answer.status, answer.kind) == (500, "corrupt")
    assert digest in answer.json["error"]["message"]
    report = (await ask("POST", "/verify")).json
    assert {damage["name"] for damage in report["damage"]} == {digest}
    assert detail["row"]["checkpoint"] in report["damage"][0]["checkpoints"]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a small file system")
class TestDiskFull:
    @pytest.fixture
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        place = tmp_path / "small"
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
        subprocess.run(mount, check=True)
        monkeypatch.setenv("JUPYTER_MM_HOME", str(place / "store"))
        yield place / "store"
        subprocess.run(["umount", "-l", str(place)], check=True)

    async def test_a_full_disk_is_said_and_reading_goes_on(
        self, ask: Ask, notebook: Start, home: Path
    ) -> None:
        execution = fill(home)
        assert (await ask("GET", "/status")).status == 200
        body = canonical.plain(make_capture(home, lost="nothing kept", source="x" * 1_000_000))
        with pytest.raises(OSError, match="No space left"):
            fill_up(home / "filler")
        answer = await ask("POST", "/captures", body)
        assert (answer.status, answer.kind) == (507, "store_full"), answer.text
        assert (await ask("GET", f"/executions/{execution}")).status == 200
        await notebook_still_runs(notebook)
        (home / "filler").unlink()
        assert (await ask("POST", "/captures", body)).status == 200


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a read-only file system")
class TestReadOnlyFolder:
    @pytest.fixture
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        place = tmp_path / "small"
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
        subprocess.run(mount, check=True)
        self.execution = fill(place / "store")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        monkeypatch.setenv("JUPYTER_MM_HOME", str(place / "store"))
        yield place / "store"
        subprocess.run(["umount", "-l", str(place)], check=True)

    async def test_it_is_read_and_not_written(self, ask: Ask, notebook: Start) -> None:
        assert (await ask("GET", "/status")).json["read_only"]
        assert (await ask("GET", f"/executions/{self.execution}")).status == 200
        checkpoint = (await ask("GET", "/history")).json["rows"][0]["checkpoint"]
        answer = await ask("POST", f"/checkpoints/{checkpoint}/annotations", {"pinned": True})
        assert (answer.status, answer.kind) == (503, "store_readonly")
        await notebook_still_runs(notebook)
