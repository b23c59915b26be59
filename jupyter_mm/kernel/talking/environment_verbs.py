"""`%mm_env`: what the kernel runs under, what it ran under, and how the two differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.errors import InvalidError
from jupyter_mm.kernel.talking.tables import TableView
from jupyter_mm.kernel.talking.verb import Text

if TYPE_CHECKING:
    from jupyter_mm.domain.environment import Environment, EnvironmentDifference
    from jupyter_mm.kernel.keeper import Keeper

FORMS = ("pip", "uv", "conda")
LOOKED_BACK = 200
"""Executions in which the last other environment is looked for."""


class EnvironmentVerbs:
    """What `%mm_env` does in one session. `now` is the environment of this very moment."""

    def __init__(self, keeper: Keeper) -> None:
        """Ask for this session."""
        self._keeper = keeper

    def show(self, ref: str = "now") -> TableView:
        """Return interpreter, machine and the packages that somebody asked for."""
        found = self._read(ref)
        rows = [(one.name, one.version or "", one.source, one.commit or "")
                for one in found.packages if one.is_direct]  # fmt: skip
        notes = [f"{fact.name}: {fact.value}" for fact in (*found.facts, *found.variables)]
        caption = f"Python {found.python}, {len(found.packages)} packages, {len(rows)} direct"
        return TableView(caption, ("package", "version", "source", ""), tuple(rows), tuple(notes))

    def difference(self, before: str | None = None, after: str = "now") -> TableView:
        """Return how two environments differ.

        Without names: how the present one differs from the last other one of this session.
        """
        from jupyter_mm.environment.difference import compare  # noqa: PLC0415  # seldom asked for

        text = self.lock(after)
        start = before or self._last_other(digest_of(text.encode()))
        if start is None:
            return TableView("The environment is what it was at the first cell.", ("",), ())
        return difference_view(start, after, compare(self._read(start), self._of(text)))

    def lock(self, ref: str = "now") -> Text:
        """Return the `pylock.toml` of a checkpoint, or of this moment."""
        if ref == "now":
            return Text(self._keeper.environment.lock().decode())
        return Text(self._asked(ref)["lock"])

    def export(self, form: str, ref: str = "now") -> Text:
        """Return the environment as `pip`, `uv` or `conda` read it."""
        from jupyter_mm.environment.export import export  # noqa: PLC0415  # seldom asked for

        if form not in FORMS:
            raise InvalidError(f"{form!r} is no form to export.", hint=f"Try {', '.join(FORMS)}.")
        return Text(export(self._read(ref), form))

    def _read(self, ref: str) -> Environment:
        return self._of(self.lock(ref))

    def _of(self, text: str) -> Environment:
        from jupyter_mm.environment.reading import read_lock  # noqa: PLC0415  # seldom asked for

        return read_lock(text)

    def _asked(self, ref: str) -> Any:
        params = {"ref": ref, "session": self._keeper.session.id}
        return self._keeper.questions.ask("show_environment", params)

    def _last_other(self, present: str) -> str | None:
        """Return the newest checkpoint of this session that ran under another environment."""
        params = {"session": self._keeper.session.id, "limit": LOOKED_BACK}
        for row in self._keeper.questions.ask("list_history", params)["rows"]:
            if row["checkpoint"] and row["environment"] not in {None, present}:
                return str(row["checkpoint"])
        return None


def written(text: Text, file: str | None) -> Text:
    """Return a text, or write it to a file that does not exist yet and say so.

    Raises InvalidError where the file is there already or cannot be written.
    """
    if file is None:
        return text
    try:
        with Path(file).expanduser().open("x", encoding="utf-8") as target:
            target.write(text)
    except OSError as error:
        raise InvalidError(f"{file} cannot be written: {error.strerror}.") from error
    return Text(f"Written to {file}.")


def difference_view(before: str, after: str, found: EnvironmentDifference) -> TableView:
    """Return a difference as a table: direct packages first."""
    rows = [
        (one.name, one.before or "–", one.after or "–", "direct" if one.is_direct else "")
        for one in found.packages
    ]
    rows += [(one.name, one.before or "–", one.after or "–", "") for one in found.facts]
    packages, facts = _count(len(found.packages), "package"), _count(len(found.facts), "other fact")
    caption = f"{before[:10]} → {after[:10]}: {packages}, {facts}"
    return TableView(caption, ("package", "before", "after", ""), tuple(rows))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
