"""The kernels of this server: their messages, their notebook's path, their end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import zmq
from jupyter_client.session import Session
from zmq.eventloop.zmqstream import ZMQStream

from jupyter_mm.core.assembly import KernelOutputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_server.serverapp import ServerApp

START_PATIENCE = 100  # times 50 ms, from a start event to the list of kernels


LINGER_S = 60.0  # for which the captures of a kernel that is gone are waited for


class KernelWatch:
    """Listens to one kernel until it is closed."""

    def __init__(self, kernel: Any, limit: int, on_change: Callable[[], None]) -> None:
        """Connect; `on_change` is called when executions ended or changed."""
        self.kernel, self.outputs = kernel, KernelOutputs(limit)
        self.id = str(kernel.kernel_id)
        self.path: str | None = None
        self._over_at = 0.0
        self._moved: tuple[str, str] | None = None
        self._on_change = on_change
        self._session = Session(config=kernel.session.config, key=kernel.session.key)
        self._stream: ZMQStream | None = None
        self._ports: Any = None
        self.connect()

    def connect(self) -> None:
        """Connect, or connect anew when a restart has given the kernel other ports."""
        info = self.kernel.get_connection_info()
        if self._stream is not None and info["iopub_port"] == self._ports:
            return
        self.close()
        connected = self.kernel.connect_iopub()
        self._stream = connected if isinstance(connected, ZMQStream) else ZMQStream(connected)
        _hear_everything(self._stream.socket)
        self._ports = info["iopub_port"]
        self._stream.on_recv(self._receive)

    def note_move(self, present: str | None, source: str, target: str) -> None:
        """Remember a rename: the page tells the server's list of sessions only a moment later."""
        if present is not None and (present == source or present.startswith(f"{source}/")):
            self._moved = present, target + present.removeprefix(source)

    def settle(self, listed: str | None) -> str | None:
        """Return the notebook's path, given what the server's list of sessions says."""
        if self._moved is not None and self._moved[0] == listed:
            listed = self._moved[1]
        self.path = listed or self.path
        return self.path

    def is_over(self, now: float) -> bool:
        """Stop listening to a kernel that is gone; say whether nothing of it waits any more."""
        self.close()
        self._over_at = self._over_at or now
        return not self.outputs.changed or now > self._over_at + LINGER_S

    def close(self) -> None:
        """Stop listening."""
        if self._stream is not None and not self._stream.closed():
            self._stream.close(linger=0)
        self._stream = None

    def _receive(self, parts: list[bytes]) -> None:
        _, frames = self._session.feed_identities(parts)
        self.outputs.feed(self._session.deserialize(frames))
        if self.outputs.changed:
            self._on_change()


def _hear_everything(socket: zmq.Socket[bytes]) -> None:
    """Lift the limit on messages that wait for a busy event loop; it holds from a connect on."""
    address = socket.getsockopt_string(zmq.LAST_ENDPOINT)
    socket.setsockopt(zmq.RCVHWM, 0)
    socket.disconnect(address)
    socket.connect(address)


async def find_kernel(app: ServerApp, kernel_id: str) -> Any:
    """Return the kernel of a start event, which comes a moment before it is listed; or None."""
    for _ in range(START_PATIENCE):
        if kernel_id in app.kernel_manager:
            return app.kernel_manager.get_kernel(kernel_id)
        await asyncio.sleep(0.05)
    return None


async def path_of(app: ServerApp, kernel_id: str) -> str | None:
    """Return the path of the notebook that a kernel belongs to, as it is named now."""
    for session in await app.session_manager.list_sessions():
        if session["kernel"]["id"] == kernel_id and session["type"] == "notebook":
            return str(session["path"])
    return None
