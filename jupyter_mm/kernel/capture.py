"""The namespace, turned into bytes that the next cell cannot change any more."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.domain.checkpoint import BufferRef, Group, Variable
from jupyter_mm.domain.digest import Digest
from jupyter_mm.kernel import groups, summaries
from jupyter_mm.kernel.codecs.classes import ClassNames
from jupyter_mm.kernel.codecs.notkept import NotKeptError
from jupyter_mm.kernel.library_objects import LibraryObjects
from jupyter_mm.kernel.limits import Budget, OverBudgetError
from jupyter_mm.kernel.quiet import Quiet

if TYPE_CHECKING:
    from jupyter_mm.kernel.codecs.pickler import Context, Pickled
    from jupyter_mm.kernel.secret_values import SecretFinder
    from jupyter_mm.settings import Settings

CODEC = "pickle5"
INTERRUPTED = "interrupted"
PYTHON = platform.python_version()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The state after a cell: what is kept, what is not and why, and the bytes to write."""

    variables: tuple[Variable, ...]
    groups: tuple[Group, ...]
    pending: Mapping[Digest, bytes]
    """Bytes that the store does not hold yet."""
    prints: Mapping[str, object]
    """Name -> what tells this value from another one."""
    incomplete: str | None

    def size_bytes(self) -> int:
        """Return the size of all that is kept."""
        return sum(group.size_bytes for group in self.groups)


@dataclass(slots=True)
class Memory:
    """What one kernel session remembers from capture to capture."""

    names: ClassNames = field(default_factory=ClassNames)
    library: LibraryObjects = field(default_factory=LibraryObjects)
    known: set[Digest] = field(default_factory=set)
    """Blobs that were handed over for writing."""
    stuck: dict[str, int] = field(default_factory=dict)
    """Name -> id of a value that took too long; not tried again until the name is rebound."""
    stuck_types: set[type] = field(default_factory=set)
    """Types of the notebook whose code hung before it produced anything."""


@dataclass(slots=True)
class _Draft:
    """One capture while it is being made."""

    values: dict[str, Any]
    pickles: dict[str, Any] = field(default_factory=dict)
    """Name -> its Pickled; not spelled out here, as that would load cloudpickle."""
    reached: dict[int, str] = field(default_factory=dict)
    """Id of an object -> the name whose value holds it."""
    inside: dict[str, str] = field(default_factory=dict)
    """Name -> another name whose value holds this one."""
    reasons: dict[str, str] = field(default_factory=dict)
    pending: dict[Digest, bytes] = field(default_factory=dict)
    prints: dict[str, object] = field(default_factory=dict)
    secret: set[str] = field(default_factory=set)
    """Names whose value must not even be summed up."""

    def pending_bytes(self) -> int:
        """Return how many bytes this capture has copied."""
        return sum(map(len, self.pending.values()))


class Capturer:
    """Takes snapshots of one namespace."""

    def __init__(
        self, namespace: dict[str, Any], settings: Settings, memory: Memory, secrets: SecretFinder
    ) -> None:
        """Keep what stays the same from cell to cell."""
        self._namespace = namespace
        self._settings = settings
        self._memory = memory
        self._secrets = secrets

    def take(self, names: list[str], waiting_bytes: Callable[[], int]) -> Snapshot:
        """Return the present state of these names. Bounded in time; never raises for a value."""
        from jupyter_mm.kernel.codecs.pickler import Context  # noqa: PLC0415  # needs cloudpickle

        budget = Budget(self._settings.capture_budget_s, self._settings.variable_budget_s)
        draft = _Draft({name: self._namespace[name] for name in names if name in self._namespace})
        context = Context(self._namespace, self._memory.names)
        room = self._settings.pending_limit_bytes - waiting_bytes()
        with Quiet(), budget.guarding():
            for name, value in draft.values.items():
                holder = draft.reached.get(id(value))
                if holder is not None and groups.may_change(value, draft.pickles[holder]):
                    draft.inside[name] = holder
                else:
                    self._try(draft, name, budget, self._one, context)
            made = self._groups(draft, context, budget, room)
        return Snapshot(
            variables=tuple(self._variables(draft, made)),
            groups=tuple(made),
            pending=draft.pending,
            prints=draft.prints,
            incomplete=INTERRUPTED if budget.is_interrupted else None,
        )

    def _one(self, draft: _Draft, name: str, budget: Budget, context: Context) -> Pickled:
        """Pickle one value by itself: what it reaches decides its group."""
        value = draft.values[name]
        if value is self._namespace:
            raise NotKeptError("is the namespace itself")
        if self._memory.stuck.get(name) == id(value):
            raise NotKeptError("took too long before; tried again when it is assigned anew")
        self._memory.stuck.pop(name, None)
        if type(value) in self._memory.stuck_types:
            raise NotKeptError("values of this type took too long before")
        pickled = self._dump({name: value}, context, budget, share=False)
        if reason := self._secrets.reason(pickled.stream):
            draft.secret.add(name)
            raise NotKeptError(reason)
        draft.pickles[name] = pickled
        draft.reached.update(dict.fromkeys(pickled.memo, name))
        return pickled

    def _together(
        self, draft: _Draft, first: str, budget: Budget, context: Context, *others: str
    ) -> Pickled:
        """Pickle the values of a group in one stream, so that they share what they shared."""
        names = [first, *others]
        parts = [draft.pickles[name] for name in names if name in draft.pickles]
        share = groups.needs_sharing(parts)
        values = {name: draft.values[name] for name in names}
        return self._dump(values, context, budget, share=share)

    def _dump(
        self, values: dict[str, Any], context: Context, budget: Budget, *, share: bool
    ) -> Pickled:
        from jupyter_mm.kernel.codecs.pickler import dump  # noqa: PLC0415  # needs cloudpickle

        limit = self._settings.variable_limit_bytes
        return dump(values, context, limit_bytes=limit, check=budget.check, share=share)

    def _try(
        self,
        draft: _Draft,
        name: str,
        budget: Budget,
        action: Callable[..., Pickled],
        *arguments: Any,
    ) -> Pickled | None:
        """Run user code for one value; note why it failed, if it did."""
        if budget.is_spent():
            reason = INTERRUPTED if budget.is_interrupted else "no time left for this cell"
            draft.reasons.setdefault(name, reason)
            return None
        try:
            with budget.for_one():
                return action(draft, name, budget, *arguments)
        except OverBudgetError:
            self._note_stuck(draft, name, budget)
        except BaseException as error:  # noqa: BLE001  # user code: SystemExit and worse
            draft.reasons[name] = reason_of(error)
        return None

    def _note_stuck(self, draft: _Draft, name: str, budget: Budget) -> None:
        if budget.is_interrupted:
            draft.reasons[name] = INTERRUPTED
            return
        value = draft.values[name]
        draft.reasons[name] = f"took longer than {self._settings.variable_budget_s:g} s to be kept"
        self._memory.stuck[name] = id(value)
        if type(value).__module__ == "__main__":
            self._memory.stuck_types.add(type(value))

    def _groups(self, draft: _Draft, context: Context, budget: Budget, room: int) -> list[Group]:
        made: list[Group] = []
        for names in groups.joined(draft.pickles, draft.inside, self._memory.library):
            parts = [draft.pickles[name] for name in names if name in draft.pickles]
            pickled: Pickled | None = parts[0]
            if len(names) > 1 or groups.needs_sharing(parts):
                pickled = self._try(draft, names[0], budget, self._together, context, *names[1:])
            if pickled is None:
                self._drop(draft, names)
                continue
            group = self._hold(names, pickled, draft, room)
            if group is not None:
                made.append(group)
        return made

    def _drop(self, draft: _Draft, names: list[str]) -> None:
        for name in names:
            draft.reasons.setdefault(
                name, f"shares its state with {names[0]}, which cannot be kept"
            )

    def _hold(self, names: list[str], pickled: Pickled, draft: _Draft, room: int) -> Group | None:
        """Name the bytes of a group, and copy those that nobody holds yet."""
        reason = self._no_room(pickled, draft, room)
        if reason is not None:
            draft.reasons.update(dict.fromkeys(names, reason))
            return None
        stream = self._keep(pickled.stream, draft)
        buffers: list[BufferRef] = []
        for buffer in pickled.buffers:
            with buffer.raw() as raw:
                digest = self._keep(raw, draft)
                buffers.append(
                    BufferRef(digest=digest, size_bytes=raw.nbytes, readonly=raw.readonly)
                )
        held = tuple(buffer.digest for buffer in buffers)
        for name in names:
            alone = len(names) > 1 and name in draft.pickles
            own = digest_of(draft.pickles[name].stream) if alone else stream
            draft.prints[name] = (own, held)
        return Group(
            names=tuple(names),
            codec=CODEC,
            stream=stream,
            size_bytes=pickled.size_bytes,
            buffers=tuple(buffers),
        )

    def _no_room(self, pickled: Pickled, draft: _Draft, room: int) -> str | None:
        """Return why the bytes of a group that nobody holds yet cannot be copied now."""
        if pickled.size_bytes <= room - draft.pending_bytes():
            return None
        needed = 0
        for raw in (memoryview(pickled.stream), *(one.raw() for one in pickled.buffers)):
            digest = digest_of(raw)
            if digest not in self._memory.known and digest not in draft.pending:
                needed += raw.nbytes
        limit = self._settings.pending_limit_bytes
        if needed > limit:
            return f"larger than the {limit >> 20} MiB that may wait to be written"
        if needed > room - draft.pending_bytes():
            return "too many bytes wait to be written; kept with a later cell"
        return None

    def _keep(self, data: bytes | memoryview, draft: _Draft) -> Digest:
        digest = digest_of(data)
        if digest not in self._memory.known and digest not in draft.pending:
            draft.pending[digest] = bytes(data)
        return digest

    def _variables(self, draft: _Draft, made: list[Group]) -> list[Variable]:
        positions = {name: place for place, group in enumerate(made) for name in group.names}
        found = []
        for name in sorted(draft.values):
            value, place = draft.values[name], positions.get(name)
            reason = None if place is not None else draft.reasons.get(name, "could not be kept")
            if reason is not None:
                draft.prints[name] = ("not kept", id(value))
            found.append(
                Variable(
                    name=name,
                    type=summaries.type_name(value),
                    summary=self._summary(draft, name, value),
                    size_bytes=draft.pickles[name].size_bytes if name in draft.pickles else None,
                    group=place,
                    reason=reason,
                )
            )
        return found

    def _summary(self, draft: _Draft, name: str, value: Any) -> str:
        """Return a line about a value; text is shown only after it was searched for keys."""
        is_searched = name in draft.pickles or name in draft.inside
        if name in draft.secret or (issubclass(type(value), str | bytes) and not is_searched):
            return ""
        return summaries.summary(value)


def reason_of(error: BaseException) -> str:
    """Return why a value could not be kept, without running the error's own code."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, MemoryError):
        return "not enough memory to keep it"
    first = error.args[0] if error.args else ""
    text = first if type(first) is str else ""
    name = type(error).__name__
    plain = isinstance(error, NotKeptError) or (name in {"TypeError", "PicklingError"} and text)
    return summaries.printable(text if plain else f"{name}: {text}" if text else name)
