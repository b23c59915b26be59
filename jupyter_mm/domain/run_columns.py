"""Runs beside each other: which columns say something, in which order, and how values are shown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jupyter_mm.domain.run import Run

MOST_METRICS = 4
MOST_PARAMETERS = 6

Value = float | int | str | bool | None


def columns(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return up to four metrics, those of most runs first, and the parameters that differ."""
    metrics = Counter(one.name for run in runs for one in run.metrics)
    often = sorted(metrics, key=lambda name: (-metrics[name], name))[:MOST_METRICS]
    parameters = [name for name in differing(runs) if name not in metrics]
    return (*often, *parameters[:MOST_PARAMETERS])


def are_of_several_notebooks(runs: Iterable[Run]) -> bool:
    """Tell whether it has to be said where each run took place."""
    return len({run.notebook for run in runs}) > 1


def differing(runs: Sequence[Run]) -> list[str]:
    """Return the parameters that are not the same in all runs, sorted."""
    given = [{one.name: (type(one.value), one.value) for one in run.parameters} for run in runs]
    names = {name for found in given for name in found}
    return sorted(name for name in names if len({found.get(name) for found in given}) > 1)


def value_of(run: Run, name: str) -> Value:
    """Return the last value of a metric, else a parameter, else None."""
    return values_of(run).get(name)


def values_of(run: Run) -> dict[str, Value]:
    """Return parameters and last logged values by name."""
    parameters: dict[str, Value] = {one.name: one.value for one in run.parameters}
    return parameters | {one.name: one.last for one in run.metrics}


def sorted_by(runs: Iterable[Run], order: str) -> list[Run]:
    """Return runs by a metric or parameter; `-acc` begins with the largest.

    Those without a number under that name come last, in the order they had.
    """
    name, sign = (order[1:], -1.0) if order.startswith("-") else (order, 1.0)
    return sorted(runs, key=_key(name, sign))


def _key(name: str, sign: float) -> Callable[[Run], tuple[bool, float]]:
    def key(run: Run) -> tuple[bool, float]:
        value = value_of(run, name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return not is_number, sign * float(value) if is_number and value is not None else 0.0

    return key


def mark_of(run: Run) -> str:
    """Return the sign before a name: of a run that is at work, or of one that has a message."""
    return "▶" if run.is_running else "◆" if run.row is not None and run.row.message else ""


def shown(value: Value) -> str:
    """Return a value as a cell of a table: numbers to three digits that mean something."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    return str(value)
