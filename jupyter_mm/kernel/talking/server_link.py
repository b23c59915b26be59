"""The way to the Jupyter server that started this kernel, if there is one."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from jupyter_mm.domain import canonical
from jupyter_mm.errors import MMError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

BASE = "/jupyter-mm/api/v1"
TIMEOUT_S = 10.0
SILENT_S = 20.0
"""After a failure the server is left alone for so long; records wait in the outbox meanwhile."""

ROUTES = {
    "session": "/sessions",
    "capture": "/captures",
    "log": "/logs",
    "restore": "/restores",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is and how it knows us."""

    scheme: str
    netloc: str
    path: str
    token: str


class ServerLink:
    """Talks to one server with the standard library's HTTP client."""

    def __init__(self, info_file: Path | None, clock: Callable[[], float] = time.monotonic) -> None:
        """`info_file` is what the server wrote about itself; None when no server started us."""
        self._file = info_file
        self._clock = clock
        self._silent_until = 0.0
        self.own_threads: set[int] = set()
        """Threads whose network traffic is ours and none of a cell's."""

    def is_reachable(self) -> bool:
        """Tell whether it is worth trying."""
        return self._file is not None and self._clock() >= self._silent_until

    def post(self, kind: str, body: Any) -> bool:
        """Deliver a record; return whether the server holds it now. Never raises for the network.

        False leaves the record to whoever takes in the outbox, refused records included: the
        reason is found where they are taken in.
        """
        if not self.is_reachable():
            return False
        try:
            status, _ = self.request("POST", ROUTES[kind], canonical.dumps(body))
        except StoreUnavailableError:
            status = 0
        if status in {0, 401, 403, 404, 405, 503}:
            self._silent_until = self._clock() + SILENT_S
        return status == 200  # noqa: PLR2004  # OK

    def get(self, path: str, query: Mapping[str, Any]) -> Any:
        """Return what an operation answers. Raises its error, or StoreUnavailableError."""
        return self._answer(*self.request("GET", asked(path, query), None))

    def send(self, path: str, body: Any, timeout_s: float = TIMEOUT_S) -> Any:
        """Return what an operation with a body answers. Raises as `get`."""
        return self._answer(*self.request("POST", path, canonical.dumps(body), timeout_s))

    def request(
        self, method: str, path: str, body: bytes | None, timeout_s: float = TIMEOUT_S
    ) -> tuple[int, Any]:
        """Return status and JSON of one request. Raises StoreUnavailableError."""
        import http.client  # noqa: PLC0415  # kernels start without it

        address = self._address()
        secure = address.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(address.netloc, timeout=timeout_s)
        headers = {"Content-Type": "application/json"}
        if address.token:
            headers["Authorization"] = f"token {address.token}"
        try:
            with self._ours():
                connection.request(method, address.path + BASE + path, body, headers)
                reply = connection.getresponse()
                return reply.status, _json(reply.read())
        except (OSError, http.client.HTTPException) as error:
            raise StoreUnavailableError("The Jupyter server cannot be reached.") from error
        finally:
            connection.close()

    @contextmanager
    def _ours(self) -> Iterator[None]:
        """Have what this thread does not taken for the cell's, which may be running in it."""
        thread = threading.get_ident()
        is_new = thread not in self.own_threads
        self.own_threads.add(thread)
        try:
            yield
        finally:
            if is_new:
                self.own_threads.discard(thread)

    def _address(self) -> Address:
        if self._file is None:
            raise StoreUnavailableError("No Jupyter server started this kernel.")
        try:
            told = json.loads(self._file.read_bytes())
            parts = urlsplit(told["url"])
            return Address(parts.scheme, parts.netloc, parts.path.rstrip("/"), told["token"] or "")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreUnavailableError("The Jupyter server cannot be found.") from error

    def _answer(self, status: int, value: Any) -> Any:
        if status == 200:  # noqa: PLR2004  # OK
            return value
        raise error_of(value)


def error_of(value: Any) -> MMError:
    """Return the error that an answer describes, as the class of its kind."""
    told = value.get("error") if isinstance(value, dict) else None
    if not isinstance(told, dict) or not isinstance(told.get("message"), str):
        return StoreUnavailableError("The store gave no answer that can be read.")
    kinds = {kind.kind: kind for kind in _tree(MMError)}
    found = kinds.get(str(told.get("kind")), MMError)
    hint = told.get("hint")
    return found(told["message"], hint=hint if isinstance(hint, str) else None)


def asked(path: str, query: Mapping[str, Any]) -> str:
    """Return a path with the parameters that are told."""
    told = {key: value for key, value in query.items() if value is not None}
    return f"{path}?{urlencode(told)}" if told else path


def segment(text: str) -> str:
    """Return a text as one segment of a path."""
    return quote(text, safe="")


def _tree(kind: type[MMError]) -> list[type[MMError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _tree(child))]


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None
