"""The one shape of failure: `{"error": {"kind", "message", "hint"}}`, on every transport."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from jupyter_mm import errors
from jupyter_mm.errors import MMError

UNEXPECTED = "Something went wrong inside jupyter_mm."
MESSAGE_LIMIT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a request failed, and what to do about it."""

    kind: str
    """Stable: clients branch on it."""
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemReply:
    """The body of every reply that is not a success."""

    error: Problem


def reply_to(error: BaseException) -> tuple[int, ProblemReply]:
    """Return status and body for `error`.

    An error that is not ours says nothing of itself: its text could hold what it was given.
    """
    if isinstance(error, MMError):
        return error.status, _reply(error.kind, error.message, error.hint)
    return 500, _reply("error", UNEXPECTED, "The server's log has the details.")


def reply_to_status(status: int, reason: str) -> ProblemReply:
    """Return the body for a refusal of the web server itself, as a missing login."""
    kinds = {401: "denied", 403: "denied", 404: "not_found", 405: "invalid", 413: "too_large"}
    hints = {
        401: "Log in again.",
        403: "Log in again, or ask the owner for access.",
        404: "docs/reference/operations.md lists the routes.",
        405: "docs/reference/operations.md lists the methods of each route.",
    }
    kind = kinds.get(status, "invalid" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "error")
    return _reply(kind, f"{reason}.", hints.get(status, "Run `jupyter mm doctor`."))


def error_from(status: int, body: Any) -> MMError:
    """Return the error that a reply of another process stands for."""
    told = body.get("error") if isinstance(body, dict) else None
    if not isinstance(told, dict) or not isinstance(told.get("kind"), str):
        return errors.StoreUnavailableError(f"The server answered {status}.")
    kind, message = told["kind"], str(told.get("message", ""))
    return _class_of(kind)(message, hint=str(told.get("hint", "")))


def _reply(kind: str, message: str, hint: str) -> ProblemReply:
    if len(message) > MESSAGE_LIMIT:
        message = message[:MESSAGE_LIMIT] + " …"
    return ProblemReply(error=Problem(kind=kind, message=message, hint=hint))


def _class_of(kind: str) -> type[MMError]:
    waiting: list[type[MMError]] = [MMError]
    while waiting:
        candidate = waiting.pop()
        if candidate.kind == kind:
            return candidate
        waiting.extend(candidate.__subclasses__())
    return MMError
