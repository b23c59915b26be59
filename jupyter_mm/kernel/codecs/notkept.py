"""The reason why one value cannot be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from jupyter_mm.kernel import summaries

if TYPE_CHECKING:
    from collections.abc import Callable


class NotKeptError(Exception):
    """A value that is left out on purpose; the message is the reason people read."""


def refusal(reason: str) -> Callable[[Any, Any], NoReturn]:
    """Return a reducer that refuses every object, for this reason."""

    def refused(_obj: Any, _context: Any) -> NoReturn:
        raise NotKeptError(reason)

    return refused


def reason_of(error: BaseException) -> str:
    """Return why a value could not be kept, without running the error's own code."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, MemoryError):
        return "not enough memory to keep it"
    first = error.args[0] if error.args else ""
    text = first if type(first) is str else ""
    name = type(error).__name__
    plain = isinstance(error, NotKeptError) or (name in {"TypeError", "PicklingError"} and text)
    return summaries.printable(text if plain else f"{name}: {text}" if text else name)
