"""What lines of our own magics do beside logging: they may compute, and bring values in."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from functools import lru_cache

from jupyter_mm.core.sources import UNREADABLE, magics_of, parsed
from jupyter_mm.domain.words import split
from jupyter_mm.errors import InvalidError

OURS = "%mm"
BRINGING = frozenset({"checkout", "get", "recover", "redo", "undo"})
"""Verbs that change variables: where the new values came from is not followed."""
_VERB = re.compile(r"%mm(?:_|\s+)?(\w*)\s*(.*)", re.DOTALL)


def verb_of(line: str) -> str:
    """Return the verb of a line of ours."""
    return _said(line)[0]


@lru_cache(maxsize=4096)
def computed_by(line: str) -> tuple[ast.expr, ...] | None:
    """Return what a line of ours evaluates; None if that cannot be read or it brings values in."""
    verb, rest = _said(line)
    if verb in BRINGING:
        return None
    if verb != "log":
        return ()
    with suppress(InvalidError, *UNREADABLE):
        return tuple(ast.parse(text, mode="eval").body for text in _values(split(rest)))
    return None


def is_ours_alone(source: str) -> bool:
    """Return whether a cell holds nothing but comments and lines of ours that only name values."""
    tree, magics = parsed(source), magics_of(source)
    return tree is not None and not tree.body and all(map(_only_names, magics))


def _only_names(line: str) -> bool:
    computed = computed_by(line) if line.startswith(OURS) else None
    return computed is not None and all(
        isinstance(one, ast.Name | ast.Constant) for one in computed
    )


def _values(words: list[str]) -> list[str]:
    """Return what stands for a value in the words of `log`: options have theirs after a `=`."""
    return [
        word.partition("=")[2] or word for word in words if "=" in word or not word.startswith("-")
    ]


def _said(line: str) -> tuple[str, str]:
    found = _VERB.fullmatch(line)
    return (found[1], found[2]) if found else ("", "")
