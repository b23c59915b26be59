"""What a value names that a library was given: files, patterns, objects on servers."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from jupyter_mm.data.finding import is_glob
from jupyter_mm.kernel.inputs.rules import is_line
from jupyter_mm.kernel.inputs.seen import COMMAND, READ, UPDATE, RemoteUse, Use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyter_mm.kernel.inputs.watch import InputWatch

LONGEST = 4096
MOST_VALUES = 100_000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_SHOWN = frozenset(
    {"branch", "columns", "country", "date", "day", "end", "file", "filename", "format", "from"}
    | {"gid", "id", "lang", "limit", "month", "name", "offset", "order", "output", "page", "range"}
    | {"raw", "ref", "rows", "sheet", "size", "sort", "start", "table", "to", "type", "v"}
    | {"version", "versionid", "year"}
)
"""Parameters of a query whose values say which object is meant; any other may be a key."""
_PLAIN_VALUE = 64
"""Longer values may be keys under a harmless name."""
_PARAMETERS = re.compile(r";[^/]*")
_HIDDEN = "***"


def is_remote(path: str) -> bool:
    """Tell whether a name means an object on a server."""
    return _SCHEME.match(path) is not None and not path.startswith("file://")


def take(watch: InputWatch, value: Any, letter: str, how: str, *, is_guess: bool = False) -> None:
    """Note what a value names; what names nothing is passed over."""
    if isinstance(value, list | tuple):
        for one in value[:MOST_VALUES]:
            if not isinstance(one, list | tuple):
                take(watch, one, letter, how, is_guess=is_guess)
        return
    path = os.fspath(value) if isinstance(value, PurePath) else value
    if type(path) is not str or not 0 < len(path) <= LONGEST or not is_line(path):
        return
    if is_remote(path):
        mode = READ if letter == UPDATE else letter
        watch.note_remote(RemoteUse(without_credentials(path), mode, how))
        return
    if path.startswith("file://"):
        path = unquote(path[7:])
    path = os.path.expanduser(path) if path.startswith("~") else path  # noqa: PTH111  # a plain text
    watch.note_use(Use(path, letter, how, is_guess=is_guess))


def without_credentials(uri: str) -> str:
    """Return a URI that may be recorded: no login, no fragment, no values that may be keys."""
    try:
        parts = urlsplit(uri)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return uri.partition("?")[0].rpartition("@")[2]
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(name, _shown(name, value)) for name, value in pairs], safe="*")
    return urlunsplit((parts.scheme, host, _PARAMETERS.sub("", parts.path), query, ""))


def _shown(name: str, value: str) -> str:
    return value if name.lower() in _SHOWN and len(value) <= _PLAIN_VALUE else _HIDDEN


def version_of(headers: Any) -> str | None:
    """Return how a server names the version of what it gave: by id, ETag or time of change."""
    for name, label in (
        ("x-amz-version-id", "version"),
        ("x-goog-generation", "version"),
        ("x-ms-version-id", "version"),
        ("etag", "etag"),
        ("last-modified", "modified"),
    ):
        value = headers.get(name)
        if isinstance(value, str) and value and value != "null":
            return f"{label}:{value}"
    return None


def words_of(line: str) -> list[str]:
    """Return the words of a shell's command line, as well as they can be told without the shell."""
    import shlex  # noqa: PLC0415  # seldom

    reader = shlex.shlex(line[: LONGEST * 4], posix=True, punctuation_chars=True)
    reader.whitespace_split, reader.commenters = True, ""
    words: list[str] = []
    with suppress(ValueError):  # an open quote: the shell will say so
        words.extend(reader)
    return [word for word in words if not (_is_quoted(word, line) and is_glob(word))]


def _is_quoted(word: str, line: str) -> bool:
    return f"'{word}'" in line or f'"{word}"' in line


def take_line(watch: InputWatch, line: str, folder: Any = None) -> None:
    """Note the files that a shell's command line names; the first word is the command."""
    take_command(watch, words_of(line)[1:], folder, is_expanded=True)


def take_command(
    watch: InputWatch, words: Iterable[Any], folder: Any = None, *, is_expanded: bool = False
) -> None:
    """Note the words of a command that may be files: what they are is looked up later.

    A word with `*` means files only where a shell has expanded it.
    """
    for word in words:
        text = os.fspath(word) if isinstance(word, PurePath) else word
        if isinstance(text, bytes):
            text = os.fsdecode(text)
        if type(text) is not str:
            continue
        for part in {text, text.partition("=")[2]}:
            if part and not part.startswith("-") and len(part) <= LONGEST:
                place = str(Path(os.fsdecode(folder)) / part) if folder else part
                if is_expanded or not is_glob(place):
                    take(watch, place, UPDATE, COMMAND, is_guess=True)
