"""Lines of magics: split as a shell would, but brackets hold together what code needs."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field

from jupyter_mm.domain.words import split
from jupyter_mm.errors import InvalidError

SHOWN = 20
"""Rows that a list shows unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One `-x`, `--example` of a verb."""

    flags: tuple[str, ...]
    name: str
    metavar: str = ""
    """Empty for a switch."""
    summary: str = ""
    is_repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says."""

    options: dict[str, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def one(self, name: str) -> str | None:
        """Return the value of an option, the last if it was given twice."""
        found = self.options.get(name)
        return found[-1] if found else None

    def has(self, name: str) -> bool:
        """Tell whether an option was given."""
        return name in self.options


def plain(word: str) -> str:
    """Return a word without its quotes."""
    try:
        return "".join(shlex.split(word)) if set(word) & set("'\"\\") else word
    except ValueError:
        return word


def parsed(line: str, options: tuple[Option, ...]) -> Line:
    """Return options and words of a line. Raises InvalidError for an option nobody knows."""
    known = {flag: option for option in options for flag in option.flags}
    found = Line()
    words = iter(split(line))
    for word in words:
        flag, equals, value = word.partition("=")
        if not word.startswith("-") or word == "-":
            found.words.append(word)
            continue
        if flag not in known:
            raise InvalidError(f"There is no option {flag}.", hint="`--help` lists the options.")
        option = known[flag]
        if not option.metavar:
            found.options[option.name] = []
            continue
        given = value if equals else next(words, None)
        if given is None:
            raise InvalidError(f"{flag} needs {option.metavar}.", hint="`--help` shows examples.")
        values = found.options.setdefault(option.name, [])
        values.append(plain(given))
    return found


def rows(given: str | None) -> int:
    """Return a number of rows, the usual one where none is given. Raises InvalidError."""
    if given is None:
        return SHOWN
    if not given.isdigit() or not int(given):
        raise InvalidError(f"{given!r} is not a number of rows.", hint=f"Try -n {SHOWN}")
    return int(given)


def assignment(word: str) -> tuple[str, str]:
    """Return name and expression of `name=expression`, or of a bare name.

    Raises InvalidError when there is no name.
    """
    name, equals, expression = word.partition("=")
    is_comparison = expression.startswith("=") or name.endswith(("!", "<", ">"))
    if not name.isidentifier() or is_comparison or (equals and not expression):
        raise InvalidError(
            f"{word!r} is not NAME=VALUE.", hint="Write acc=0.93 without blanks around the =."
        )
    return name, expression if equals else name
