"""Who may do what over HTTP: the only place that decides it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.errors import DeniedError

if TYPE_CHECKING:
    from tornado.web import RequestHandler

    from jupyter_mm.api.operation import Operation

RESOURCE = "jupyter_mm"
ACTIONS = {Scope.READ: "read", Scope.RUN: "execute"}


async def authorize(handler: RequestHandler, operation: Operation) -> Actor:
    """Return who asks, with the one scope that the operation needs.

    The server's own login says who it is and its authorizer whether they may `read`, `write` or
    `execute` the resource `jupyter_mm`. Raises DeniedError.
    """
    user: Any = handler.current_user
    if not user:
        raise DeniedError("Log in first.", hint="Open JupyterLab again, or send the token.")
    action = ACTIONS.get(operation.scope, "write")
    authorizer: Any = getattr(handler, "authorizer", None)
    allowed = authorizer.is_authorized(handler, user, action, RESOURCE)
    if not (await allowed if inspect.isawaitable(allowed) else allowed):
        raise DeniedError(f"You may not {action} the history of this server.")
    return Actor(name=str(user.username), scopes=frozenset({operation.scope}))
