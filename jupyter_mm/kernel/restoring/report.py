"""What a restore did, said after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.checkpoint import Checkpoint, Variable
from jupyter_mm.domain.names import is_out_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from jupyter_mm.kernel.restoring.plan import RestorePlan

LISTED = 12
"""Names that a report spells out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReport:
    """What a restore did."""

    checkpoint: Checkpoint
    title: str
    restored: tuple[str, ...]
    recomputed: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    """Left as they were: unchanged, or not kept and still in memory."""
    missing: tuple[Variable, ...]
    along: tuple[str, ...]
    notes: tuple[str, ...]
    undo: str
    """Id of the restore, for the record."""

    def as_json(self) -> dict[str, Any]:
        """Return the report as the page reads it."""
        return {
            "checkpoint": self.checkpoint.id,
            "restored": list(self.restored),
            "recomputed": list(self.recomputed),
            "removed": list(self.removed),
            "kept": list(self.kept),
            "missing": [{"name": one.name, "reason": one.reason} for one in self.missing],
            "notes": list(self.notes),
            "undo": self.undo,
            "text": self.text(),
        }

    def text(self) -> str:
        """Return the report in a few lines."""
        title = f" “{self.title}”" if self.title else ""
        lines = [f"Restored {self.checkpoint.id.short}{title}: {listed(self.restored, 'changed')}"]
        if self.recomputed:
            lines.append(f"Run again: the cells of {listed(self.recomputed)}")
        if self.removed:
            lines.append(f"Removed: {listed(self.removed)}")
        if self.along:
            lines.append(
                f"Shared state with what was restored, left as they are: {listed(self.along)}"
            )
        lines += [f"Not restored: {one.name} ({one.reason})" for one in self.missing]
        lines += [f"Note: {note}" for note in self.notes]
        return "\n".join([*lines, "%mm_undo takes this back."])


def report_of(
    plan: RestorePlan,
    come: Collection[str],
    *,
    recomputed: Sequence[str],
    notes: Sequence[str],
    undo: str,
    live: Mapping[str, Any],
) -> RestoreReport:
    """Return what was done: `come` are the names that have the checkpoint's values now."""
    missing = tuple(
        one for one in plan.cannot if one.name not in come and not is_out_entry(one.name)
    )
    left = {one.name for one in missing if one.name in live}
    return RestoreReport(
        checkpoint=plan.checkpoint,
        title=plan.request.title,
        restored=_variables(set(come) - set(recomputed)),
        recomputed=tuple(recomputed),
        removed=_variables(plan.remove),
        kept=_variables(left | set(plan.unchanged)),
        missing=missing,
        along=plan.along,
        notes=(*plan.notes, *notes),
        undo=undo,
    )


def listed(names: Sequence[str], what: str = "") -> str:
    """Return names as a text that stays short."""
    shown = ", ".join(names[:LISTED])
    shown += f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return shown or f"nothing {what}"


def _variables(names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if not is_out_entry(name)))
