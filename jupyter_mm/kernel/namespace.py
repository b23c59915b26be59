"""Which names are the user's."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_NAME = 255


def user_names(
    namespace: Mapping[str, Any], hidden: Mapping[str, Any], patterns: Sequence[str]
) -> list[str]:
    """Return the user's names in order of creation.

    Left out: names the shell put there and nobody assigned since, names that match a pattern, and
    keys that no code could read as a name.
    """
    return [
        name
        for name, value in tuple(namespace.items())
        if is_name(name)
        and not is_excluded(name, patterns)
        and not (name in hidden and hidden[name] is value)
    ]


def is_name(name: object) -> bool:
    """Tell whether a key of the namespace is a name that code can use."""
    return type(name) is str and len(name) <= LONGEST_NAME and name.isidentifier()


def is_excluded(name: str, patterns: Sequence[str]) -> bool:
    """Tell whether a name matches one of the shell patterns of what is never kept."""
    return any(
        name.startswith(pattern[:-1])
        if pattern.endswith("*") and not set(pattern[:-1]) & set("*?[")
        else fnmatchcase(name, pattern)
        for pattern in patterns
    )
