"""One capture while it is being made: which values are looked at, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyter_mm.kernel.codecs.pickled import Pickled
from jupyter_mm.kernel.state import sharing
from jupyter_mm.kernel.state.library_objects import is_drawn
from jupyter_mm.kernel.state.parts import Key


@dataclass(slots=True)
class Look:
    """One capture while it is being made."""

    values: Mapping[str, Any]
    """All names of the user."""
    ids: dict[str, int]
    queue: set[str]
    """Names whose values are looked at."""
    pickles: dict[str, Pickled] = field(default_factory=dict)
    reached: dict[int, str] = field(default_factory=dict)
    """Id of an object -> the name whose value holds it."""
    inside: dict[str, str] = field(default_factory=dict)
    """Name -> another name whose value holds this one."""
    reasons: dict[str, str] = field(default_factory=dict)
    secret: set[str] = field(default_factory=set)
    """Names whose value must not even be summed up."""
    whole: list[tuple[tuple[str, ...], Pickled]] = field(default_factory=list)
    """The groups, each with its stream."""
    again: set[str] = field(default_factory=set)
    """Names that are not kept only for now."""
    class_marks: dict[str, Key] = field(default_factory=dict)
    """Id of a class of the notebook -> the key of its content now."""
    incomplete: str | None = None


def one_for_all(look: Look, names: list[str]) -> Pickled | None:
    """Return the stream of a group, if the one of a value that holds all others will do."""
    holders = [name for name in names if name in look.pickles]
    pickled = look.pickles[holders[0]]
    if len(holders) > 1 or (sharing.needs_sharing([pickled]) and not pickled.is_shared):
        return None
    inside = {name: id(look.values[name]) for name in names if name != holders[0]}
    return pickled.named(inside) if inside else pickled


def in_order(names: Iterable[str], values: Mapping[str, Any]) -> list[str]:
    """Return names in an order that stays: what draws after what may hold it, as a list of axes."""
    return sorted(names, key=lambda name: (is_drawn(type(values[name])), name))


def bindings_of(values: Mapping[str, Any]) -> Counter[int]:
    """Return how many names each value has, by its id."""
    return Counter(map(id, values.values()))
