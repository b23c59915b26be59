"""The filter of the history, as people type it. Grammar: docs/reference/filter.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_mm.catalog.terms import (
    Changed,
    Compared,
    RanUnder,
    Status,
    Tagged,
    Term,
    Used,
    Verified,
    Words,
)
from jupyter_mm.core.claims import OUTCOMES, STATUSES
from jupyter_mm.domain import canonical
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH = 256
HINT = 'Examples: `tag:best`, `var:df`, `data:churn.csv`, `status:error`, `acc>0.9`, `"two words"`.'

_SIGN = r"(?:<=|>=|!=|==?|<|>)"
_WORD = r'(?:[^\s"]|"[^"]*")+'
_SPACED = rf'(?:"[^"]+"|[^\W\d][^\s"<>=!:]*)\s*{_SIGN}\s*{_WORD}'
"""A comparison, as `acc > .9`; what does not begin as a name does is text."""
_PART = re.compile(f"{_SPACED}|{_WORD}")
_COMPARISON = re.compile(rf'(?P<name>"[^"]+"|[^\s"<>=!:]+)\s*(?P<sign>{_SIGN})\s*(?P<value>.+)')
_DIGEST = re.compile(r"[0-9a-f]{4,64}")
_KINDS: dict[str, Callable[[str], Term]] = {"tag": Tagged, "var": Changed, "data": Used}
_PREFIX = re.compile(r"(?P<prefix>tag|var|status|data|env|verdict):(?P<name>.*)")


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
        sign = match["sign"].replace("==", "=")
        return Compared(_plain(match["name"]), sign, _value(_plain(match["value"])))
    return Words(_plain(part))


def _prefixed(prefix: str, name: str) -> Term:
    if not name:
        raise InvalidError(f"`{prefix}:` needs a name after it.", hint=HINT)
    if prefix in _KINDS:
        return _KINDS[prefix](name)
    if prefix == "env":
        return RanUnder(_digest(name))
    known = STATUSES if prefix == "status" else OUTCOMES
    if name not in known:
        raise InvalidError(f"`{prefix}:` is one of {', '.join(sorted(known))}.", hint=HINT)
    return Status(name) if prefix == "status" else Verified(name)


def _digest(name: str) -> str:
    if not _DIGEST.fullmatch(name):
        raise InvalidError("`env:` needs 4 digits at least of the digest of a lock.", hint=HINT)
    return name


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
