"""Which names may be stored: what people see must be what is there."""

from __future__ import annotations

import math
import re
import unicodedata
from pathlib import PurePosixPath
from typing import Any

from jupyter_mm.errors import InvalidError

NAME_BYTES = 255
PATH_BYTES = 4096
MESSAGE_BYTES = 4096
NOTE_LENGTH = 4000
TAGS = 32
INT64 = 1 << 63

_OUT_ENTRY = re.compile(r"Out\[[0-9]{1,9}\]")

# Cc control, Cf format (bidi, zero-width, tags), Cs surrogate, Co private, Cn unassigned,
# Zl and Zp line breaks: none of them can be seen for what it is.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible_name(text: str, what: str) -> str:
    """Return a name in normal form (NFC). Raises InvalidError when it is empty, long or unseen."""
    name = unicodedata.normalize("NFC", text)
    if not name.strip() or name != name.strip():
        raise InvalidError(f"A {what} may not be empty or begin or end with a blank.")
    if len(name.encode("utf-8", "surrogatepass")) > NAME_BYTES:
        raise InvalidError(f"A {what} may have {NAME_BYTES} bytes at most.")
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        raise InvalidError(f"A {what} may not hold control or invisible characters.")
    return name


def tag_name(text: str) -> str:
    """Return a tag that cannot be taken for another reference. Raises InvalidError."""
    name = visible_name(text, "tag")
    if name == "now" or name[0] in "@-" or any(sign in name for sign in ':~"'):
        raise InvalidError(
            f"{name!r} cannot be a tag.",
            hint='A tag is not `now`, does not begin with `@` or `-` and holds no `:`, `~` or `"`.',
        )
    return name


def tag_names(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return tags without repetition. Raises InvalidError."""
    names = tuple(dict.fromkeys(tag_name(text) for text in tags))
    if len(names) > TAGS:
        raise InvalidError(f"A checkpoint may have {TAGS} tags at most.")
    return names


def message_text(text: str | None) -> str | None:
    """Return a message without blanks around it; None for an empty one. Raises InvalidError."""
    if text is None or not text.strip():
        return None
    message = unicodedata.normalize("NFC", text.strip())
    if len(message.encode("utf-8", "surrogatepass")) > MESSAGE_BYTES:
        raise InvalidError(f"A message may have {MESSAGE_BYTES} bytes at most.")
    seen = message.replace("\n", "").replace("\t", "")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in seen):
        raise InvalidError("A message may not hold control characters.")
    return message


def note_text(text: str) -> str | None:
    """Return a note without blanks around it; None for an empty one. Raises InvalidError."""
    note = unicodedata.normalize("NFC", text.strip())
    if len(note) > NOTE_LENGTH:
        raise InvalidError(f"A note may have {NOTE_LENGTH} characters at most.")
    seen = note.replace("\n", "").replace("\t", "")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in seen):
        raise InvalidError("A note may not hold control characters.")
    return note or None


def notebook_path(path: str) -> str:
    """Return a notebook's path in normal shape. Raises InvalidError for tricks."""
    if not path or len(path.encode("utf-8", "surrogatepass")) > PATH_BYTES:
        raise InvalidError(f"A notebook's path has 1 to {PATH_BYTES} bytes.")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in path):
        raise InvalidError("A notebook's path may not hold control characters.")
    parts = PurePosixPath(path).parts
    if ".." in parts:
        raise InvalidError("A notebook's path may not hold `..`.")
    shape = str(PurePosixPath(path))
    if shape in {".", "/"}:
        raise InvalidError("A notebook's path must name a file.")
    return shape


def without_nul(value: Any) -> Any:
    """Return what JSON holds with every NUL in its text shown as U+FFFD: SQL cannot keep one."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, list):
        return [without_nul(item) for item in value]
    if isinstance(value, dict):
        return {without_nul(key): without_nul(item) for key, item in value.items()}
    return value


def variable_name(name: str) -> str:
    """Return a name that Python can bind. Raises InvalidError."""
    if not name.isidentifier():
        raise InvalidError(f"{name[:80]!r} is not the name of a variable.")
    return name


def is_out_entry(name: str) -> bool:
    """Return whether a name means an entry of `Out`, as `Out[3]`, and no variable."""
    return _OUT_ENTRY.fullmatch(name) is not None


def kept_name(name: str) -> str:
    """Return the name of a variable or of an entry of `Out`. Raises InvalidError."""
    return name if is_out_entry(name) else variable_name(name)


def instant(value: float, what: str) -> float:
    """Return a time or duration. Raises InvalidError when it is not finite or negative."""
    if not math.isfinite(value) or value < 0:
        raise InvalidError(f"{what} must be a number of seconds.")
    return float(value)


def count(value: int | None, what: str) -> int | None:
    """Return a number of things. Raises InvalidError when it is negative or beyond 64 bits."""
    if value is not None and not 0 <= value < INT64:
        raise InvalidError(f"{what} must lie between 0 and 2^63.")
    return value
