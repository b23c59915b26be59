"""The present state against the remembered one, before it is taken over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jupyter_mm.kernel.keeping.delta import Delta
from jupyter_mm.kernel.state.ledger import Entry
from jupyter_mm.kernel.state.parts import Key, PartTable, Piece, copied, cut

if TYPE_CHECKING:
    from jupyter_mm.kernel.codecs.pickler import Pickled
    from jupyter_mm.kernel.state.ledger import Ledger, Mark


@dataclass(slots=True, kw_only=True)
class Snapshot:
    """What the namespace is now, against what the ledger remembers. Nothing is taken over yet."""

    delta: Delta
    entries: list[Entry] = field(default_factory=list)
    dropped: list[Entry] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    changed: tuple[str, ...] = ()
    process: dict[str, object] = field(default_factory=dict)
    lost_changed: bool = False
    class_marks: dict[str, Key] = field(default_factory=dict)
    incomplete: str | None = None

    @property
    def is_same(self) -> bool:
        """Tell whether nothing changed."""
        delta = self.delta
        parts = (delta.groups, delta.gone, delta.process, delta.process_gone)
        return not (any(parts) or self.lost_changed)

    def numbered(self, version: int) -> Snapshot:
        """Return this with the number that the ledger will have once it is taken over."""
        number = version if self.is_same else version + 1
        return replace(self, delta=replace(self.delta, version=number))

    def take_over(self, ledger: Ledger, table: PartTable, execution: str) -> None:
        """Have the ledger remember this state as the one after an execution."""
        for entry in self.dropped:
            ledger.drop(entry)
        for entry in self.entries:
            ledger.add(entry)
        ledger.ids, ledger.lost = self.ids, dict(self.delta.lost)
        ledger.again, ledger.process = set(self.again), self.process
        ledger.writers.update(dict.fromkeys(self.changed, execution))
        ledger.class_marks.update(self.class_marks)
        ledger.version = self.delta.version
        table.promise(self.delta.pieces)


@dataclass(slots=True)
class Room:
    """How much more may wait to be written, and how much of it may be copied now."""

    left: int
    limit: int
    """When nothing waits."""
    copies: int
    """Bytes copied in the hook; what is beyond stays in the user's memory until the next cell."""
    may_borrow: bool


class Taking:
    """The bytes of one capture that nobody holds yet."""

    def __init__(self, room: Room) -> None:
        """Take as much as there is room for."""
        self.room = room
        self.pieces: dict[Key, Piece] = {}

    def take(self, pickled: Pickled, mark: Mark, table: PartTable) -> str | None:
        """Copy the parts of a group that are new, or note where they lie.

        Returns why nothing was taken, if there is no room for them.
        """
        new = {
            key: part
            for view, keys in zip(views(pickled), mark.buffers, strict=True)
            for part, key in zip(cut(view), keys, strict=True)
            if key not in table and key not in self.pieces
        }
        needed = len(pickled.stream) + sum(part.nbytes for part in new.values())
        if needed > self.room.limit:
            return f"larger than the {self.room.limit >> 20} MiB that may wait to be written"
        if needed > self.room.left:
            return "too many bytes wait to be written; kept with a later cell"
        self.room.left -= needed
        self.pieces.update({key: self._piece(key, part) for key, part in new.items()})
        return None

    def _piece(self, key: Key, part: memoryview) -> Piece:
        if self.room.may_borrow and part.nbytes > self.room.copies:
            return Piece(key, live=part)
        self.room.copies -= part.nbytes
        return Piece(key, data=copied(part))


def views(pickled: Pickled) -> list[memoryview]:
    """Return the buffers as bytes in memory."""
    return [buffer.raw() for buffer in pickled.buffers]
