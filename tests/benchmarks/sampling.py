"""Fair samples: by turns, after a warm-up, told by medians and 95th percentiles."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["by_turns", "median", "p95", "percentile"]


def by_turns(
    sides: Mapping[str, Callable[[int], float]], *, rounds: int, warm_up: int
) -> dict[str, list[float]]:
    """Return what each side measured, one figure per round; each is called with its number.

    Every second round goes the other way round, so that no side always comes after the same one.
    The first `warm_up` rounds do not count.
    """
    found: dict[str, list[float]] = {name: [] for name in sides}
    names = list(sides)
    for number in range(warm_up + rounds):
        for name in names if number % 2 else reversed(names):
            taken = sides[name](number)
            if number >= warm_up:
                found[name].append(taken)
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of all values does not exceed."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return percentile(values, 0.95)
