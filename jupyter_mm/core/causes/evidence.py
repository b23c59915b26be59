"""What other executions of the history prove about one change."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from jupyter_mm.core.causes.differences import Change, Environments, differences
from jupyter_mm.core.causes.harmless import is_harmless
from jupyter_mm.core.causes.ingredients import Ingredients
from jupyter_mm.core.causes.own_magics import is_ours_alone

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from jupyter_mm.core.causes.chance import Chance
    from jupyter_mm.core.causes.settings import Settings

MOST_KINDS = 60
"""Values of different ingredients that are compared with one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One logged number, and what it was made of."""

    made_of: Ingredients
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found about one change."""

    verdict: str
    reason: str
    execution: str | None = None


class Evidence:
    """All trials of one metric. Those of which something was not recorded prove nothing."""

    def __init__(
        self,
        metric: str,
        trials: Iterable[Trial],
        environments: Environments,
        chance: Chance,
        settings: Settings,
    ) -> None:
        """Group the trials by what they were made of."""
        self._metric, self._environments = metric, environments
        self._chance, self._settings = chance, settings
        self._kinds: list[list[Trial]] = []
        self._pairs: list[tuple[Change, Trial, Trial]] | None = None
        places: dict[Hashable, list[list[Trial]]] = {}
        for trial in trials:
            if not trial.made_of.unknown:
                self._add(trial, places.setdefault(trial.made_of.identity(), []))

    def spread(self) -> float | None:
        """Return how far values of the very same ingredients lie apart; None if none came twice.

        A value that is logged again without being made again is no repetition.
        """
        pairs = [pair for kind in self._kinds for pair in combinations(kind, 2)]
        gaps = [abs(a.value - b.value) for a, b in pairs if a.value != b.value or _are_apart(a, b)]
        return max(gaps, default=None)

    def finding(self, change: Change) -> Finding | None:
        """Return what pairs that differ in this change alone say of it; None without one."""
        found = [self._judged(then, now) for one, then, now in self._single() if one == change]
        rank = {"proved": 0, "plausible": 1, "ruled out": 2}
        return min(found, key=lambda one: rank[one.verdict], default=None)

    def _single(self) -> list[tuple[Change, Trial, Trial]]:
        """Return all pairs that differ in one change alone, in both directions; made once."""
        if self._pairs is None:
            self._pairs = []
            for then, now in combinations(self._kinds[-MOST_KINDS:], 2):
                change = self._only_change(then[0].made_of, now[0].made_of)
                if change is not None:
                    back = (change[0], change[2], change[1])
                    self._pairs.append((change, then[-1], now[-1]))
                    self._pairs.append((back, now[-1], then[-1]))
        return self._pairs

    def _only_change(self, then: Ingredients, now: Ingredients) -> Change | None:
        if then.distance(now) > 1:
            return None
        found = differences(self._environments, then, now)
        return found[0].change if len(found) == 1 else None

    def _add(self, trial: Trial, same: list[list[Trial]]) -> None:
        """Put a trial to those of its kind; locks that differ in nothing are the same."""
        for kind in same:
            locks = kind[0].made_of.environment, trial.made_of.environment
            if not self._environments.differences(*locks):
                kind.append(trial)
                return
        same.append([trial])
        self._kinds.append(same[-1])

    def _judged(self, then: Trial, now: Trial) -> Finding:
        execution, is_same = now.made_of.execution["id"], now.value == then.value
        values = f"{figure(then.value)} and {figure(now.value)}"
        gave = f"the same {self._metric}, {figure(now.value)}" if is_same else values
        reason, doubt = f"Two runs that differ in only this gave {gave}", self._doubt(then, now)
        if doubt:
            reason = f"{reason}, but {doubt}."
            return Finding(verdict="plausible", reason=reason, execution=execution)
        verdict = "ruled out" if is_same else "proved"
        return Finding(verdict=verdict, reason=f"{reason}.", execution=execution)

    def _doubt(self, then: Trial, now: Trial) -> str | None:
        """Return what else may have made two values differ, or alike."""
        spread, made_of = self.spread(), (then.made_of, now.made_of)
        if spread:
            return f"the very same run gave values {figure(spread)} apart"
        if self._chance.differing_start(*made_of) is not None:
            return (
                "both drew random numbers without a seed"
                if spread is not None
                else "both drew random numbers without a seed, and no run was repeated to tell how "
                "much that does"
            )
        if self._chance.is_unknown(*made_of):
            return "whether they drew random numbers is not recorded"
        if self._settings.differ(*made_of):
            return "other cells ran in between that may have changed settings"
        return None


def _are_apart(one: Trial, other: Trial) -> bool:
    """Return whether two values were made by executions of their own, all that can matter."""
    past = {row["id"] for row in other.made_of.past}
    shared = [row for row in one.made_of.past if row["id"] in past]
    makers = [row for row in one.made_of.past if row["id"] not in past]
    return all(is_harmless(row["source"]) for row in shared) and not all(
        is_ours_alone(row["source"]) for row in makers
    )


def figure(value: float) -> str:
    """Return a number with four significant digits."""
    return f"{value:.4g}"
