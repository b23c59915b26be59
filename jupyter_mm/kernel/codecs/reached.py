"""What a pickle has reached: the live objects inside a value, by id."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_mm.kernel.codecs.pickler import StatePickler

LARGE_STREAM_BYTES = 1 << 20
LARGE_PICKLER_BYTES = 1_200_000
"""A pickler of this size remembers more than 20,000 objects: 16 bytes each, in powers of four."""
DEEPEST_MADE = 6
"""Passes for what was made inside of what was made; the rest costs a look some day."""
_STATELESS = frozenset({str, bytes, tuple, frozenset, type})
_HELD_ONCE = max(sys.getrefcount(one) for _, one in {0: object()}.items())  # noqa: PERF102
"""References to an object that is in one dictionary alone, counted as below."""


def reached(
    pickler: StatePickler, stream: bytes, asked: set[int]
) -> tuple[dict[int, Any] | None, dict[int, int]]:
    """Return what the pickler remembers, and which numbers some objects have in the stream.

    None and no numbers if that is too much to copy. Empties the pickler's memory.
    """
    is_large = len(stream) > LARGE_STREAM_BYTES or pickler.__sizeof__() > LARGE_PICKLER_BYTES
    memory = {} if is_large else pickler.memo.copy()
    places = {address: memory[address][0] for address in memory.keys() & asked}
    found = _held(pickler, memory)
    if is_large:
        return None, {}
    found.update(pickler.in_classes)
    return found, places


def listed(pickler: StatePickler) -> dict[int, Any]:
    """Return the objects that the pickler remembers, by id. Empties its memory."""
    return _held(pickler, pickler.memo.copy())


def _held(pickler: StatePickler, memory: dict[int, tuple[int, Any]]) -> dict[int, Any]:
    """Return the objects by id, without those that were made for the pickle. Empties `memory`.

    Reductions make dictionaries, lists and arrays that nobody else holds. Once freed, their ids and
    memory are given to other objects, which would then look as if they were shared.
    """
    found = {key: one for key, (_, one) in memory.items() if type(one) not in _STATELESS}
    memory.clear()
    pickler.clear_memo()
    owners = pickler.told.let_go()
    told, not_reached = {*owners}, owners.keys() - found.keys()
    found.update(owners)
    owners.clear()
    _take_out_made(found)
    pickler.told.drop(told - found.keys())
    for key in not_reached:
        found.pop(key, None)
    return found


def _take_out_made(found: dict[int, Any]) -> None:
    """Take out what nothing else holds, and what was held by that."""
    for _ in range(DEEPEST_MADE):
        made = [key for key, one in found.items() if sys.getrefcount(one) <= _HELD_ONCE]
        if not made:
            break
        for key in made:
            del found[key]
