"""From checks to one outcome and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mm.domain.data_answers import DataCheck
from jupyter_mm.domain.environment import PackageChange
from jupyter_mm.domain.verdict import OutputCheck

if TYPE_CHECKING:
    from collections.abc import Sequence

SAME, CLOSE, DIFFERENT, IMPOSSIBLE = "same", "close", "different", "impossible"
NAMED = 3
NOTHING = "it showed and logged nothing"
"""Why a check was skipped that nobody misses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that was found out."""

    outputs: tuple[OutputCheck, ...]
    data: tuple[DataCheck, ...]
    packages: tuple[PackageChange, ...]

    @property
    def changed(self) -> tuple[DataCheck, ...]:
        """The data that is not as it was."""
        return tuple(one for one in self.data if one.kind in {"changed", "gone", "unreadable"})


def judged(evidence: Evidence) -> tuple[str, str]:
    """Return the outcome and a sentence for people.

    Nothing is the same that was not compared: the last check is of what was asked for.
    """
    compared = [one for one in evidence.outputs if one.outcome != "skipped"]
    beside = "; ".join(filter(None, (_data(evidence), _packages(evidence.packages))))
    first = next((one for one in compared if one.outcome in {"different", "failed"}), None)
    if first is not None:
        return DIFFERENT, f"{_sentence(beside)}{_first(first)}"
    if not compared:
        return IMPOSSIBLE, f"{_sentence(beside)}Nothing was shown or logged that can be compared."
    last = evidence.outputs[-1]
    if last.outcome == "skipped" and last.detail != NOTHING:
        return IMPOSSIBLE, f"“{last.title}” cannot be compared: {last.detail}."
    close = next((one for one in compared if one.outcome == "close"), None)
    said = f"Within tolerance: {_first(close)}." if close else _all_same(len(compared))
    rest = _not_compared([one for one in evidence.outputs if one.outcome == "skipped"])
    if evidence.changed:
        # What did not depend on the data that changed proves nothing about it.
        return CLOSE, f"{said} {rest}But {_sentence(beside)}".strip()
    return (CLOSE if close else SAME), f"{said} {rest}{_sentence(beside)}".strip()


def _all_same(count: int) -> str:
    if count == 1:
        return "The cell that showed something showed the same again."
    return f"All {count} cells that showed something showed the same."


def _not_compared(skipped: Sequence[OutputCheck]) -> str:
    """Say how many cells were not compared, and why those that showed something were not."""
    reasons = [one for one in skipped if one.detail != NOTHING]
    silent = len(skipped) - len(reasons)
    told = f"{silent} showed nothing. " if silent else ""
    if reasons:
        told += f"{len(reasons)} could not be compared: {reasons[0].detail}. "
    return told


def _first(check: OutputCheck) -> str:
    if check.outcome == "failed":
        return f"“{check.title}” failed: {check.detail}"
    return (
        f"“{check.title}” differs: {check.detail}"
        if check.outcome == "different"
        else (f"“{check.title}”: {check.detail}")
    )


def _data(evidence: Evidence) -> str:
    """Name the data that changed, and how."""
    told = []
    for one in evidence.changed[:NAMED]:
        name = one.path.rstrip("/").rpartition("/")[2]
        verb = {"changed": "has changed", "gone": "is gone", "unreadable": "cannot be read"}
        detail = f" ({one.detail})" if one.detail and one.kind == "changed" else ""
        told.append(f"{name} {verb[one.kind]}{detail}")
    return _listed(told, len(evidence.changed))


def _packages(changes: Sequence[PackageChange]) -> str:
    """Name the packages that differed: what was there, and what was asked for by hand, first."""
    ordered = sorted(changes, key=lambda one: (one.kind == "added", not one.is_direct))
    told = [_package(one) for one in ordered[:NAMED]]
    return _listed(told, len(changes))


def _package(change: PackageChange) -> str:
    if change.kind == "removed":
        return f"{change.name} {change.before} was missing"
    if change.kind == "added":
        return f"{change.name} {change.after} was there too"
    return f"{change.name} was {change.after} instead of {change.before}"


def _listed(told: list[str], total: int) -> str:
    more = f" and {total - len(told)} more" if total > len(told) else ""
    return f"{', '.join(told)}{more}" if told else ""


def _sentence(text: str) -> str:
    return f"{text}. " if text else ""
