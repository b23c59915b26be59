"""Ways to call an operation: in this process, or through a server."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

from jupyter_mm.api.dispatch import OpenCore, bind, dispatch, operation_named
from jupyter_mm.api.operations import BASE
from jupyter_mm.api.problem import error_from
from jupyter_mm.core.wire import decode, encode
from jupyter_mm.errors import InvalidError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_mm.api.operation import Operation
    from jupyter_mm.core.policy import Actor

TIMEOUT_S = 30.0


class Transport(Protocol):
    """Calls operations by name."""

    def call(self, name: str, params: Mapping[str, Any] | None = None, body: Any = None) -> Any:
        """Return the response object. Raises the errors of `jupyter_mm.errors`."""


class LocalTransport:
    """Calls the core in this process."""

    def __init__(self, core: OpenCore, actor: Actor) -> None:
        """Take the way to the core, and who asks."""
        self._core, self._actor = core, actor

    def call(self, name: str, params: Mapping[str, Any] | None = None, body: Any = None) -> Any:
        """Return the response object; `body` is plain JSON."""
        return dispatch(self._core, self._actor, operation_named(name), params or {}, body)


class HttpTransport:
    """Calls a Jupyter server that has the extension."""

    def __init__(self, url: str, token: str) -> None:
        """Take the server's base URL and token; the token goes into a header."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InvalidError("The server's URL must begin with http:// or https://.")
        self._parts, self._token = parts, token

    def call(self, name: str, params: Mapping[str, Any] | None = None, body: Any = None) -> Any:
        """Return the response object; fields of a newer server are left out."""
        operation = operation_named(name)
        given = dict(params or {})
        bind(operation, given, body)
        status, answer = self._send(operation, given, body)
        if status != http.client.OK:
            raise error_from(status, answer)
        return decode(operation.response, answer, newer=True)

    def _send(self, operation: Operation, params: dict[str, Any], body: Any) -> tuple[int, Any]:
        segments = {key: quote(params.pop(key), safe="") for key in operation.path_names}
        path = self._parts.path.rstrip("/") + BASE + operation.path.format(**segments)
        query = urlencode({key: value for key, value in params.items() if value is not None})
        secure = self._parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self._parts.netloc.rpartition("@")[2], timeout=TIMEOUT_S)
        headers = {"Authorization": f"token {self._token}", "Content-Type": "application/json"}
        sent = None if operation.method == "GET" else encode({} if body is None else body)
        try:
            connection.request(
                operation.method, f"{path}?{query}" if query else path, sent, headers
            )
            reply = connection.getresponse()
            return reply.status, _read_json(reply.read())
        except (OSError, http.client.HTTPException) as error:
            raise StoreUnavailableError("The Jupyter server cannot be reached.") from error
        finally:
            connection.close()


def _read_json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None
