"""From what was looked at to what is handed over: changed groups, and bytes nobody holds yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.domain.checkpoint import Variable
from jupyter_mm.kernel import summaries
from jupyter_mm.kernel.codecs.notkept import reason_of
from jupyter_mm.kernel.describing.looking import Looking
from jupyter_mm.kernel.keeping.capture import SEARCHED_AT_ONCE
from jupyter_mm.kernel.keeping.delta import BufferDraft, Delta, GroupDraft
from jupyter_mm.kernel.keeping.snapshot import Room, Snapshot, Taking, views
from jupyter_mm.kernel.state.ledger import Entry, Mark, merged
from jupyter_mm.kernel.state.parts import PartTable, cut, key_of, keys_of
from jupyter_mm.kernel.state.sharing import COMPILED_FUNCTIONS
from jupyter_mm.kernel.state.touch import is_active

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jupyter_mm.domain.checkpoint import Group
    from jupyter_mm.domain.content import Content
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.kernel.codecs.pickler import Pickled
    from jupyter_mm.kernel.keeping.look import Look
    from jupyter_mm.kernel.state.ledger import Ledger
    from jupyter_mm.settings import Settings

CODEC = "pickle5"
LONGEST_LETTER = 4
"""Bytes of one letter in a stream."""


class Handover:
    """Compares a look with the ledger and takes the bytes that are new."""

    def __init__(
        self,
        ledger: Ledger,
        table: PartTable,
        settings: Settings,
        parts_of: Callable[[Content], tuple[Digest, ...]],
    ) -> None:
        """`parts_of` reads the names of a stored content's parts."""
        self._ledger, self._table, self._settings = ledger, table, settings
        self._parts_of = parts_of
        self._looking = Looking()

    def snapshot(self, look: Look, process: Mapping[str, Any], room: Room) -> Snapshot:
        """Return how the present state differs from the remembered one, with its new bytes."""
        taking = Taking(room)
        entries: list[Entry] = []
        drafts: list[GroupDraft] = []
        marked = self._marked(look)
        for names, pickled, mark, own in marked:
            try:
                draft = self._draft(look, names, pickled, mark, taking)
            except (MemoryError, BufferError) as error:
                look.reasons.update(dict.fromkeys(names, reason_of(error)))
                continue
            if isinstance(draft, str):
                look.reasons.update(dict.fromkeys(names, draft))
                look.again.update(names)
                continue
            entries.append(entry_of(names, pickled, mark, own))
            if draft is not None:
                drafts.append(draft)
        return self._finished(look, entries, drafts, taking, process)

    def _marked(self, look: Look) -> list[tuple[tuple[str, ...], Pickled, Mark, dict[str, Mark]]]:
        """Return each group with what tells it from another state; all buffers hashed at once."""
        cuts = [[cut(view) for view in views(pickled)] for _names, pickled in look.whole]
        keys = iter(keys_of([part for group in cuts for parts in group for part in parts]))
        found = []
        for (names, pickled), group in zip(look.whole, cuts, strict=True):
            held = tuple(tuple(next(keys) for _ in parts) for parts in group)
            mark = Mark(key_of(pickled.stream), held)
            own = {
                name: Mark(key_of(look.pickles[name].stream), held)
                if len(names) > 1 and name in look.pickles
                else mark
                for name in names
            }
            found.append((names, pickled, mark, own))
        return found

    def _draft(
        self, look: Look, names: tuple[str, ...], pickled: Pickled, mark: Mark, taking: Taking
    ) -> GroupDraft | str | None:
        """Return a changed group, None for one that is as before, or why it must wait."""
        known = self._ledger.homes.get(names[0])
        if known is not None and known.names == names:
            if known.mark == mark:
                return None
            if known.stored is not None and self._is_stored(known.stored, pickled, mark):
                return None
        if reason := taking.take(pickled, mark, self._table):
            return reason
        return GroupDraft(
            names=names,
            codec=CODEC,
            stream=pickled.stream,
            buffers=tuple(
                BufferDraft(keys=keys, size_bytes=view.nbytes, readonly=view.readonly)
                for keys, view in zip(mark.buffers, views(pickled), strict=True)
            ),
            variables=tuple(self._variable(look, name) for name in names),
            size_bytes=pickled.size_bytes,
            outlines=self._looking.outlines(map(look.values.__getitem__, names), views(pickled)),
        )

    def _is_stored(self, stored: Group, pickled: Pickled, mark: Mark) -> bool:
        """Tell whether values that a restore brought are still what the store holds."""
        streams = (stored.stream.digest, *(one.content.size_bytes for one in stored.buffers))
        raw = views(pickled)
        if stored.stream.parts != 1 or streams != (
            digest_of(pickled.stream),
            *(view.nbytes for view in raw),
        ):
            return False
        is_same = True
        for reference, view, keys in zip(stored.buffers, raw, mark.buffers, strict=True):
            names = self._parts_of(reference.content)
            for part, key, name in zip(cut(view), keys, names, strict=True):
                if digest_of(part) == name:
                    self._table.hold(key, name)  # what did not change need not be stored again
                else:
                    is_same = False
        return is_same

    def _finished(
        self,
        look: Look,
        entries: list[Entry],
        drafts: list[GroupDraft],
        taking: Taking,
        process: Mapping[str, Any],
    ) -> Snapshot:
        ledger = self._ledger
        looked = look.queue | {name for entry in entries for name in entry.names}
        dropped = {
            id(home): home
            for name in (looked | (ledger.homes.keys() - look.values.keys()))
            if (home := ledger.homes.get(name)) is not None
        }
        kept = {name for entry in entries for name in entry.names}
        came = {draft.names[0] for draft in drafts}
        stay = {entry.names for entry in entries if entry.names[0] not in came}
        gone = {
            entry.names[0]
            for entry in dropped.values()
            if entry.names not in stay and entry.names[0] not in came
        }
        snapshot = Snapshot(
            delta=Delta(
                version=ledger.version,
                gone=frozenset(gone),
                groups=tuple(drafts),
                lost=self._lost(look, kept),
                process=tuple(_process_draft(name, state) for name, state in _new(ledger, process)),
                process_gone=frozenset(ledger.process.keys() - process.keys()),
                pieces=taking.pieces,
            ),
            entries=entries,
            dropped=list(dropped.values()),
            ids=look.ids,
            again=set(look.again),
            process=dict(process),
            class_marks=look.class_marks,
            incomplete=look.incomplete,
        )
        snapshot.changed = self._changed(snapshot, look)
        snapshot.lost_changed = snapshot.delta.lost != ledger.lost
        return snapshot.numbered(ledger.version)

    def _lost(self, look: Look, kept: set[str]) -> dict[str, Variable]:
        """Return all variables that are not kept, with their reasons."""
        lost = {
            name: variable
            for name, variable in self._ledger.lost.items()
            if name in look.values and name not in look.queue and name not in kept
        }
        for name in look.queue - kept:
            reason = look.reasons.get(name, "could not be kept")
            lost[name] = self._variable(look, name, reason)
        return lost

    def _changed(self, snapshot: Snapshot, look: Look) -> tuple[str, ...]:
        """Return the names that differ from the last state, deleted ones included."""
        before: dict[str, object] = {}
        for entry in snapshot.dropped:
            before.update(entry.own)
        now: dict[str, object] = {}
        for entry in snapshot.entries:
            now.update(entry.own)
        came = {name for draft in snapshot.delta.groups for name in draft.names}
        same = {name for name in now if name not in came or now[name] == before.get(name)}
        ids, old = snapshot.ids, self._ledger
        for name in snapshot.delta.lost:
            now[name] = None
            if name in old.lost and old.ids.get(name) == ids[name]:
                same.add(name)
        gone = (old.homes.keys() | old.lost.keys()) - look.values.keys()
        return tuple(sorted((now.keys() - same) | gone))

    def _variable(self, look: Look, name: str, reason: str | None = None) -> Variable:
        value = look.values[name]
        own = look.pickles.get(name)
        return Variable(
            name=name,
            type=summaries.type_name(value),
            summary=_summary(look, name, value, own),
            size_bytes=own.size_bytes if own is not None else None,
            reason=reason,
        )


def entry_of(
    names: tuple[str, ...], pickled: Pickled, mark: Mark | None, own: dict[str, Mark]
) -> Entry:
    """Return what the ledger remembers of a group."""
    inner = pickled.changing
    packages = frozenset(_package(kind) for kind in pickled.kinds)
    return Entry(
        names=names,
        mark=mark,
        own=own,
        objects=None if inner is None else frozenset(inner),
        spans=merged((*pickled.spans, *(_span(view) for view in views(pickled)))),
        packages=packages,
        global_names=frozenset(pickled.global_names),
        classes=frozenset(pickled.classes),
        stream_bytes=len(pickled.stream),
        size_bytes=pickled.size_bytes,
        is_active=is_active(packages) and any(name.isidentifier() for name in names),
    )


def _span(view: memoryview) -> tuple[int, int]:
    """Return where a buffer lies in memory."""
    from jupyter_mm.kernel.state.memory import address_of  # noqa: PLC0415  # loads ctypes

    start = address_of(view)
    return start, start + view.nbytes


def _package(kind: type) -> str:
    if kind.__name__ in COMPILED_FUNCTIONS:  # kept by name, like Python's own: no state inside
        return "builtins"
    module = getattr(kind, "__module__", None)
    return module.partition(".")[0] if isinstance(module, str) else "unknown"


def _summary(look: Look, name: str, value: Any, pickled: Pickled | None) -> str:
    """Return a line about a value; text is shown only after it was searched for keys."""
    if name in look.secret:
        return ""
    if issubclass(type(value), str | bytes):
        if pickled is None and name not in look.inside:
            return ""
        if len(value) > SEARCHED_AT_ONCE // LONGEST_LETTER:
            return f"{len(value):,} {'bytes' if issubclass(type(value), bytes) else 'characters'}"
    notes = pickled.notes if pickled is not None else []
    return summaries.printable(" · ".join(filter(None, [summaries.summary(value), *notes])))


def _new(ledger: Ledger, process: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the parts of the process that differ from what is remembered."""
    known = ledger.process
    return [
        (name, state)
        for name, state in process.items()
        if name not in known or known[name] != state
    ]


def _process_draft(name: str, state: Any) -> GroupDraft:
    import pickle  # noqa: PLC0415  # loaded long ago where anything is kept

    stream = pickle.dumps({name: state}, protocol=5)
    variable = Variable(name=name, type="", summary="", size_bytes=len(stream))
    return GroupDraft(
        names=(name,),
        codec=CODEC,
        stream=stream,
        buffers=(),
        variables=(variable,),
        size_bytes=len(stream),
    )
