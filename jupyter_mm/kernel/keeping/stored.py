"""The state that the store holds for a session; only the leaves that changed are rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.domain import canonical
from jupyter_mm.domain.checkpoint import LEAF_VERSION, Group, Leaf, State, Variable
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.leaves import leaf_count, leaf_of

PROCESS = "process:"
"""Marks parts of the process among the names that are to be handed over anew."""

NOT_WRITTEN = "its bytes could not be written; kept with the next cell"


@dataclass(slots=True)
class StoredState:
    """Groups by first name, and the leaves they make. Used by the courier's thread alone.

    What one cell changes costs what it changes, however many variables there are.
    """

    groups: dict[str, Group] = field(default_factory=dict)
    lost: Mapping[str, Variable] = field(default_factory=dict)
    process: dict[str, Group] = field(default_factory=dict)
    failed: dict[str, Variable] = field(default_factory=dict)
    """Variables whose bytes could not be written, until they are."""
    _homes: dict[str, str] = field(default_factory=dict)
    """Each name -> the first name of its group: a name is never in two."""
    _texts: dict[str, bytes] = field(default_factory=dict)
    """Groups as a leaf holds them, by first name."""
    _members: list[set[str]] = field(default_factory=list)
    """First names of the groups of each leaf."""
    _leaves: list[Digest | None] = field(default_factory=list)
    """The leaves as they are stored; None for those to be written."""
    _process: Digest | None = None
    _process_changed: bool = True
    _kept: int = 0
    _size_bytes: int = 0

    @classmethod
    def of(cls, state: State) -> StoredState:
        """Return what a restored manifest holds."""
        made = cls(process={group.names[0]: group for group in state.process})
        made.change((), state.groups, {variable.name: variable for variable in state.lost})
        return made

    def change(
        self, gone: Iterable[str], groups: Iterable[Group], lost: Mapping[str, Variable]
    ) -> None:
        """Take groups out and put groups in; `lost` are all variables that are not kept now."""
        for name in gone:
            self._remove(name)
            if self.failed.pop(name, None) is not None:
                self._touch(name)
        for group in groups:
            self._put(group)
        for name in lost.keys() | self.lost.keys():
            if lost.get(name) != self.lost.get(name):
                self._touch(name)
        for name in lost.keys() & self._homes.keys():
            self._remove(self._homes.get(name, name))
        self.lost = lost

    def change_process(self, gone: Iterable[str], groups: Iterable[Group]) -> None:
        """Put parts of the process in, or take them out."""
        for name in gone:
            self._process_changed |= self.process.pop(name, None) is not None
        for group in groups:
            self.process[group.names[0]] = group
            self._process_changed = True

    def fail(self, variables: Iterable[Variable]) -> None:
        """List variables as not kept: their bytes could not be written."""
        for variable in variables:
            self._remove(self._homes.get(variable.name, variable.name))
            self.failed[variable.name] = variable
            self._touch(variable.name)

    def start_anew(self) -> None:
        """Write all leaves again: what was composed last may not be stored."""
        self._leaves = [None] * len(self._leaves)
        self._process_changed = True

    def fail_all(self) -> list[str]:
        """List everything as not kept and return the names: the store is another one now."""
        variables = [v for group in self.groups.values() for v in group.variables]
        parts = tuple(self.process)
        for name in tuple(self.groups):
            self._remove(name)
        self.change_process(parts, ())
        self.start_anew()
        self.fail(not_written(variables))
        return [*(variable.name for variable in variables), *(PROCESS + name for name in parts)]

    def leaves(self) -> tuple[dict[Digest, bytes], tuple[Digest, ...], Digest | None]:
        """Return new leaves with their bytes, the names of all in order, and the process's."""
        written: dict[Digest, bytes] = {}
        if leaf_count(len(self.groups)) != len(self._leaves):
            self._spread()
        missing = self._missing() if None in self._leaves else {}
        for place, known in enumerate(self._leaves):
            if known is None:
                self._leaves[place] = _written(self._leaf(place, missing.get(place, [])), written)
        if self._process_changed:
            ordered = tuple(self.process[name] for name in sorted(self.process))
            leaf = canonical.dumps(Leaf(groups=ordered))
            self._process = _written(leaf, written) if ordered else None
            self._process_changed = False
        return written, tuple(name for name in self._leaves if name), self._process

    def counted(self) -> tuple[int, int, int]:
        """Return how many variables are kept, how many are not, and the bytes of the kept ones."""
        lost = {*self.lost, *self.failed}
        return self._kept, sum(map(is_variable, lost)), self._size_bytes

    def _put(self, group: Group) -> None:
        for name in group.names:
            self._remove(self._homes.get(name, name))
        self.groups[group.names[0]] = group
        self._homes.update(dict.fromkeys(group.names, group.names[0]))
        self._kept += sum(map(is_variable, group.names))
        self._size_bytes += group.size_bytes
        for name in group.names:
            if self.failed.pop(name, None) is not None:
                self._touch(name)
        if self._leaves:
            self._members[self._touch(group.names[0])].add(group.names[0])

    def _remove(self, name: str) -> None:
        group = self.groups.pop(name, None)
        if group is None:
            return
        self._texts.pop(name, None)
        for one in group.names:
            self._homes.pop(one, None)
        self._kept -= sum(map(is_variable, group.names))
        self._size_bytes -= group.size_bytes
        if self._leaves:
            self._members[self._touch(name)].discard(name)

    def _touch(self, name: str) -> int:
        """Have the leaf of a name written anew; return its position."""
        if not self._leaves:
            return 0
        place = leaf_of(name, len(self._leaves))
        self._leaves[place] = None
        return place

    def _spread(self) -> None:
        """Have as many leaves as there should be, all to be written."""
        count = leaf_count(len(self.groups))
        self._leaves = [None] * count
        self._members = [set() for _ in range(count)]
        for name in self.groups:
            self._members[leaf_of(name, count)].add(name)

    def _missing(self) -> dict[int, list[Variable]]:
        found: dict[int, list[Variable]] = {}
        for name, variable in sorted({**self.lost, **self.failed}.items()):
            found.setdefault(leaf_of(name, len(self._leaves)), []).append(variable)
        return found

    def _leaf(self, place: int, lost: list[Variable]) -> bytes:
        """Return the canonical bytes of a leaf; groups that stay are not encoded again."""
        texts = self._texts
        for name in self._members[place] - texts.keys():
            texts[name] = canonical.dumps(self.groups[name])
        groups = b",".join(texts[name] for name in sorted(self._members[place]))
        missing = canonical.dumps(lost)
        return b'{"groups":[%b],"lost":%b,"version":%d}' % (groups, missing, LEAF_VERSION)


def not_written(variables: Iterable[Variable], reason: str = NOT_WRITTEN) -> list[Variable]:
    """Return variables as ones that are not kept."""
    return [
        Variable(
            name=one.name,
            type=one.type,
            summary=one.summary,
            size_bytes=one.size_bytes,
            reason=reason,
        )
        for one in variables
    ]


def is_variable(name: str) -> bool:
    """Tell whether a name of a state is a variable of the notebook, and no entry of `Out`."""
    return not name.startswith("Out[")


def _written(content: bytes, written: dict[Digest, bytes]) -> Digest:
    name = digest_of(content)
    written[name] = content
    return name
