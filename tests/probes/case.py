"""One question about a kept state, as cells and expressions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Run the cells, go back to one of them, forward to the end, and back again."""

    name: str
    cells: tuple[str, ...]
    state: str
    """Expression whose value tells the states apart; `_ns` holds the names that are there."""
    to: int
    """Cell to go back to, counted from 0."""
    after: str = "True"
    """Expression that uses what was restored; it may change things."""
    expected: str = "True"
    """What it gives."""
    impossible: frozenset[str] = frozenset()
    """Names that nobody can bring back: the plan must say so, and all else must be right."""
    use: str = "None"
    """Expression that would show that they came back all the same."""
    used: str = "None"
    """What it would give."""
