"""The operations as tornado handlers, on whatever authenticated handler a host has."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tornado import web

from jupyter_mm.api.authorize import RESOURCE, authorize
from jupyter_mm.api.dispatch import OpenCore, dispatch, parse_body
from jupyter_mm.api.operations import BASE, OPERATIONS
from jupyter_mm.api.refusal import Refused, RefusingHandler
from jupyter_mm.core.wire import encode
from jupyter_mm.errors import InvalidError, MMError, TooLargeError, UnsupportedTypeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.api.operation import Operation

TOLERATED = frozenset({"no_track_activity", "_xsrf"})
"""Query parameters that belong to Jupyter itself."""


@dataclass(frozen=True, slots=True)
class Service:
    """What every handler needs of its host."""

    core: OpenCore
    executor: Executor
    request_limit_bytes: int


def routes(base: type[web.RequestHandler], service: Service, base_url: str) -> list[Any]:
    """Return the tornado routes of all operations; `base` does the login and the XSRF check."""
    prefix = base_url.rstrip("/") + BASE
    kind = type("HostedOperationHandler", (OperationHandler, base), {})
    made = []
    for path, group in groupby(sorted(OPERATIONS, key=_path), key=_path):
        pattern = _path_pattern(prefix + path)
        options = {"service": service, "operations": {op.method: op for op in group}}
        made.append((pattern, kind, options))
    return [*made, (f"{prefix}/.*", kind, {"service": service, "operations": {}})]


def _path(operation: Operation) -> str:
    return operation.path


def _path_pattern(path: str) -> str:
    parts = path.split("/")
    return "/".join(f"(?P<{p[1:-1]}>[^/]+)" if p.startswith("{") else p for p in parts)


@web.stream_request_body
class OperationHandler(RefusingHandler):
    """Answers all methods of one route; stands before the host's own handler class."""

    auth_resource = RESOURCE

    def initialize(self, service: Service, operations: dict[str, Operation]) -> None:
        """Take what the route was made with."""
        self.service, self.operations = service, operations
        self.serves = "/".join(operation.name for operation in operations.values())
        self.received = bytearray()

    async def prepare(self) -> None:
        """Let nobody in without login, and no body that we would not read."""
        if "token" in self.request.query_arguments:
            raise Refused(_token_in_url(), HTTPStatus.UNAUTHORIZED)
        login = super().prepare()
        if login is not None:
            await login
        if not self.current_user:
            raise web.HTTPError(HTTPStatus.FORBIDDEN)
        if not self.operations:
            raise web.HTTPError(HTTPStatus.NOT_FOUND)
        if self.request.method == "POST" and "POST" in self.operations:
            _check_head(self.request.headers, self.service.request_limit_bytes)

    def data_received(self, chunk: bytes) -> None:
        """Keep what arrives, up to one byte over the limit."""
        room = self.service.request_limit_bytes + 1 - len(self.received)
        self.received += chunk[: max(room, 0)]

    @web.authenticated
    async def get(self, **segments: str) -> None:
        """Answer a GET."""
        await self._answer("GET", segments)

    @web.authenticated
    async def post(self, **segments: str) -> None:
        """Answer a POST."""
        await self._answer("POST", segments)

    @web.authenticated
    async def options(self, **_: str) -> None:
        """Refuse: pages of other origins have no business here."""
        raise web.HTTPError(HTTPStatus.METHOD_NOT_ALLOWED)

    async def _answer(self, method: str, segments: dict[str, str]) -> None:
        if method not in self.operations:
            raise web.HTTPError(HTTPStatus.METHOD_NOT_ALLOWED)
        operation = self.operations[method]
        try:
            actor = await authorize(self, operation)
            work = _work(self.service, actor, operation, self._params(segments), self.received)
            loop = asyncio.get_running_loop()
            await self.finish(await loop.run_in_executor(self.service.executor, work))
        except MMError as error:
            raise Refused(error) from error

    def _params(self, segments: dict[str, str]) -> dict[str, str]:
        given = dict(segments)
        for name, values in self.request.query_arguments.items():
            if name in TOLERATED or (name.isdecimal() and values == [b""]):
                continue  # digits alone: how JupyterLab's client gets around caches
            if len(values) > 1 or name in segments:
                raise InvalidError(f"Parameter `{name[:80]}` stands twice.")
            given[name] = _utf8(values[0])
        return given


def _work(
    service: Service, actor: Any, operation: Operation, params: dict[str, str], received: bytearray
) -> Callable[[], bytes]:
    """Return the part of a request that runs in the executor: read, do, write."""

    def work() -> bytes:
        body = parse_body(bytes(received), service.request_limit_bytes)
        return encode(dispatch(service.core, actor, operation, params, body))

    return work


def _check_head(headers: Any, limit_bytes: int) -> None:
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(UnsupportedTypeError("The body must be application/json."))
    length = headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > limit_bytes:
        raise Refused(TooLargeError(f"The body has over {limit_bytes >> 20} MiB."))


def _token_in_url() -> MMError:
    return InvalidError(
        "A token in the URL is not accepted here: URLs end up in logs and histories.",
        hint="Send it in the header `Authorization: token …`.",
    )


def _utf8(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise InvalidError("A parameter is not UTF-8.") from None
