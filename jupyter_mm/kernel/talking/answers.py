"""What each verb of the page's line does: the functions behind the magics, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.names import message_text
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jupyter_mm.kernel.keeping.waiting import Saving
    from jupyter_mm.kernel.talking.comm import Page

LATE_S = 3.0
"""From this age on, what waits to be written is called late."""


class Arguments:
    """What a request says, of the kind that a verb expects. All raise InvalidError otherwise."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Look at this JSON object."""
        self._given = given

    def text(self, name: str) -> str:
        """Return a text."""
        found = self._given.get(name)
        if not isinstance(found, str):
            raise InvalidError(f"Expected a text as `{name}`.")
        return found

    def maybe_text(self, name: str) -> str | None:
        """Return a text, or None where there is none."""
        return None if self._given.get(name) is None else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; an empty one where there is none."""
        found = self._given.get(name) or []
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise InvalidError(f"Expected a list of texts as `{name}`.")
        return tuple(found)

    def maybe_texts(self, name: str) -> tuple[str, ...] | None:
        """Return a list of texts, or None where there is none."""
        return None if self._given.get(name) is None else self.texts(name)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        found = self._given.get(name, default)
        if not isinstance(found, bool):
            raise InvalidError(f"Expected true or false as `{name}`.")
        return found


def _plan(page: Page, said: Arguments) -> Any:
    names, is_recovery = said.maybe_texts("names"), said.flag("recovery", default=False)
    return page.restorer.plan(said.text("ref"), names, is_recovery=is_recovery).as_json()


def _restore(page: Page, said: Arguments) -> Any:
    names, again = said.maybe_texts("names"), said.texts("recompute")
    return page.restorer.restore(said.text("ref"), names, again).as_json()


def _recover(page: Page, said: Arguments) -> Any:
    return page.restorer.recover(said.maybe_text("ref")).as_json()


def _get(page: Page, said: Arguments) -> Any:
    other = said.text("as")
    page.desk.get(said.text("ref"), said.text("name"), other)
    return {"name": other}


def _branch(page: Page, said: Arguments) -> Any:
    page.keeper.branch = message_text(said.text("name"))
    return page.status()


def _decide(page: Page, said: Arguments) -> Any:
    page.keeper.decide(said.text("name"), keep=said.flag("keep"))
    return page.status()


def _pause(page: Page, said: Arguments) -> Any:
    page.desk.pause(is_paused=said.flag("paused"))
    return page.status()


def _exclude(page: Page, said: Arguments) -> Any:
    page.keeper.exclude(said.texts("names"), on=said.flag("on", default=True))
    return page.status()


def _notebook(page: Page, said: Arguments) -> Any:
    page.notebook = page.restorer.recovery.notebook = said.text("path")
    return page.status()


def open_line(page: Page, said: Arguments) -> None:
    """Take in what a page says with the first message of its line.

    A message that opens a line is taken between cells, in the order of the requests: what is not
    to be kept is left out from the next cell on, also where the rest makes no sense.
    """
    if said.flag("paused", default=False):
        page.desk.pause(is_paused=True)
    if names := said.texts("exclude"):
        page.keeper.exclude(names)
    page.notebook = said.maybe_text("notebook")


ANSWERS: dict[str, Callable[[Page, Arguments], Any]] = {
    "status": lambda page, _said: page.status(),
    "plan": _plan,
    "restore": _restore,
    "recover": _recover,
    "get": _get,
    "undo": lambda page, _said: page.restorer.undo().as_json(),
    "redo": lambda page, _said: page.restorer.redo().as_json(),
    "branch": _branch,
    "decide": _decide,
    "pause": _pause,
    "exclude": _exclude,
    "notebook": _notebook,
}


def saving_json(saving: Saving | None) -> dict[str, Any] | None:
    """Return what is being written, as the page reads it."""
    if saving is None:
        return None
    return {"variables": saving.variables, "bytes": saving.size_bytes, "since": saving.since}


def late_json(saving: Saving | None, now: float) -> dict[str, Any] | None:
    """Return how far behind the writing is; None while nobody need know."""
    if saving is None or now - saving.since < LATE_S:
        return None
    return {"waiting": saving.jobs, "behind_s": round(now - saving.since, 1)}
