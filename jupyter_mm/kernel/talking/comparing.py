"""`%mm_diff`, `%mm_why`, and what is said of checkpoints that are there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.errors import InvalidError
from jupyter_mm.kernel.talking.comparing_table import PARTS
from jupyter_mm.kernel.talking.differing import Diff, Reason
from jupyter_mm.kernel.talking.parsing import SHOWN
from jupyter_mm.kernel.talking.verb import Text

if TYPE_CHECKING:
    from collections.abc import Collection

    from jupyter_mm.kernel.keeper import Keeper
    from jupyter_mm.kernel.talking.runs import RunTable


class ComparingVerbs:
    """What `%mm_diff` and its kin do in one session."""

    def __init__(self, keeper: Keeper) -> None:
        """Ask for this session."""
        self._keeper = keeper

    def diff(
        self, before: str, after: str, parts: Collection[str] = (), *, everything: bool = False
    ) -> Diff:
        """Return how two checkpoints differ, or only these parts of it."""
        if unknown := set(parts) - set(PARTS):
            raise InvalidError(f"{min(unknown)} is no part.", hint=f"Try {', '.join(PARTS)}.")
        wanted = set(parts) or set(PARTS)
        first, second = self._ids(before, after)
        request = {"before": first, "after": second, "session": self._keeper.session.id}
        sides = {"before": first, "after": second}
        found: dict[str, Any] = {"summary": self._ask("compare", {}, request)}
        if "code" in wanted:
            found["sources"] = [self._sources(first), self._sources(second)]
        for part, operation in _OPERATIONS.items():
            if part in wanted:
                found[part] = self._ask(operation, sides)
        names = (_called(before, first), _called(after, second))
        return Diff(found, names, frozenset(wanted), everything=everything)

    def why(self, metric: str, before: str, after: str) -> Reason:
        """Return what can have changed a metric between two checkpoints."""
        first, second = self._ids(before, after)
        query = {"metric": metric, "before": first, "after": second}
        return Reason(self._ask("why", query))

    def runs(
        self,
        where: str = "",
        *,
        sort: str | None = None,
        count: int = SHOWN,
        everything: bool = False,
    ) -> RunTable:
        """Return the runs of this session's notebook, or of all notebooks.

        The newest first, or sorted by a metric or parameter: `acc` rises, `-acc` falls.
        """
        from jupyter_mm.kernel.talking.runs import table_of  # noqa: PLC0415  # seldom

        params: dict[str, Any] = {"where": where or None, "limit": count, "points": 1}
        if not everything:
            params["beside"] = self._keeper.session.id
        return table_of(self._ask("list_runs", params), sort)

    def note(self, ref: str, text: str) -> Text:
        """Write a note on a checkpoint; an empty one takes it away."""
        row = self._annotate(self._id(ref), {"note": text})
        return Text(f"{'Noted on' if row['note'] else 'No note any more on'} {_named(row)}.")

    def tag(self, ref: str, tag: str, *, remove: bool = False) -> Text:
        """Give a checkpoint a tag, or take it away."""
        shown = self._keeper.questions.show(ref, self._keeper.session.id)
        tags = [one for one in shown["row"]["tags"] if one != tag]
        if not remove:
            tags.append(tag)
        row = self._annotate(shown["checkpoint"]["id"], {"tags": tags})
        return Text(f"{_named(row)} has the tags {', '.join(row['tags']) or 'no more'}.")

    def pin(self, ref: str, *, remove: bool = False) -> Text:
        """Keep a checkpoint in view, or no more."""
        row = self._annotate(self._id(ref), {"pinned": not remove})
        return Text(f"{_named(row)} is {'pinned' if row['pinned'] else 'not pinned any more'}.")

    def _annotate(self, checkpoint: str, annotation: dict[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = self._ask("annotate_checkpoint", {"ref": checkpoint}, annotation)
        return row

    def _sources(self, checkpoint: str) -> list[tuple[str | None, str]]:
        """Return ids and sources of a checkpoint's cells: one question, however many changed."""
        found = self._ask("show_notebook", {"ref": checkpoint})["notebook"]["cells"]
        return [(cell.get("id"), "".join(cell["source"])) for cell in found]

    def _ids(self, *refs: str) -> list[str]:
        return [self._id(ref) for ref in refs]

    def _id(self, ref: str) -> str:
        """Return the id of a checkpoint, as this session understands the reference."""
        shown = self._keeper.questions.show(ref, self._keeper.session.id)
        return str(shown["checkpoint"]["id"])

    def _ask(self, name: str, params: dict[str, Any], body: Any = None) -> Any:
        return self._keeper.questions.ask(name, params, body)


_OPERATIONS = {
    "vars": "compare_variables",
    "data": "compare_data",
    "env": "compare_environments",
}


def _called(ref: str, id_: str) -> str:
    """Return a reference with the short id that it meant."""
    return id_[:10] if id_.startswith(ref) else f"{ref} ({id_[:10]})"


def _named(row: dict[str, Any]) -> str:
    title = row["message"] or row["title"]
    return f"{(row['checkpoint'] or '')[:10]} “{title}”"
