"""What a restore will do, said before, and what it did, said after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.checkpoint import Checkpoint, Group, Manifest, Variable
from jupyter_mm.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LISTED = 12
"""Names that a report spells out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which checkpoint, and what of it."""

    checkpoint: Checkpoint
    title: str
    names: tuple[str, ...] | None
    """None for all variables."""
    may_lack: bool = False
    """Whether a name that the checkpoint lacks is removed rather than refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """Which names change, and which cannot come back."""

    checkpoint: Checkpoint
    title: str
    groups: tuple[Group, ...]
    """To be loaded, whole."""
    all_groups: tuple[Group, ...] = ()
    """Of the checkpoint."""
    load: tuple[Variable, ...]
    unchanged: tuple[str, ...]
    remove: tuple[str, ...]
    cannot: tuple[Variable, ...]

    def size_bytes(self) -> int:
        """Return how much is read."""
        return sum(group.size_bytes for group in self.groups)

    def as_json(self) -> dict[str, Any]:
        """Return the plan as the page reads it."""
        return {
            "checkpoint": self.checkpoint.id,
            "title": self.title,
            "load": [
                {
                    "name": variable.name,
                    "type": variable.type,
                    "summary": variable.summary,
                    "size_bytes": variable.size_bytes,
                }
                for variable in self.load
            ],
            "unchanged": list(self.unchanged),
            "remove": list(self.remove),
            "cannot": [
                {"name": variable.name, "type": variable.type, "reason": variable.reason}
                for variable in self.cannot
            ],
            "bytes": self.size_bytes(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReport:
    """What a restore did."""

    checkpoint: Checkpoint
    title: str
    restored: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    """Left as they were: unchanged, or not kept and still in memory."""
    missing: tuple[Variable, ...]
    undo: str
    """Id of the restore, for the record."""

    def as_json(self) -> dict[str, Any]:
        """Return the report as the page reads it."""
        return {
            "checkpoint": self.checkpoint.id,
            "restored": list(self.restored),
            "removed": list(self.removed),
            "kept": list(self.kept),
            "missing": [{"name": one.name, "reason": one.reason} for one in self.missing],
            "undo": self.undo,
            "text": self.text(),
        }

    def text(self) -> str:
        """Return the report in a few lines."""
        title = f" “{self.title}”" if self.title else ""
        lines = [f"Restored {self.checkpoint.id.short}{title}: {_listed(self.restored, 'changed')}"]
        if self.removed:
            lines.append(f"Removed: {_listed(self.removed)}")
        lines += [f"Not restored: {one.name} ({one.reason})" for one in self.missing]
        return "\n".join([*lines, "%mm_undo takes this back."])


def planned(
    manifest: Manifest, request: Request, *, present: Sequence[Group], live: Iterable[str]
) -> RestorePlan:
    """Return what has to be done to get from the present groups to a manifest.

    Raises NotFoundError for a name that the manifest does not have, unless it may lack.
    """
    checkpoint, wanted = request.checkpoint, request.names
    known = {variable.name: variable for variable in manifest.variables}
    names = set(known) if wanted is None else set(wanted)
    lacking = sorted(names - known.keys())
    if lacking and not request.may_lack:
        raise NotFoundError(
            f"Checkpoint {checkpoint.id.short} has no variable {lacking[0]!r}.",
            hint="`%mm_show REF` lists what it has.",
        )
    same = {_sign(group) for group in present}
    here = set(live)
    groups = [group for group in manifest.groups if names & set(group.names)]
    unchanged = {
        name
        for group in groups
        if _sign(group) in same and here.issuperset(group.names)
        for name in group.names
    }
    changed = [group for group in groups if not unchanged.issuperset(group.names)]
    load = {name for group in changed for name in group.names} & names
    remove = here - known.keys() if wanted is None else set(lacking) & here
    return RestorePlan(
        checkpoint=checkpoint,
        title=request.title,
        groups=tuple(changed),
        all_groups=manifest.groups,
        load=tuple(known[name] for name in sorted(load)),
        unchanged=tuple(sorted(unchanged & names)),
        remove=tuple(sorted(remove)),
        cannot=tuple(
            known[name] for name in sorted(names & known.keys()) if known[name].group is None
        ),
    )


def _sign(group: Group) -> tuple[object, ...]:
    return (group.names, group.codec, group.stream, group.buffers)


def _listed(names: Sequence[str], what: str = "") -> str:
    shown = ", ".join(names[:LISTED])
    shown += f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return shown or f"nothing {what}"
