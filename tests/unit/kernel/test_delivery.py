"""The courier and its ways: real folders, a real HTTP server on a free port."""

from __future__ import annotations

import json
import os
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.domain.checkpoint import Checkpoint
from jupyter_mm.domain.execution import Execution, KernelSession
from jupyter_mm.errors import ConflictError, MMError, NotFoundError, StoreUnavailableError
from jupyter_mm.kernel.capture import Snapshot
from jupyter_mm.kernel.courier import Courier
from jupyter_mm.kernel.parcel import Note, Parcel
from jupyter_mm.kernel.server_link import SILENT_S, ServerLink, error_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SESSION = KernelSession(
    id="a" * 32,
    kernel_id=None,
    language="python",
    version="3.11.7",
    host="here",
    pid=1,
    started_at=1.0,
)


class Server:
    """A server that answers as it is told and remembers what it was sent."""

    def __init__(self, folder: Path) -> None:
        self.status = 200
        self.answer: Any = {}
        self.heard: list[tuple[str, str, Any, Any]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = json.loads(self.rfile.read(length))
                owner.heard.append(("POST", self.path, body, self.headers["Authorization"]))
                self.reply()

            def do_GET(self) -> None:
                owner.heard.append(("GET", self.path, None, self.headers["Authorization"]))
                self.reply()

            def reply(self) -> None:
                self.send_response(owner.status)
                self.end_headers()
                self.wfile.write(json.dumps(owner.answer).encode())

            def log_message(self, *_: object) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.file = folder / "jpserver-1.json"
        port = self._http.server_address[1]
        told = {"url": f"http://127.0.0.1:{port}/user/me/", "token": "tok"}
        self.file.write_text(json.dumps(told))
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.close()


class Sent:
    """A courier and what it told."""

    def __init__(self, home: Path, link: ServerLink) -> None:
        self.errors: list[BaseException] = []
        self.made: list[Checkpoint] = []
        self.forgotten = 0
        self.courier = Courier(
            home,
            link,
            on_error=self.errors.append,
            on_checkpoint=self.made.append,
            on_settled=lambda: None,
            forget=self._forget,
        )
        self.courier.start()

    def _forget(self) -> None:
        self.forgotten += 1


def parcel(number: int) -> Parcel:
    execution = Execution(
        id=f"execution-{number}",
        session=SESSION.id,
        cell=None,
        count=number,
        source=f"x = {number}",
        status="ok",
        started_at=float(number),
        duration_s=0.1,
    )
    snapshot = Snapshot(variables=(), groups=(), pending={}, prints={}, incomplete=None)
    return Parcel(session=SESSION, execution=execution, snapshot=snapshot)


def test_without_a_server_records_wait_in_the_outbox_in_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sent = Sent(home, ServerLink(None))
    sent.courier.send(Note(kind="session", body=SESSION))
    for number in range(3):
        sent.courier.send(parcel(number))
    assert sent.courier.flush(20)
    outbox = Outbox(home)
    kinds = [outbox.read(path)[0] for path in outbox.pending()]
    assert kinds == ["session", "capture", "capture", "capture"]
    assert [one.parent for one in sent.made] == [None, sent.made[0].id, sent.made[1].id]
    assert (sent.courier.waiting, sent.courier.waiting_bytes, sent.errors) == (0, 0, [])
    sent.courier.close()
    assert not sent.courier.thread.is_alive()


def test_what_the_server_confirms_leaves_the_outbox(tmp_path: Path, server: Server) -> None:
    home = tmp_path / "home"
    sent = Sent(home, ServerLink(server.file))
    sent.courier.send(Note(kind="session", body=SESSION))
    sent.courier.send(parcel(1))
    assert sent.courier.flush(20)
    assert Outbox(home).pending() == []
    assert [(method, path, token) for method, path, _, token in server.heard] == [
        ("POST", "/user/me/jupyter-mm/api/v1/sessions", "token tok"),
        ("POST", "/user/me/jupyter-mm/api/v1/captures", "token tok"),
    ]
    assert server.heard[1][2]["execution"]["id"] == "execution-1"
    sent.courier.close()


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500, 503])
def test_what_the_server_refuses_stays_in_the_outbox(
    tmp_path: Path, server: Server, status: int
) -> None:
    server.status = status
    home = tmp_path / "home"
    sent = Sent(home, ServerLink(server.file))
    sent.courier.send(parcel(1))
    assert sent.courier.flush(20)
    assert len(Outbox(home).pending()) == 1
    sent.courier.close()


def test_a_server_that_does_not_answer_is_left_alone_for_a_while(
    tmp_path: Path, server: Server
) -> None:
    now = [0.0]
    link = ServerLink(server.file, lambda: now[0])
    server.status = 503
    assert not link.post("session", SESSION)
    assert not link.post("session", SESSION)
    assert len(server.heard) == 1
    now[0] += SILENT_S
    server.status = 200
    assert link.post("session", SESSION)
    server.file.write_text("{torn")
    assert not link.post("session", SESSION)
    assert tmp_path.exists()


def test_a_store_that_cannot_be_written_loses_the_checkpoint_and_goes_on(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("not a folder")
    sent = Sent(home, ServerLink(None))
    sent.courier.send(parcel(1))
    sent.courier.send(parcel(2))
    assert sent.courier.flush(20)
    assert len(sent.errors) >= 2
    home.unlink()
    sent.courier.send(parcel(3))
    assert sent.courier.flush(20)
    assert [one.execution for one in sent.made] == ["execution-3"]
    sent.courier.close()


def test_state_whose_bytes_were_lost_is_recorded_as_lost(tmp_path: Path) -> None:
    from jupyter_mm.domain.checkpoint import Group  # noqa: PLC0415  # only this test
    from jupyter_mm.domain.digest import Digest  # noqa: PLC0415  # only this test

    home = tmp_path / "home"
    sent = Sent(home, ServerLink(None))
    nowhere = Group(names=("x",), codec="pickle5", stream=Digest("0" * 64), size_bytes=1)
    snapshot = Snapshot(variables=(), groups=(nowhere,), pending={}, prints={}, incomplete=None)
    one = parcel(1)
    sent.courier.send(Parcel(session=SESSION, execution=one.execution, snapshot=snapshot))
    assert sent.courier.flush(20)
    outbox = Outbox(home)
    _, body = outbox.read(outbox.pending()[0])
    assert body["checkpoint"] is None
    assert body["lost"]
    assert sent.forgotten == 1
    sent.courier.close()


def test_a_forked_child_hands_nothing_over(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sent = Sent(home, ServerLink(None))
    sent.courier._pid = os.getpid() + 1
    sent.courier.send(parcel(1))
    assert not sent.courier.flush(1)
    sent.courier._pid = os.getpid()
    assert sent.courier.waiting == 0
    sent.courier.close()


def test_an_answer_becomes_the_error_of_its_kind(server: Server) -> None:
    link = ServerLink(server.file)
    server.status = 404
    server.answer = {"error": {"kind": "not_found", "message": "No such.", "hint": "Look."}}
    with pytest.raises(NotFoundError, match="No such") as caught:
        link.get("/history", {"limit": 3, "where": None})
    assert caught.value.hint == "Look."
    assert server.heard[0][1] == "/user/me/jupyter-mm/api/v1/history?limit=3"
    server.status, server.answer = 200, {"rows": []}
    assert link.send("/x", {}) == {"rows": []}
    assert type(error_of({"error": {"kind": "conflict", "message": "m"}})) is ConflictError
    assert type(error_of({"error": {"kind": "of tomorrow", "message": "m"}})) is MMError
    assert type(error_of("nonsense")) is StoreUnavailableError


def test_a_record_that_finds_no_outbox_still_goes_to_the_server(
    tmp_path: Path, server: Server
) -> None:
    home = tmp_path / "home"
    sent = Sent(home, ServerLink(server.file))
    sent.courier.send(parcel(1))
    assert sent.courier.flush(20)
    (home / "outbox").rename(home / "elsewhere")
    sent.courier.send(parcel(2))
    assert sent.courier.flush(20)
    assert [one.execution for one in sent.made] == ["execution-1", "execution-2"]
    assert server.heard[-1][2]["execution"]["id"] == "execution-2"
    server.status = 503
    sent.courier.send(parcel(3))
    assert sent.courier.flush(20)
    head = sent.courier.head
    assert head is not None
    assert head.execution == "execution-2"
    sent.courier.close()


def test_a_store_that_was_removed_begins_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sent = Sent(home, ServerLink(None))
    sent.courier.send(parcel(1))
    assert sent.courier.flush(20)
    shutil.rmtree(home)
    sent.courier.send(parcel(2))
    assert sent.courier.flush(20)
    assert sent.forgotten == 1
    assert [one.parent for one in sent.made] == [None, None]
    assert len(Outbox(home).pending()) == 1
    sent.courier.close()
