"""A courier to send parcels with, and a server that hears of them."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.home import load_key
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.domain.checkpoint import Checkpoint, Variable
from jupyter_mm.domain.execution import Execution, KernelSession
from jupyter_mm.kernel.keeping.courier import Courier
from jupyter_mm.kernel.keeping.delta import BufferDraft, Delta, GroupDraft
from jupyter_mm.kernel.keeping.environment import Environment
from jupyter_mm.kernel.keeping.parcel import Parcel
from jupyter_mm.kernel.keeping.wishes import DataWishes
from jupyter_mm.kernel.restoring.trust import Reader
from jupyter_mm.kernel.state.parts import PartTable, Piece, key_of
from jupyter_mm.kernel.talking.server_link import ServerLink
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
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


class Sent:
    """A courier and what it told."""

    def __init__(self, home: Path, link: ServerLink) -> None:
        self.home = home
        self.errors: list[BaseException] = []
        self.made: list[Checkpoint] = []
        self.table = PartTable()
        self.environment = Environment()
        self.courier = Courier(
            home,
            link,
            self.table,
            SecretFinder({}),
            self.environment,
            DataWishes(Settings(home=home), set()),
            on_error=self.errors.append,
            on_checkpoint=self.made.append,
            on_settled=lambda: None,
            clock=lambda: 1.0,
        )
        self.courier.start()


def parcel(
    number: int,
    *groups: GroupDraft,
    pieces: dict[bytes, Piece] | None = None,
    duration_s: float = 0.1,
) -> Parcel:
    execution = Execution(
        id=f"execution-{number}",
        session=SESSION.id,
        cell=None,
        count=number,
        source=f"x = {number}",
        status="ok",
        started_at=float(number),
        duration_s=duration_s,
    )
    delta = Delta(version=number, gone=frozenset(), groups=groups, lost={}, pieces=pieces or {})
    return Parcel(session=SESSION, execution=execution, delta=delta)


PART = b"p" * 40_000
KEY = key_of(PART)


def group(name: str, *keys: bytes) -> GroupDraft:
    """Return a changed group with one buffer of these parts."""
    variable = Variable(name=name, type="list", summary="", size_bytes=1)
    buffers = (BufferDraft(keys=keys, size_bytes=len(PART) * len(keys), readonly=True),)
    stream = f"stream of {name}".encode()
    return GroupDraft(
        names=(name,),
        codec="pickle5",
        stream=stream,
        buffers=buffers if keys else (),
        variables=(variable,),
        size_bytes=len(stream) + len(PART) * len(keys),
    )


def kept_and_lost(sent: Sent) -> tuple[list[str], dict[str, str | None]]:
    """Return the names that the head keeps, and those it lacks with their reasons."""
    assert sent.courier.head is not None
    assert sent.courier.blobs is not None
    state = Reader(sent.courier.blobs, load_key(sent.home)).state(sent.courier.head)
    kept = [name for one in state.groups for name in one.names]
    return kept, {one.name: one.reason for one in state.lost}
