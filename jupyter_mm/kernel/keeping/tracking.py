"""What this session knows of the namespace: what may have changed, and what did."""

from __future__ import annotations

import builtins
import threading
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.capture import Read
from jupyter_mm.kernel.keeping.capture import Capturer, Memory
from jupyter_mm.kernel.keeping.namespace import UserNames
from jupyter_mm.kernel.keeping.parcel import Arrival
from jupyter_mm.kernel.restoring.process_state import parts as process_parts
from jupyter_mm.kernel.restoring.swap import collector_off
from jupyter_mm.kernel.state import reach, reads
from jupyter_mm.kernel.state.alive import Watch
from jupyter_mm.kernel.state.ledger import Ledger
from jupyter_mm.kernel.state.touch import EVERYTHING, NOTHING, Touch, open_figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.domain.checkpoint import Checkpoint, Group, State
    from jupyter_mm.kernel.keeping.courier import Courier
    from jupyter_mm.kernel.keeping.snapshot import Snapshot
    from jupyter_mm.kernel.state.parts import PartTable, Piece
    from jupyter_mm.settings import Settings

MOST_SETTLED_BYTES = 512 << 20
"""Copied at most when the next cell starts; what is beyond is kept with a later cell."""


ATOMS = frozenset({int, float, complex, bool, str, bytes, type(None)})

FOLLOWED = ATOMS | {
    FunctionType,
    BuiltinFunctionType,
    MethodType,
    ModuleType,
    type,
}
"""Types whose values are followed by their names and code, or cannot change."""


class Tracking:  # noqa: PLR0904  # one method for each thing a session asks
    """One namespace from cell to cell. Main thread only."""

    def __init__(  # noqa: PLR0913  # wired once, by the keeper
        self,
        namespace: dict[str, Any],
        hidden: Mapping[str, Any],
        settings: Settings,
        secrets: SecretFinder,
        *,
        table: PartTable,
        courier: Courier,
        shell: Any,
    ) -> None:
        """Know nothing yet: the first look sees everything."""
        self._namespace, self._settings = namespace, settings
        self._names = UserNames(hidden, settings.exclude_names)
        self._watch = Watch(shell)
        self.ledger = Ledger()
        self.table, self.courier, self.memory = table, courier, Memory()
        self._capturer = Capturer(namespace, settings, self.memory, self.ledger, secrets)
        self._unseen = NOTHING
        """What ran since the last state that was taken over."""
        self._uses: reach.Uses | None = None
        self._reached: frozenset[str] = frozenset()
        """Names that functions and classes lead to which the last code names."""
        self._there: frozenset[str] = frozenset()
        """The user's names that stood when the last cell began and that it leads to."""
        self._strayed: frozenset[str] = frozenset()
        """Names that may have changed before it began, with no cell whose `changed` says so."""
        self.has_gap = True
        """Whether cells ran since the last look whose state was not kept."""
        self.is_unsure = True
        """Whether the next look has to see everything."""
        self._live: list[Piece] = []
        self._decided: set[str] = set()

    def values(self) -> dict[str, Any]:
        """Return the user's variables, and what cells displayed as `Out[3]`."""
        return self._names.values(self._namespace)

    def begins(self, code: str) -> None:
        """Note what a cell may touch that is about to run, and what was touched before it."""
        unseen, space = self._unseen, self._namespace
        is_everything = self.has_gap and (self.is_unsure or unseen.is_everything)
        self._strayed = frozenset(space.keys() if is_everything else unseen.names & space.keys())
        self._reached = frozenset()
        self.runs(code)
        named = self._reached if self._uses is None else self._uses.names | self._reached
        self._there = frozenset(
            name for name in named & space.keys() if self._names.is_users(name, self._named(name))
        )

    def runs(self, code: str, *, is_over: bool = False) -> None:
        """Note what some code may touch. Called before it runs and after: it may define anew."""
        if threading.current_thread() is not threading.main_thread():
            self.is_unsure = True  # a subshell: what it does is seen with the next cell
            return
        self._unseen |= self._touched(code, is_over=is_over)

    def look(self) -> Snapshot:
        """Return how the namespace differs from what the ledger remembers. Changes nothing."""
        with collector_off():  # each value makes thousands of objects that live for a moment
            return self._look()

    def _look(self) -> Snapshot:
        from jupyter_mm.kernel.keeping.handover import Handover  # noqa: PLC0415  # with the first value
        from jupyter_mm.kernel.keeping.snapshot import Room  # noqa: PLC0415  # as above

        while self.courier.returned:
            self.ledger.doubt([self.courier.returned.popleft()])
        alive = self._watch.reasons()
        touch = EVERYTHING if self.is_unsure or alive else self._unseen
        look = self._capturer.look(self.values(), touch)
        limit = self._settings.pending_limit_bytes
        room = Room(
            left=limit - self.courier.backlog.size_bytes,
            limit=limit,
            copies=self._settings.copy_limit_bytes,
            may_borrow=not alive,
        )
        handover = Handover(self.ledger, self.table, self._settings, self.courier.parts_of)
        return handover.snapshot(look, process_parts(), room)

    def take_over(self, snapshot: Snapshot, execution: str) -> None:
        """Remember a snapshot: it is being handed over."""
        snapshot.take_over(self.ledger, self.table, execution)
        stored = self._uses.stores if self._uses is not None else frozenset()
        for name in self._strayed & set(snapshot.changed) - stored:
            self.ledger.writers.pop(name, None)
        self._live = [piece for piece in snapshot.delta.pieces.values() if piece.is_live]
        self._settled()

    def gate(self) -> None:
        """Copy what is still in the user's memory; beyond a bound, give it up."""
        left = MOST_SETTLED_BYTES
        for piece in self._live:
            if not piece.is_live:
                continue
            left -= piece.size_bytes
            if left >= 0:
                piece.settle()
            else:
                piece.give_up()
        self._live = []

    def reads(self) -> tuple[Read, ...]:
        """Return the variables of earlier executions that the last code may have read."""
        if self._uses is None:
            return ()
        writers, known = self.ledger.writers, self.ledger.ids.keys()
        named = self._uses.names | self._reached
        return tuple(
            Read(name=name, execution=None if name in self._strayed else writers.get(name))
            for name in sorted(self._there | (named & known))
            if name.isidentifier()
        )

    def arrived(self, target: Checkpoint, state: State, loaded: Iterable[Group]) -> Arrival:
        """Remember that the namespace is a stored state now, and return where that leaves us."""
        from jupyter_mm.kernel.keeping.arrival import remembered  # noqa: PLC0415  # with the first restore

        remembered(self.ledger, self._capturer, self.values(), state, loaded)
        self.ledger.process = process_parts()
        self._settled()
        return Arrival(head=target, state=state, version=self.ledger.version)

    def _settled(self) -> None:
        """What ran until now has been looked at."""
        self._unseen, self.is_unsure, self.has_gap = NOTHING, False, False
        self.ledger.had_figures = open_figures()
        self._watch.settle()

    def swapped(self, names: Iterable[str]) -> None:
        """Look at these names next time: something else than a cell changed them."""
        self._unseen |= Touch(frozenset(names))

    def asks(self) -> dict[str, int]:
        """Return large variables that nothing was decided about, with their bytes."""
        limit = self._settings.ask_above_bytes
        return {
            name: entry.size_bytes
            for entry in tuple(self.ledger.entries.values())
            if entry.size_bytes > limit
            for name in entry.names
            if name not in self._decided and name.isidentifier()
        }

    def decide(self, name: str, *, keep: bool) -> None:
        """Keep a large variable without asking again, or leave it out from now on."""
        self._decided.add(name)
        self.exclude([name], on=not keep)

    def exclude(self, patterns: Iterable[str], *, on: bool) -> None:
        """Leave names out that match these shell patterns, or take them in again."""
        self._names.exclude(patterns, on=on)

    @property
    def excluded(self) -> tuple[str, ...]:
        """The patterns of names that are left out."""
        return self._names.patterns

    def _touched(self, code: str, *, is_over: bool) -> Touch:
        """Return what code may have touched. Whatever fails here means everything."""
        try:
            self._uses = uses = reach.uses(code)
            self._watch.note(uses)
            found = reach.closure(uses, self._namespace, self.ledger.code)
        except Exception:  # noqa: BLE001  # the user's classes take part; then everything is looked at
            self._uses = None
            return EVERYTHING
        if found.names is None:
            self._reached |= self._led_to(uses.names)
            return EVERYTHING
        self._reached |= found.through
        if any(self._is_left_out(name) for name in found.names & self._namespace.keys()):
            return EVERYTHING
        unchanged = self._only_read(code, uses, found, is_over=is_over)
        return Touch(found.names - unchanged, calls_library=found.calls_library)

    def _led_to(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names that the code inside of kept values leads to, as far as it can be."""
        left, seen = list(names), set[str]()
        while left:
            new = self.ledger.code.get(left.pop(), frozenset()) - seen
            seen |= new
            left += new
        return frozenset(seen)

    def _is_left_out(self, name: str) -> bool:
        """Tell whether a name leads to a value that is not kept: what it holds is not known."""
        value = self._namespace.get(name)
        return type(value) not in FOLLOWED and not self._names.is_kept(name, value)

    def _only_read(
        self, code: str, uses: reach.Uses, found: reach.Touched, *, is_over: bool
    ) -> frozenset[str]:
        """Return large plain values that the code has only read, and handed to no other name."""
        homes, space = self.ledger.homes, self._namespace
        named = (uses.names | uses.stores) & space.keys()
        plain = {
            name
            for name in named - found.through
            if type(self._named(name)) in ATOMS or (name in homes and homes[name].is_plain)
        }
        large = {name for name in plain & homes.keys() if homes[name].is_large}
        if not any(len(homes[name].names) == 1 for name in large):
            return frozenset()
        shadowed = frozenset(vars(builtins).keys() & space.keys())
        atoms = {name for name in plain - large if type(self._named(name)) in ATOMS}
        opaque = (named - plain) | found.through
        verdict = reads.only_reads(code, plain, shadowed, opaque, atoms)
        if is_over and any(type(self._named(name)) not in ATOMS for name in verdict.escaping):
            return frozenset()
        return frozenset(name for name in verdict.unchanged & large if len(homes[name].names) == 1)

    def _named(self, name: str) -> Any:
        """Return what a name is bound to; None if it is not: a thread may just have deleted it."""
        return self._namespace.get(name)
