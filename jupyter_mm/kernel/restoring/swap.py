"""Values under their names, entries of `Out` included, exchanged in one go."""

from __future__ import annotations

import gc
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.names import is_out_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OUTPUTS = "Out"


class Names:
    """The user's names and the entries of `Out`, by one key each."""

    def __init__(self, space: dict[str, Any]) -> None:
        """Look at a namespace; `Out` counts only while it is the shell's own dictionary."""
        self._space = space

    def outputs(self) -> list[str]:
        """Return the entries of `Out` that are there, as `Out[3]`."""
        return [f"Out[{number}]" for number in tuple(self._out()) if type(number) is int]

    def values(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of those names that are there."""
        out = self._out()
        found: dict[str, Any] = {}
        for name in names:
            is_output = is_out_entry(name)
            place: dict[Any, Any] = out if is_output else self._space
            key: Any = _number(name) if is_output else name
            if key in place:
                found[name] = place[key]
        return found

    def swap(self, come: Mapping[str, Any], gone: Iterable[str]) -> None:
        """Bind names to values and unbind others."""
        out = self._out()
        for name, value in come.items():
            if is_out_entry(name):
                out[_number(name)] = self._space[f"_{_number(name)}"] = value
            else:
                self._space[name] = value
        for name in gone:
            if is_out_entry(name):
                out.pop(_number(name), None)
                self._space.pop(f"_{_number(name)}", None)
            else:
                self._space.pop(name, None)

    def _out(self) -> dict[Any, Any]:
        found = self._space.get(OUTPUTS)
        is_own = type(found) is dict and found is self._space.get("_oh")
        return found if is_own and found is not None else {}


def _number(name: str) -> int:
    return int(name[len(OUTPUTS) + 1 : -1])


@contextmanager
def collector_off() -> Iterator[None]:
    """Load without the garbage collector, which else visits every new object many times."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Deliver an interrupt after the names are swapped, not in between."""
    waiting: list[Any] = []
    previous = signal.signal(signal.SIGINT, lambda *arguments: waiting.append(arguments))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
    if waiting and callable(previous):
        previous(*waiting[0])
