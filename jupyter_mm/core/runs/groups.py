"""Which executions that logged make one run.

A run opens with the first value that a session logs, or when what opened the last one runs again.
What logs in between, as a cell that evaluates, belongs to the run that is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mm.catalog.seal import Row

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Logging:
    """One execution that logged."""

    id: str
    session: str
    cell: str | None
    """None where no cell is known: then its source tells whether the same runs again."""
    row: Row | None
    """None while it is not recorded."""

    def repeats(self, other: Logging) -> bool:
        """Tell whether this is the same cell, or the same text in a console, once more."""
        if self.row is None or other.row is None:
            return self.cell == other.cell  # of one that still runs often no cell is known
        if self.cell is None and other.cell is None:
            return bool(self.row["source"] == other.row["source"])
        return self.cell == other.cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The executions of one run, in order."""

    number: int
    """Of its session, from 1 among those that were looked at."""
    parts: list[Logging]

    @property
    def opener(self) -> Logging:
        """The execution that opened it."""
        return self.parts[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the executions."""
        return tuple(part.id for part in self.parts)


def spans(found: Iterable[Logging]) -> list[Span]:
    """Return runs in the order in which they opened, given executions in theirs."""
    runs: list[Span] = []
    opened: dict[str, Span] = {}
    for one in found:
        present = opened.get(one.session)
        if present is not None and not one.repeats(present.opener):
            present.parts.append(one)
            continue
        number = 1 if present is None else present.number + 1
        opened[one.session] = Span(number=number, parts=[one])
        runs.append(opened[one.session])
    return runs
