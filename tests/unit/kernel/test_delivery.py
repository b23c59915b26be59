"""The courier and its ways: real folders, a real HTTP server on a free port."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.errors import ConflictError, MMError, NotFoundError, StoreUnavailableError
from jupyter_mm.kernel.keeping.parcel import Note
from jupyter_mm.kernel.talking.server_link import SILENT_S, ServerLink, error_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

from tests.unit.kernel.sending import SESSION, Sent, Server, parcel


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.close()


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
    assert (sent.courier.backlog.jobs, sent.courier.backlog.size_bytes, sent.errors) == (0, 0, [])
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


def test_a_forked_child_hands_nothing_over(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sent = Sent(home, ServerLink(None))
    sent.courier._pid = os.getpid() + 1
    sent.courier.send(parcel(1))
    assert not sent.courier.flush(1)
    sent.courier._pid = os.getpid()
    assert sent.courier.backlog.jobs == 0
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
