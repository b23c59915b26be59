"""From lines of magics to the verbs that compare states and say things about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.errors import InvalidError
from jupyter_mm.kernel.talking.comparing_table import PARTS
from jupyter_mm.kernel.talking.parsing import plain, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.kernel.talking.comparing import ComparingVerbs
    from jupyter_mm.kernel.talking.parsing import Line


def act(verb: str, verbs: ComparingVerbs, said: Line) -> Any:
    """Do what a line says. Raises InvalidError with an example for a line that is none."""
    return _ACTS[verb](verbs, [plain(word) for word in said.words], said)


def _diff(verbs: ComparingVerbs, words: list[str], said: Line) -> Any:
    before, after = _two(words)
    parts = [part for part in PARTS if said.has(part)]
    return verbs.diff(before, after, parts, everything=said.has("all"))


def _why(verbs: ComparingVerbs, words: list[str], _said: Line) -> Any:
    if not words:
        raise InvalidError("Which metric?", hint="Try %mm_why acc now~1 now")
    before, after = _two(words[1:])
    return verbs.why(words[0], before, after)


def _runs(verbs: ComparingVerbs, words: list[str], said: Line) -> Any:
    where = " ".join(filter(None, [said.one("where"), *words]))
    count = rows(said.one("count"))
    return verbs.runs(where, sort=said.one("sort"), count=count, everything=said.has("all"))


def _note(verbs: ComparingVerbs, words: list[str], _said: Line) -> Any:
    if not 1 <= len(words) <= 2:  # noqa: PLR2004  # TEXT, or REF TEXT
        raise InvalidError("Which note?", hint='Try %mm_note baseline "looks too good"')
    return verbs.note(words[0] if len(words) > 1 else "now", words[-1])


def _tag(verbs: ComparingVerbs, words: list[str], said: Line) -> Any:
    if len(words) != 2:  # noqa: PLR2004  # REF TAG
        raise InvalidError("Which tag on which checkpoint?", hint="Try %mm_tag now baseline")
    return verbs.tag(*words, remove=said.has("remove"))


def _pin(verbs: ComparingVerbs, words: list[str], said: Line) -> Any:
    return verbs.pin(" ".join(words) or "now", remove=said.has("remove"))


def _two(words: list[str]) -> tuple[str, str]:
    """Return the references to compare: the one before and now unless others are named."""
    before, after, *more = [*words, *("now~1", "now")[len(words) :]]
    if more:
        raise InvalidError("Two checkpoints are compared.", hint="Try %mm_diff baseline now")
    return before, after


_ACTS: dict[str, Callable[[ComparingVerbs, list[str], Line], Any]] = {
    "diff": _diff,
    "why": _why,
    "runs": _runs,
    "note": _note,
    "tag": _tag,
    "pin": _pin,
}
