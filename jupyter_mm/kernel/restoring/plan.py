"""What a restore will do, said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.checkpoint import Checkpoint, Group, State, Variable
from jupyter_mm.domain.names import is_out_entry
from jupyter_mm.errors import NotFoundError
from jupyter_mm.kernel.restoring.recompute import Producer

if TYPE_CHECKING:
    from collections.abc import Iterable


OUTPUTS = "Out"
"""How entries of `Out` are listed among what belongs to the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which checkpoint, and what of it."""

    checkpoint: Checkpoint
    title: str
    names: tuple[str, ...] | None
    """None for all variables."""
    recompute: tuple[str, ...] = ()
    """Variables whose cells are to run again."""
    may_lack: bool = False
    """Whether a name that the checkpoint lacks is removed rather than refused."""
    writers: Mapping[str, str] = field(default_factory=dict)
    """Name -> the execution that changed it last, where that is known."""
    is_recovery: bool = False
    """Whether present names stay, and what is damaged does not keep the rest from coming back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """Which names change, and which cannot come back."""

    request: Request
    state: State
    groups: tuple[Group, ...]
    """To be loaded, whole."""
    load: tuple[Variable, ...]
    along: tuple[str, ...]
    """Read but not restored: they share state with what was asked for."""
    unchanged: tuple[str, ...]
    """Kept in place: the live values are those of the checkpoint."""
    in_place: frozenset[str] = frozenset()
    """All names whose live values are those of the checkpoint, asked for or not."""
    remove: tuple[str, ...]
    cannot: tuple[Variable, ...]
    stays: tuple[str, ...]
    """Of these, what is in memory under the name stays."""
    process: tuple[str, ...] = ()
    recompute: tuple[Producer, ...] = ()
    notes: tuple[str, ...] = ()
    """What differs now and may matter: the Python, a package."""
    is_torn: bool = False
    """Whether part of the state's own description is damaged."""

    @property
    def checkpoint(self) -> Checkpoint:
        """Where the restore goes."""
        return self.request.checkpoint

    def size_bytes(self) -> int:
        """Return how much is read."""
        return sum(group.size_bytes for group in self.groups)

    def as_json(self) -> dict[str, Any]:
        """Return the plan as the page reads it."""
        return {
            "checkpoint": self.checkpoint.id,
            "title": self.request.title,
            "load": [
                {
                    "name": one.name,
                    "type": one.type,
                    "summary": one.summary,
                    "size_bytes": one.size_bytes,
                }
                for one in self.load
                if not is_out_entry(one.name)
            ],
            "along": list(self.along),
            "unchanged": _variables(self.unchanged),
            "remove": _variables(self.remove),
            "cannot": [
                {
                    "name": one.name,
                    "type": one.type,
                    "reason": one.reason,
                    "stays": one.name in self.stays,
                }
                for one in self.cannot
                if not is_out_entry(one.name)
            ],
            "recompute": [one.as_json() for one in self.recompute],
            "process": list(self.process),
            "notes": list(self.notes),
            "bytes": self.size_bytes(),
        }

    def text(self) -> str:
        """Return the plan in a few lines."""
        lines = [f"Restoring {self.checkpoint.id.short} would"]
        lines += [
            f"  load {one.name} {one.type} {one.summary}".rstrip()
            for one in self.load
            if not is_out_entry(one.name)
        ]
        if self.along:
            lines.append(f"  read also, not restored: {', '.join(self.along)} (shared state)")
        lines += [f"  remove {name}" for name in _variables(self.remove)]
        again = {one.name: one for one in self.recompute}
        for one in self.cannot:
            if not is_out_entry(one.name):
                lines.append(f"  not bring back {one.name}: {one.reason}{self._instead(one.name)}")
                lines += again[one.name].lines() if one.name in again else []
        lines.append(f"  leave {len(_variables(self.unchanged))} unchanged")
        if self.process:
            lines.append(f"  put back {', '.join(self.process)}")
        return "\n".join([*lines, *(f"  note: {note}" for note in self.notes)])

    def _instead(self, name: str) -> str:
        return "; stays as it is now" if name in self.stays else ""


def planned(
    state: State, request: Request, *, present: Iterable[Group], live: Iterable[str]
) -> RestorePlan:
    """Return what has to be done to get from the present groups to a state.

    Raises NotFoundError for a name that the state does not have, unless it may lack.
    """
    known = {one.name: one for one in state.variables()}
    wanted = request.names
    names = set(known) if wanted is None else set(wanted)
    lacking = sorted(names - known.keys())
    if lacking and not request.may_lack:
        raise NotFoundError(
            f"Checkpoint {request.checkpoint.id.short} has no variable {lacking[0]!r}.",
            hint="`%mm_show REF` lists what it has.",
        )
    same = {_sign(group) for group in present}
    here = set(live)
    in_place = frozenset(
        name
        for group in state.groups
        if _sign(group) in same and here.issuperset(group.names)
        for name in group.names
    )
    groups = [
        group
        for group in state.groups
        if not in_place.issuperset(group.names) and names & set(group.names)
    ]
    load = {name for group in groups for name in group.names}
    remove = here - known.keys() if wanted is None else set(lacking) & here
    cannot = [one for one in state.lost if one.name in names]
    return RestorePlan(
        request=request,
        state=state,
        groups=tuple(groups),
        load=tuple(known[name] for name in sorted(load & names)),
        along=tuple(sorted(load - names)),
        unchanged=tuple(sorted(in_place & names)),
        in_place=in_place,
        remove=() if request.is_recovery else tuple(sorted(remove)),
        cannot=tuple(cannot),
        stays=tuple(sorted({one.name for one in cannot} & here)),
    )


def _sign(group: Group) -> tuple[object, ...]:
    return (group.names, group.codec, group.stream, group.buffers)


def _variables(names: Iterable[str]) -> list[str]:
    return [name for name in names if not is_out_entry(name)]
