"""The filter of the history, as people type it. Grammar: docs/reference/filter.md."""

from __future__ import annotations

import re

from jupyter_mm.catalog.terms import Changed, Compared, Status, Tagged, Term, Words
from jupyter_mm.core.claims import STATUSES
from jupyter_mm.domain import canonical
from jupyter_mm.errors import InvalidError

LENGTH = 256
HINT = 'Examples: `tag:best`, `var:df`, `status:error`, `acc>0.9`, `"two words"`.'

_PART = re.compile(r'(?:[^\s"]|"[^"]*")+')
_COMPARISON = re.compile(r'(?P<name>"[^"]+"|[^\s"<>=!:]+)(?P<sign><=|>=|!=|=|<|>)(?P<value>.+)')
_PREFIX = re.compile(r"(?P<prefix>tag|var|status):(?P<name>.*)")


def parse(where: str) -> tuple[Term, ...]:
    """Return the terms of a filter; all must hold. Raises InvalidError for what has no meaning."""
    if len(where) > LENGTH:
        raise InvalidError(f"A filter may have {LENGTH} characters at most.", hint=HINT)
    if "\0" in where:
        raise InvalidError("A filter may not hold control characters.", hint=HINT)
    if where.count('"') % 2:
        raise InvalidError("A quotation mark is not closed.", hint=HINT)
    return tuple(_term(part) for part in _PART.findall(where))


def _term(part: str) -> Term:
    if match := _PREFIX.fullmatch(part):
        return _prefixed(match["prefix"], _plain(match["name"]))
    if match := _COMPARISON.fullmatch(part):
        return Compared(_plain(match["name"]), match["sign"], _value(_plain(match["value"])))
    return Words(_plain(part))


def _prefixed(prefix: str, name: str) -> Term:
    if not name:
        raise InvalidError(f"`{prefix}:` needs a name after it.", hint=HINT)
    if prefix == "tag":
        return Tagged(name)
    if prefix == "var":
        return Changed(name)
    if name not in STATUSES:
        raise InvalidError(f"`status:` is one of {', '.join(sorted(STATUSES))}.", hint=HINT)
    return Status(name)


def _plain(text: str) -> str:
    return text.replace('"', "")


def _value(text: str) -> float | str:
    """Return a number, or else the text as values are stored."""
    try:
        number = float(text)
    except ValueError:
        return canonical.dumps(text).decode()
    if number != number or number in {float("inf"), float("-inf")}:  # noqa: PLR0124  # NaN
        return canonical.dumps(text).decode()
    return number
