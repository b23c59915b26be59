"""A notebook without IPython: cells are run for real, and what they changed is found by looking."""

from __future__ import annotations

import builtins
import collections
import contextlib
import types
from collections.abc import Iterator
from typing import Any

from jupyter_mm.kernel.codecs.classes import ClassNames
from jupyter_mm.kernel.codecs.pickled import Context
from jupyter_mm.kernel.codecs.pickler import dump
from jupyter_mm.kernel.state import reach

ATOMS = (str, bytes, int, float, complex, bool, type(None), range, type(...))


class Notebook:
    """A namespace and the cells that were run in it."""

    def __init__(self, *cells: str) -> None:
        self.namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        for cell in cells:
            self.run(cell)

    def run(self, cell: str) -> None:
        """Run a cell; what it raises is its own business."""
        with contextlib.suppress(Exception):
            exec(compile(cell, "<cell>", "exec", dont_inherit=True), self.namespace)

    @property
    def names(self) -> list[str]:
        """The user's names."""
        return [name for name in self.namespace if not name.startswith("__")]

    def touched(self, cell: str) -> frozenset[str] | None:
        """Return what `closure` says of a cell that is about to run; None for everything."""
        used = reach.uses(cell)
        inside, lost = self._inside()
        found = reach.closure(used, self.namespace, inside)
        if found.names is None or found.names & lost:
            return None
        return found.names

    def _inside(self) -> tuple[dict[str, set[str]], set[str]]:
        inside, lost = {}, set()
        for name in self.names:
            context = Context(self.namespace, ClassNames())
            try:
                values = {name: self.namespace[name]}
                made = dump(values, context, limit_bytes=1 << 24, check=lambda: None)
            except Exception:  # noqa: BLE001  # cannot be kept
                lost.add(name)
                continue
            if made.global_names:
                inside[name] = made.global_names
        return inside, lost

    def groups(self) -> dict[str, set[str]]:
        """Return for each name those that share something that may change with it."""
        parts = {name: set(changing_parts(self.namespace[name])) for name in self.names}
        found: dict[str, set[str]] = {}
        for name in parts:
            group, left = {name}, [name]
            while left:
                own = parts[left.pop()]
                new = {other for other in parts if other not in group and own & parts[other]}
                group |= new
                left.extend(new)
            found[name] = group
        return found

    def prints(self) -> dict[str, str]:
        """Return what tells each value from another one, all the way down."""
        return {name: fingerprint(self.namespace[name]) for name in self.names}


def missed(notebook: Notebook, cell: str) -> set[str]:
    """Run a cell and return the variables that changed though nothing said that they might."""
    touched, groups, before = notebook.touched(cell), notebook.groups(), notebook.prints()
    bound = {name: id(notebook.namespace[name]) for name in notebook.names}
    kept = dict(notebook.namespace)  # so that no id is used again
    notebook.run(cell)
    after = notebook.prints()
    del kept
    if touched is None:
        return set()
    seen = set().union(*(groups.get(name, {name}) for name in touched))
    return {
        name
        for name in before.keys() & after.keys()
        if before[name] != after[name]
        and name not in seen
        and bound[name] == id(notebook.namespace[name])
    }


def _parts(value: Any) -> Iterator[Any]:  # noqa: C901  # a table of kinds
    kind = type(value)
    if issubclass(kind, dict):
        for key, part in value.items():
            yield key
            yield part
    elif issubclass(kind, list | tuple | set | frozenset | collections.deque):
        yield from tuple.__iter__(value) if issubclass(kind, tuple) else kind.__iter__(value)
    elif kind is types.FunctionType:
        for cell in value.__closure__ or ():
            try:
                yield cell.cell_contents
            except ValueError:
                continue
        yield from value.__defaults__ or ()
        yield from vars(value).values()
    elif kind is types.MethodType:
        yield value.__self__
    elif kind is types.BuiltinMethodType:
        yield value.__self__ if not isinstance(value.__self__, types.ModuleType) else None
    elif kind.__name__ == "partial":
        yield from (value.func, *value.args, *value.keywords.values())
    elif isinstance(value, type):
        yield from (
            part
            for name, part in sorted(vars(value).items())
            if not name.startswith("__") and value.__module__ == "__main__"
        )
    elif not isinstance(value, types.ModuleType) and hasattr(value, "__dict__"):
        yield from vars(value).values()
    yield from _slots(value)


def _slots(value: Any) -> Iterator[Any]:
    for base in type(value).__mro__:
        if base.__module__ == "__main__":
            for name in vars(base).get("__slots__", ()):
                yield getattr(value, name, None)


def changing_parts(value: Any) -> Iterator[int]:
    """Yield the ids of what may change inside a value; what a class holds is inside its objects."""
    left, seen = [value], set()
    while left:
        part = left.pop()
        if id(part) in seen or isinstance(part, ATOMS):
            continue
        seen.add(id(part))
        if type(part) is not tuple and not isinstance(part, type):
            yield id(part)
        left.extend(_parts(part))
        left.extend(type(part).__mro__)


def fingerprint(value: Any, seen: dict[int, int] | None = None) -> str:
    """Return a text that differs whenever something inside differs."""
    seen = {} if seen is None else seen
    if isinstance(value, ATOMS):
        return repr(value)
    if id(value) in seen:
        return f"<{seen[id(value)]}>"
    seen[id(value)] = len(seen)
    kind = type(value)
    name = kind.__name__
    if isinstance(value, types.FunctionType):
        name += value.__qualname__
    if kind in {set, frozenset}:
        return f"{name}{sorted(fingerprint(part, dict(seen)) for part in value)}"
    keys = sorted(vars(value)) if hasattr(value, "__dict__") and not isinstance(value, type) else []
    return f"{name}{keys}[{', '.join(fingerprint(part, seen) for part in _parts(value))}]"
