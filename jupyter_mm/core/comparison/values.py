"""How one value differs between two states, as far as that is known without loading it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mm.core.comparison.descriptions import Account, account, read_description, says_all
from jupyter_mm.domain.comparison import ValueChange

if TYPE_CHECKING:
    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.core.comparison.held import Held
    from jupyter_mm.domain.checkpoint import Variable

WHOLE = frozenset({"int", "float", "bool", "complex", "NoneType"})
"""Types whose summary is all of the value."""

CUT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is known of a difference: fields of a VariableChange."""

    kind: str
    lines: tuple[str, ...] = ()
    changes: tuple[ValueChange, ...] = ()
    is_cut: bool = False


def kind_of(blobs: BlobStore, before: Held | None, after: Held | None) -> str:
    """Return the kind of a VariableChange; None stands for a side that has no such name.

    Reads a description only where equal ones may prove that a value is the same.
    """
    if before is None or after is None:
        return "added" if before is None else "removed"
    named = before.bytes_named()
    if named is not None and named == after.bytes_named():
        return "same"
    old, new = before.variable, after.variable
    if (old.type, old.summary) != (new.type, new.summary):
        return "changed"
    if before.group is None or after.group is None:
        return "unknown"
    return _kind_of_alike(blobs, before, after)


def _kind_of_alike(blobs: BlobStore, before: Held, after: Held) -> str:
    """Return the kind for values whose bytes differ, though their summaries do not."""
    old, new = before.variable, after.variable
    if _is_whole(old):
        return "same"
    if old.description is not None and new.description is not None:
        if old.description != new.description:
            return "changed"
        said = read_description(blobs, new.description)
        if said is not None and says_all(old.type, said):
            return "same"
    return "unknown" if before.others() or after.others() else "changed"


def difference(blobs: BlobStore, before: Held | None, after: Held | None) -> Difference:
    """Return how a value differs."""
    kind = kind_of(blobs, before, after)
    if before is None or after is None or kind == "same":
        return Difference(kind=kind)
    if kind == "unknown":
        return Difference(kind=kind, lines=(_unknown(before, after),))
    said = _account(blobs, before.variable, after.variable)
    lines = (*_summaries(before.variable, after.variable), *said.lines)
    if not lines:
        is_described = before.variable.description is not None
        lines = ("differs in what is not described" if is_described else "content differs",)
    return Difference(kind=kind, lines=lines, changes=said.changes, is_cut=said.is_cut)


def _account(blobs: BlobStore, before: Variable, after: Variable) -> Account:
    """Return what the descriptions of two values of one type say."""
    if before.type != after.type:
        return Account()
    old, new = (read_description(blobs, one.description) for one in (before, after))
    return Account() if old is None or new is None else account(old, new)


def _unknown(before: Held, after: Held) -> str:
    """Return why it is not known whether a value differs."""
    if before.group is None or after.group is None:
        return _not_kept(before, after)
    return (
        f"may differ: shares its state with {_named(sorted({*before.others(), *after.others()}))}"
    )


def _summaries(before: Variable, after: Variable) -> tuple[str, ...]:
    """Return what type and summary say of a difference."""
    if before.type != after.type:
        return (f"{_said(before)} → {_said(after)}",)
    if before.summary != after.summary:
        return (f"{before.summary or 'something'} → {after.summary or 'something'}",)
    return ()


def _said(variable: Variable) -> str:
    return f"{variable.type} {variable.summary}".strip()


def _is_whole(variable: Variable) -> bool:
    """Tell whether the summary is the whole value."""
    if variable.type == "str":
        return variable.summary[:1] in {"'", '"'} and not variable.summary.endswith(CUT)
    return variable.type in WHOLE and not variable.summary.startswith("integer of")


def _not_kept(before: Held, after: Held) -> str:
    side, one = ("before", before) if before.group is None else ("after", after)
    return f"not kept {side}: {one.variable.reason}"


def _named(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown  # noqa: PLR2004  # as cut
