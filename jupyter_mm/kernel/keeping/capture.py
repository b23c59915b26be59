"""Looking at the namespace after a cell: only at what the cell may have touched."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.codecs.classes import ClassNames
from jupyter_mm.kernel.codecs.notkept import NotKeptError, reason_of
from jupyter_mm.kernel.keeping.limits import Budget, OverBudgetError
from jupyter_mm.kernel.keeping.look import Look, bindings_of, in_order, one_for_all
from jupyter_mm.kernel.keeping.quiet import Quiet
from jupyter_mm.kernel.state import sharing
from jupyter_mm.kernel.state.library_objects import LibraryObjects, is_drawing
from jupyter_mm.kernel.state.parts import key_of
from jupyter_mm.kernel.state.touch import Touch, to_look_at

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Mapping

    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.kernel.codecs.pickled import Pickled
    from jupyter_mm.kernel.codecs.pickler import Context
    from jupyter_mm.kernel.state.ledger import Ledger
    from jupyter_mm.settings import Settings

INTERRUPTED = "interrupted"
NO_TIME = "no time left for this cell"
PYTHON = platform.python_version()
SEARCHED_AT_ONCE = 128 << 10
"""Longer streams are searched for keys in the background, part by part."""


@dataclass(slots=True)
class Memory:
    """What one kernel session remembers about code and types from capture to capture."""

    names: ClassNames = field(default_factory=ClassNames)
    library: LibraryObjects = field(default_factory=LibraryObjects)
    stuck: dict[str, int] = field(default_factory=dict)
    """Name -> id of a value that took too long; not tried again until the name is rebound."""
    stuck_types: set[type] = field(default_factory=set)
    """Types of the notebook whose code hung before it produced anything."""


class Capturer:
    """Looks at one namespace."""

    def __init__(
        self,
        namespace: dict[str, Any],
        settings: Settings,
        memory: Memory,
        ledger: Ledger,
        secrets: SecretFinder,
    ) -> None:
        """Keep what stays the same from cell to cell."""
        self._namespace = namespace
        self._settings = settings
        self._memory = memory
        self._ledger = ledger
        self._secrets = secrets
        self._walked: dict[str, array[int]] = {}

    def look(self, values: Mapping[str, Any], touch: Touch) -> Look:
        """Return what the touched values are now. Bounded in time; never raises for a value."""
        ids = dict(zip(values, map(id, values.values()), strict=True))
        look = Look(values, ids, to_look_at(self._ledger, values, ids, touch))
        if not look.queue:
            return look
        from jupyter_mm.kernel.codecs.pickler import Context  # noqa: PLC0415  # needs cloudpickle

        budget = Budget(self._settings.capture_budget_s, self._settings.variable_budget_s)
        context = Context(self._namespace, self._memory.names)
        with Quiet(), budget.guarding():
            self._pickle(look, in_order(look.queue, values), budget, context)
            self._spread(look, budget, context)
            self._group(look, budget, context)
        self._walked.clear()
        look.incomplete = INTERRUPTED if budget.is_interrupted else None
        return look

    def _pickle(self, look: Look, names: list[str], budget: Budget, context: Context) -> None:
        """Pickle each value by itself: what it reaches decides its group."""
        context.named.update(look.ids[name] for name in names)
        for name in names:
            value = look.values[name]
            holder = look.reached.get(id(value))
            if holder is not None and sharing.may_change(value, look.pickles[holder]):
                look.inside[name] = holder
                continue
            pickled = self._try(look, name, budget, self._one, context)
            if pickled is not None:
                look.pickles[name] = pickled
                look.reached.update(dict.fromkeys(pickled.objects or (), name))

    def _spread(self, look: Look, budget: Budget, context: Context) -> None:
        """Look also at untouched groups that hold an object which a touched value now holds.

        The ids that the ledger remembers may be out of date; that costs a look, no false group.
        """
        fresh = list(look.pickles)
        while fresh:
            found: set[str] = set()
            for name in fresh:
                inner = look.pickles[name].changing
                for entry in self._ledger.holders(self._own(look, name, inner or {})):
                    found.update(entry.names)
                for entry in self._ledger.beside(look.pickles[name].spans):
                    found.update(entry.names)
                found |= self._large_holders(look, inner or {})
            for entry in self._ledger.with_classes(self._changed_classes(look, context)):
                found.update(entry.names)
            fresh = [name for name in found - look.queue if name in look.values]
            look.queue.update(fresh)
            self._pickle(look, in_order(fresh, look.values), budget, context)
            fresh = [name for name in fresh if name in look.pickles]

    def _own(self, look: Look, name: str, inner: Mapping[int, Any]) -> set[int]:
        """Return objects that further groups hold and that no library shares among all it makes.

        Of figures alone: elsewhere a look at more costs less than to know all that a library holds.
        """
        held = self._ledger.held(inner, besides=look.queue)
        return self._memory.library.without(held, sharing.drawn(look.pickles[name]) if held else ())

    def _changed_classes(self, look: Look, context: Context) -> set[str]:
        """Return the ids of classes that are not what they were: their instances hold them."""
        known, changed = self._ledger.class_marks, set[str]()
        for cls, content in tuple(context.class_bytes.items()):
            name, mark = self._memory.names.id_of(cls), key_of(content)
            look.class_marks[name] = mark
            if known.get(name, mark) != mark:
                changed |= {name, *context.class_inner[cls]}
        return changed

    def _large_holders(self, look: Look, inner: Mapping[int, Any]) -> set[str]:
        """Return the names of untouched large groups that hold one of these objects."""
        large = [
            entry
            for entry in self._ledger.large.values()
            if look.queue.isdisjoint(entry.names) and look.values.keys() >= set(entry.names)
        ]
        held = sharing.held_elsewhere(inner, bindings_of(look.values)) if large and inner else {}
        found: set[str] = set()
        for entry in large if held else ():
            if entry.index is None:
                entry.index = self._walk(look.values[entry.names[0]])
            if any(sharing.is_in(address, entry.index) for address in held):
                found.update(entry.names)
        return found

    def _walk(self, value: Any) -> array[int]:
        from jupyter_mm.kernel.codecs.pickler import Context, dump  # noqa: PLC0415  # as above

        seen: list[Any] = []
        context = Context(self._namespace, self._memory.names)
        limit = self._settings.variable_limit_bytes
        pickled = dump({"": value}, context, limit_bytes=limit, check=_unchecked, observe=seen)
        return sharing.index_of(seen, pickled)

    def _index(self, look: Look, name: str) -> array[int]:
        if name not in self._walked:
            self._walked[name] = self._walk(look.values[name])
        return self._walked[name]

    def _group(self, look: Look, budget: Budget, context: Context) -> None:
        groups = sharing.joined(
            look.pickles,
            look.inside,
            self._memory.library,
            lambda: bindings_of(look.values),
            lambda name: self._index(look, name),
        )
        for names in groups:
            pickled = one_for_all(look, names)
            if pickled is None:
                pickled = self._try(look, names[0], budget, self._together, context, *names[1:])
            if pickled is not None:
                look.whole.append((tuple(names), pickled))
                continue
            for name in names:
                reason = f"shares its state with {names[0]}, which cannot be kept"
                look.reasons.setdefault(name, reason)

    def _one(self, look: Look, name: str, budget: Budget, context: Context) -> Pickled:
        value = look.values[name]
        if value is self._namespace:
            raise NotKeptError("is the namespace itself")
        if self._memory.stuck.get(name) == id(value):
            raise NotKeptError("took too long before; tried again when it is assigned anew")
        self._memory.stuck.pop(name, None)
        if type(value) in self._memory.stuck_types:
            raise NotKeptError("values of this type took too long before")
        share = is_drawing(value)  # has views in it: without, it would be pickled a second time
        pickled = self._dump({name: value}, context, budget, share=share)
        short = len(pickled.stream) <= SEARCHED_AT_ONCE
        if short and (reason := self._secrets.reason(pickled.stream)):
            look.secret.add(name)
            raise NotKeptError(reason)
        return pickled

    def _together(
        self, look: Look, first: str, budget: Budget, context: Context, *others: str
    ) -> Pickled:
        """Pickle the values of a group in one stream, so that they share what they shared."""
        names = [first, *others]
        parts = [look.pickles[name] for name in names if name in look.pickles]
        values = {name: look.values[name] for name in names}
        return self._dump(values, context, budget, share=sharing.needs_sharing(parts))

    def _dump(
        self, values: dict[str, Any], context: Context, budget: Budget, *, share: bool
    ) -> Pickled:
        from jupyter_mm.kernel.codecs.pickler import dump  # noqa: PLC0415  # needs cloudpickle

        limit = self._settings.variable_limit_bytes
        pickled = dump(values, context, limit_bytes=limit, check=budget.check, share=share)
        return sharing.without_library_memory(pickled, self._memory.library)

    def _try(
        self,
        look: Look,
        name: str,
        budget: Budget,
        action: Callable[..., Pickled],
        *arguments: Any,
    ) -> Pickled | None:
        """Run user code for one value; note why it failed, if it did."""
        if budget.is_spent():
            reason = INTERRUPTED if budget.is_interrupted else NO_TIME
            look.reasons.setdefault(name, reason)
            look.again.add(name)
            return None
        try:
            with budget.for_one():
                return action(look, name, budget, *arguments)
        except OverBudgetError:
            self._note_stuck(look, name, budget)
        except BaseException as error:  # noqa: BLE001  # user code: SystemExit and worse
            look.reasons[name] = reason_of(error)
        return None

    def _note_stuck(self, look: Look, name: str, budget: Budget) -> None:
        if budget.is_interrupted:
            look.reasons[name] = INTERRUPTED
            look.again.add(name)
            return
        value = look.values[name]
        look.reasons[name] = f"took longer than {self._settings.variable_budget_s:g} s to be kept"
        self._memory.stuck[name] = id(value)
        if type(value).__module__ == "__main__":
            self._memory.stuck_types.add(type(value))


def _unchecked() -> None:
    """Let a walk end by itself: the same value was pickled within its time just now."""
