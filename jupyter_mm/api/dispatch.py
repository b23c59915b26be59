"""From a request to a call: the one way in, whatever the transport."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from jupyter_mm.api.operations import BY_NAME
from jupyter_mm.core import Core
from jupyter_mm.core.wire import decode
from jupyter_mm.domain import canonical
from jupyter_mm.errors import InvalidError, NotFoundError, StoreUnavailableError, TooLargeError

if TYPE_CHECKING:
    from jupyter_mm.api.operation import Operation
    from jupyter_mm.core.policy import Actor

PARAMETER_LIMIT = 4096
ROUTES = "docs/reference/operations.md lists what each operation takes."

OpenCore = Callable[[], Core]
"""Returns the core; raises StoreUnavailableError while the store cannot be opened."""


def operation_named(name: str) -> Operation:
    """Return the operation called `name`. Raises NotFoundError."""
    try:
        return BY_NAME[name]
    except KeyError:
        raise NotFoundError(f"There is no operation `{name[:80]}`.", hint=ROUTES) from None


def dispatch(
    core: OpenCore, actor: Actor, operation: Operation, params: Mapping[str, Any], body: Any
) -> Any:
    """Validate, call, and return the response object.

    `params` holds what path and query carry; `body` is plain JSON or None.
    """
    arguments, options = bind(operation, params, body)
    try:
        opened = core()
    except StoreUnavailableError as error:
        if operation.when_unavailable is None:
            raise
        return operation.when_unavailable(error)
    return operation.function(opened, actor, *arguments, **options)


def bind(
    operation: Operation, params: Mapping[str, Any], body: Any
) -> tuple[list[Any], dict[str, str]]:
    """Return positional and keyword arguments for the operation's function."""
    known = {*operation.path_names, *operation.query_names, *_fields_in_query(operation)}
    for name, value in params.items():
        if name not in known:
            raise InvalidError(f"Unknown parameter `{name[:80]}`.", hint=ROUTES)
        if isinstance(value, str) and len(value) > PARAMETER_LIMIT:
            raise TooLargeError(f"Parameter `{name}` has over {PARAMETER_LIMIT} characters.")
    arguments: list[Any] = [_text(params, name) for name in operation.path_names]
    if operation.has_body:
        arguments.append(decode(_request(operation), body))
    elif operation.request is not None:
        query = {name: params[name] for name in _fields_in_query(operation) if name in params}
        arguments.append(decode(operation.request, query, text=True))
    elif body not in (None, {}):
        raise InvalidError(f"`{operation.name}` takes no body.", hint=ROUTES)
    wanted = [name for name in operation.query if name.endswith("!") or name in params]
    return arguments, {name.rstrip("!"): _text(params, name.rstrip("!")) for name in wanted}


def parse_body(data: bytes, limit_bytes: int) -> Any:
    """Return the JSON of a request's body; None for an empty one."""
    if len(data) > limit_bytes:
        raise TooLargeError(f"The body has over {limit_bytes >> 20} MiB.")
    return canonical.loads(data) if data else None


def _fields_in_query(operation: Operation) -> tuple[str, ...]:
    if operation.request is None or operation.has_body:
        return ()
    return tuple(field.name for field in fields(operation.request))


def _request(operation: Operation) -> type:
    if operation.request is None:
        raise InvalidError(f"`{operation.name}` takes no body.", hint=ROUTES)
    return operation.request


def _text(params: Mapping[str, Any], name: str) -> str:
    if name not in params:
        raise InvalidError(f"Parameter `{name}` is missing.", hint=ROUTES)
    return decode(str, params[name])
