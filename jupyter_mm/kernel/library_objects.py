"""Objects that libraries share among all they make: default paths, identity matrices, settings.

Two figures use the same marker shapes of Matplotlib; that makes them no more related than two
texts that use the same letters.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

DEPTH = 3
"""From a module or class: the value, its attributes' dictionary, what that holds. One further, and
a library's list of live objects would count the user's own as the library's."""
MOST_ITEMS = 2000


class LibraryObjects:
    """Ids of what hangs on the modules and classes of loaded packages; looked up once a package."""

    def __init__(self) -> None:
        """Know no package yet."""
        self._known: dict[str, tuple[int, frozenset[int]]] = {}

    def of(self, kinds: Iterable[type]) -> frozenset[int]:
        """Return the ids of the shared objects of the packages that define these types."""
        packages = {_package(kind) for kind in kinds} - {"builtins", "__main__", "jupyter_mm"}
        return frozenset().union(*(self._of_package(name) for name in packages))

    def _of_package(self, name: str) -> frozenset[int]:
        modules = [
            module
            for found, module in tuple(sys.modules.items())
            if found == name or found.startswith(f"{name}.")
        ]
        count, known = self._known.get(name, (-1, frozenset()))
        if count != len(modules):
            found_ids: set[int] = set()
            for module in modules:
                for value in tuple(getattr(module, "__dict__", {}).values()):
                    _collect(value, name, found_ids)
            known = frozenset(found_ids)
            self._known[name] = len(modules), known
        return known


def _collect(value: Any, package: str, found: set[int]) -> None:
    """Add the ids of what a module's name leads to."""
    if issubclass(type(value), type):
        if _package(value) != package:
            return
        level = [part for part in tuple(value.__dict__.values()) if not callable(part)]
    else:
        level = [value]
    for _ in range(DEPTH):
        found.update(map(id, level))
        level = [part for whole in level for part in _parts(whole)]


def _parts(value: Any) -> list[Any]:
    kind = type(value)
    if issubclass(kind, dict):
        return list(dict.values(value))[:MOST_ITEMS]
    if issubclass(kind, list | tuple):
        return list(value[:MOST_ITEMS])
    inner = (
        getattr(kind, "__dictoffset__", 0) and not issubclass(kind, type) and not callable(value)
    )
    return [vars(value)] if inner and hasattr(value, "__dict__") else []


def _package(kind: Any) -> str:
    module = getattr(kind, "__module__", None)
    return module.partition(".")[0] if isinstance(module, str) else "builtins"
