"""What metrics are measured against: the best of a notebook, or what people marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.catalog.progress import last_numbers, marked_checkpoints
from jupyter_mm.catalog.ways import last_metrics_on, way_behind
from jupyter_mm.core import policy
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.comparison import Baseline, BaselineMetric
from jupyter_mm.domain.names import notebook_path
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from jupyter_mm.core.context import Core

UP, DOWN = "up", "down"
TAG = "baseline"
MARKED = 20
"""Marked checkpoints that are looked at for names that newer ones have not."""
SEARCH_S = 2.0

_LESS_IS_BETTER = frozenset({
    *("loss", "losses", "logloss", "err", "error", "errors", "rmse", "mae", "mse", "mape", "smape"),
    *("msle", "rmsle", "nll", "perplexity", "ppl", "cost", "deviance", "brier", "wer", "cer"),
    *("fid", "kl", "regret", "residual", "distance", "latency", "duration", "seconds", "aic"),
    *("bic", "mad"),
})  # fmt: skip
_WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")


def baseline(
    core: Core, actor: Actor, *, notebook: str, kind: str = "best", goals: str = ""
) -> Baseline:
    """Return what the metrics of a notebook are measured against.

    `best` is the best last value of any execution; `pinned` that of the newest checkpoint with the
    tag `baseline`, else of the newest pinned one, on whose way it was logged; without such a value
    the answer is the best, and says so. `goals` overrides what the names suggest, as
    `acc:up,loss:down`. Raises InvalidError.
    """
    policy.require(actor, Scope.READ)
    told = _goals(goals)
    if kind not in {"best", "pinned"}:
        raise InvalidError("`kind` is `best` or `pinned`.")
    with core.catalog.read(within_s=SEARCH_S) as tx:
        found = notebook_at(tx, notebook_path(notebook))
        if found is None:
            return Baseline(kind=kind, metrics=())
        pinned = list(_pinned(tx, found, told)) if kind == "pinned" else []
        metrics = pinned or _best(tx, found, told)
        kind = "pinned" if pinned else "best"
        return Baseline(kind=kind, metrics=tuple(sorted(metrics, key=_name)))


def goal_of(name: str) -> str:
    """Return which way is better, as far as the name of a metric tells."""
    words = [word.lower() for word in _WORD.findall(name)]
    if "neg" in words or "negative" in words:
        return UP
    return DOWN if _LESS_IS_BETTER.intersection(words) else UP


def _goals(text: str) -> dict[str, str]:
    told = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, goal = part.rpartition(":")
        if not name or goal not in {UP, DOWN}:
            raise InvalidError(f"{part[:80]!r} is no goal.", hint="As `acc:up,loss:down`.")
        told[name] = goal
    return told


def _best(tx: Connection, notebook: int, told: Mapping[str, str]) -> list[BaselineMetric]:
    best: dict[str, BaselineMetric] = {}
    # In the order of execution: who only repeats the best has not become better.
    for name, execution, number in last_numbers(tx, notebook):
        found = _metric(name, number, execution, told)
        known = best.get(name)
        if known is None or (number > known.value if found.goal == UP else number < known.value):
            best[name] = found
    return list(best.values())


def _pinned(tx: Connection, notebook: int, told: Mapping[str, str]) -> Iterator[BaselineMetric]:
    known: set[str] = set()
    for checkpoint in marked_checkpoints(tx, notebook, TAG, limit=MARKED):
        for row in last_metrics_on(tx, way_behind(tx, checkpoint)):
            if row["name"] not in known and row["number"] is not None:
                known.add(row["name"])
                yield _metric(row["name"], row["number"], row["execution"], told)


def _metric(name: str, value: float, execution: str, told: Mapping[str, str]) -> BaselineMetric:
    goal = told.get(name) or goal_of(name)
    return BaselineMetric(name=name, value=value, execution=execution, goal=goal)


def _name(metric: BaselineMetric) -> str:
    return metric.name
