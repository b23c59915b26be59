"""Which names are the user's."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST_NAME = 255
_DISPLAYED = frozenset({"Out", "_oh"})


class UserNames:
    """Tells the user's names from the shell's. Each name is judged once."""

    def __init__(self, hidden: Mapping[str, Any], patterns: Sequence[str]) -> None:
        """`hidden` are the names that the shell put there, `patterns` those never kept."""
        self._hidden = hidden
        self._always = tuple(patterns)
        self.patterns: tuple[str, ...] = ()
        """What is left out besides."""
        self._verdicts: dict[str, bool] = {}

    def values(self, namespace: Mapping[str, Any]) -> dict[str, Any]:
        """Return the user's variables in order of creation, then what `Out` holds as `Out[3]`.

        Left out: names the shell put there and nobody assigned since, names that match a pattern,
        and keys that no code could read as a name.
        """
        items, verdicts = tuple(namespace.items()), self._verdicts
        for name in namespace.keys() - verdicts.keys():
            verdicts[name] = type(name) is str and self._is_wanted(name)
        found = {name: value for name, value in items if verdicts.get(name)}
        for name in self._hidden.keys() & found.keys():
            if self._hidden[name] is found[name]:
                del found[name]
        found.update(displayed(namespace.get("Out")))
        return found

    def is_kept(self, name: str, value: object) -> bool:
        """Tell whether a name of the namespace is one of the user's."""
        verdict = self._verdicts.get(name)
        wanted = self._is_wanted(name) if verdict is None else verdict
        return wanted and not (name in self._hidden and self._hidden[name] is value)

    def is_users(self, name: str, value: object) -> bool:
        """Tell whether cells gave a name its value, kept or not; `Out` has what they displayed."""
        if not is_name(name) or name.startswith("__"):
            return name == "__"
        return name in _DISPLAYED or not (name in self._hidden and self._hidden[name] is value)

    def exclude(self, patterns: Iterable[str], *, on: bool) -> None:
        """Leave out what matches these patterns too, or no more."""
        told = tuple(patterns)
        kept = tuple(one for one in self.patterns if one not in told)
        self.patterns = (*kept, *told) if on else kept
        self._verdicts.clear()

    def _is_wanted(self, name: str) -> bool:
        return is_name(name) and not is_excluded(name, (*self._always, *self.patterns))


def displayed(out: object) -> dict[str, Any]:
    """Return what cells displayed, by names no variable can have; our own displays left out."""
    if type(out) is not dict:
        return {}
    return {
        f"Out[{count}]": value
        for count, value in tuple(out.items())
        if type(count) is int and not str(type(value).__module__).startswith("jupyter_mm.")
    }


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
