"""What one session remembers of its namespace from cell to cell.

Nothing here keeps a value alive: values are known by their ids, and an id alone never proves that
a value is the same. Whether a name was touched is decided by `reach`.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_mm.domain.checkpoint import Group, Variable
from jupyter_mm.kernel.state.parts import Key

LARGE_BYTES = 256 << 10
"""From this stream size on it pays to prove that a cell has only read a value."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells the present state of a group, or of one of its names, from another one."""

    stream: Key
    buffers: tuple[tuple[Key, ...], ...] = ()


@dataclass(slots=True, kw_only=True)
class Entry:
    """One group as it was when it was last looked at."""

    names: tuple[str, ...]
    mark: Mark | None
    """None after a restore: then `stored` tells what the values are."""
    own: Mapping[str, Mark]
    """Each name by itself, to say which of the group has changed."""
    objects: frozenset[int] | None
    """Ids of what may change inside; None when there are too many to remember."""
    spans: tuple[tuple[int, int], ...]
    """Memory of buffers and arrays, merged: first address and the one after the last."""
    packages: frozenset[str]
    """Top-level modules of the types inside; none for plain data."""
    global_names: frozenset[str]
    """Names of the notebook that code inside may use."""
    classes: frozenset[str]
    """Ids of the notebook's classes whose content is in the stream."""
    stream_bytes: int
    size_bytes: int
    is_active: bool
    """Whether a library may change the value though no cell names it."""
    stored: Group | None = None
    index: array[int] | None = None
    """Sorted ids of what may change inside a large group; made when it is first asked for."""

    @property
    def is_plain(self) -> bool:
        """Tell whether only builtin types are inside, so that operators run no user code."""
        return not self.packages

    @property
    def is_large(self) -> bool:
        """Tell whether looking at it again costs more than proving that it was only read."""
        return self.stream_bytes >= LARGE_BYTES


@dataclass(slots=True)
class Ledger:
    """The groups of the namespace, and what could not be kept."""

    entries: dict[str, Entry] = field(default_factory=dict)
    """By the group's first name."""
    homes: dict[str, Entry] = field(default_factory=dict)
    """By each name."""
    ids: dict[str, int] = field(default_factory=dict)
    """Name -> id of its value, kept or not."""
    lost: dict[str, Variable] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    """Names to look at with the next cell whatever it does."""
    writers: dict[str, str] = field(default_factory=dict)
    """Name -> the execution that changed it last."""
    class_marks: dict[str, Key] = field(default_factory=dict)
    """Id of a class of the notebook -> the key of its content."""
    had_figures: bool = False
    """Whether pyplot knew a figure at the last look."""
    version: int = 0
    """Grows with each change of what is remembered."""
    process: dict[str, object] = field(default_factory=dict)
    """Name of a part of the process -> its state."""
    active: dict[str, Entry] = field(default_factory=dict)
    """Those of the groups that are active, by first name."""
    large: dict[str, Entry] = field(default_factory=dict)
    """Those too large to list what is inside, by first name."""
    placed: dict[str, Entry] = field(default_factory=dict)
    """Those whose memory is known, by first name."""
    code: dict[str, frozenset[str]] = field(default_factory=dict)
    """Name -> names of the notebook that code inside its value may use."""
    _holders: dict[int, Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Remember a group; its names were dropped before."""
        self.entries[entry.names[0]] = entry
        self.homes.update(dict.fromkeys(entry.names, entry))
        self._holders.update(dict.fromkeys(entry.objects or (), entry))
        if entry.global_names:
            self.code.update(dict.fromkeys(entry.names, entry.global_names))
        if entry.spans:
            self.placed[entry.names[0]] = entry
        if entry.is_active:
            self.active[entry.names[0]] = entry
        if entry.objects is None:
            self.large[entry.names[0]] = entry

    def drop(self, entry: Entry) -> None:
        """Forget a group."""
        del self.entries[entry.names[0]]
        self.active.pop(entry.names[0], None)
        self.placed.pop(entry.names[0], None)
        self.large.pop(entry.names[0], None)
        for name in entry.names:
            del self.homes[name]
            self.code.pop(name, None)
        for address in entry.objects or ():
            if self._holders.get(address) is entry:
                del self._holders[address]

    def with_classes(self, classes: Iterable[str]) -> Iterator[Entry]:
        """Return the groups that hold the content of one of these classes."""
        wanted = frozenset(classes)
        for entry in tuple(self.entries.values()) if wanted else ():
            if not wanted.isdisjoint(entry.classes):
                yield entry

    def mates(self, names: Iterable[str]) -> set[str]:
        """Return names together with all names of their groups."""
        found: set[str] = set()
        for name in names:
            if name.startswith("process:"):
                self.process.pop(name.removeprefix("process:"), None)
                continue
            home = self.homes.get(name)
            found.update(home.names if home is not None else (name,))
        return found

    def held(self, addresses: Iterable[int], *, besides: Collection[str]) -> set[int]:
        """Return those ids that were of objects inside a group when it was last looked at.

        Groups whose first name is in `besides` do not count.
        """
        holders = self._holders
        found = holders.keys() & addresses
        return {address for address in found if holders[address].names[0] not in besides}

    def holders(self, addresses: Iterable[int]) -> Iterator[Entry]:
        """Return the groups that reached an object with one of these ids when last looked at."""
        holders = self._holders
        seen: set[str] = set()
        for address in addresses:
            entry = holders.get(address)
            if entry is not None and entry.names[0] not in seen:
                seen.add(entry.names[0])
                yield entry

    def doubt(self, names: Iterable[str]) -> None:
        """Note that the bytes of these names are not stored: they are handed over anew."""
        for name in names:
            home = self.homes.get(name)
            if home is not None:
                home.mark = home.stored = None
            self.again.add(name)

    def beside(self, spans: Iterable[tuple[int, int]]) -> Iterator[Entry]:
        """Return the groups whose buffers lie in the same memory."""
        wanted = merged(spans)
        for entry in tuple(self.placed.values()) if wanted else ():
            if overlap(entry.spans, wanted):
                yield entry


def merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return pieces of memory sorted, with those that touch or overlap in one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def overlap(first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]) -> bool:
    """Tell whether two merged sequences have a byte in common."""
    here = there = 0
    while here < len(first) and there < len(second):
        if first[here][1] <= second[there][0]:
            here += 1
        elif second[there][1] <= first[here][0]:
            there += 1
        else:
            return True
    return False
