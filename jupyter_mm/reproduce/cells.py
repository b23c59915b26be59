"""A cell as it runs again: without what moves between checkpoints or changes the environment."""

from __future__ import annotations

import ast
import re
import warnings

_OURS = re.compile(r"^(?P<indent>[ \t]*)%mm(?!_log\b|[ \t]+log\b).*$", re.MULTILINE)
_SKIP = re.compile(r"\A\s*%%mm_skip\b.*$", re.MULTILINE)
_SINGLE = re.compile(
    r"^[ \t]*%mm(?:_|[ \t]+)(?:get\b|checkout[ \t]+(?:-\S+[ \t]+)*[^\s-]\S*[ \t]+[^\s-])",
    re.MULTILINE,
)
_INSTALLS = re.compile(
    r"^(?P<indent>[ \t]*)[!%]{0,2}[ \t]*(?:\S+[ \t]+-m[ \t]+)?"
    r"(?:pip3?|uv(?:[ \t]+pip)?|conda|mamba|micromamba)"
    r"[ \t]+(?:install|uninstall|remove|add|sync|update|upgrade)\b.*$",
    re.MULTILINE,
)


_MORE = re.compile(r"&&|[;|&`\\]|\$\(")
"""In a line for the shell: it does not end with what it installs."""


def runnable(source: str) -> str:
    """Return the source to run. What was installed by it is in the lock of what came later."""
    if _is_python(source):
        return source  # a line that looks like a magic stands in a text
    nothing = ":" if source.lstrip().startswith(("%%bash", "%%sh")) else "pass"
    source = _SKIP.sub("", source)
    source = _OURS.sub(r"\g<indent>pass", source)
    return _INSTALLS.sub(rf"\g<indent>{nothing}", source)


def _is_python(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the user's literals and escapes
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def installs(source: str) -> bool:
    """Return whether a cell installs packages: what it said then is not said again."""
    return not _is_python(source) and _INSTALLS.search(source) is not None


def only_installs(source: str) -> bool:
    """Return whether nothing is left of a cell without what it installs."""
    lines = (line.partition("#")[0].strip() for line in runnable(source).splitlines())
    return installs(source) and all(line in {"", "pass", ":", "%%bash", "%%sh"} for line in lines)


def obstacle(source: str) -> str | None:
    """Return why a cell cannot be part of a line that runs from its beginning."""
    if _is_python(source):
        return None
    if _SINGLE.search(source):
        return "a cell brings single variables back from another checkpoint"
    if any(_MORE.search(found[0]) for found in _INSTALLS.finditer(source)):
        return "a line installs packages and does more"
    return None
