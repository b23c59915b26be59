"""How two states differ beside their notebooks: in counts, and in what was logged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mm.catalog.executions import metric_of
from jupyter_mm.catalog.ways import data_on, last_metrics_on, ways_to
from jupyter_mm.core.comparison.variables import count_changed
from jupyter_mm.core.data import count_differing
from jupyter_mm.core.environments import difference_of, lock_of
from jupyter_mm.domain.comparison import MetricChange
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import LatestMetric
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.comparison.sides import State
    from jupyter_mm.core.context import Core

SEARCH_S = 10.0

Logged = dict[str, LatestMetric]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """How much differs; None for what is not known at a side."""

    variables: int | None = None
    packages: int | None = None
    data: int | None = None
    metrics: tuple[MetricChange, ...] = ()
    """The last values at both sides, those that differ first."""
    notes: tuple[str, ...] = ()


def beside(core: Core, before: State, after: State) -> Beside:
    """Return what differs in what checkpoints keep; damage there hides no difference of cells."""
    notes: list[str] = []
    try:
        data, metrics = _on_the_way(core, before.checkpoint, after.checkpoint)
    except MMError as error:
        data, metrics = None, ()
        notes.append(f"Data and metrics: {error.message}")
    if before.checkpoint is None or after.checkpoint is None:
        return Beside(metrics=metrics, notes=tuple(notes))
    variables = _variables(core, before.checkpoint, after.checkpoint, notes)
    packages = None
    try:
        locks = lock_of(core, before.checkpoint), lock_of(core, after.checkpoint)
        if None not in locks:
            packages = len(difference_of(core, *locks).packages)
    except MMError as error:
        notes.append(f"Environment: {error.message}")
    return Beside(
        variables=variables, packages=packages, data=data, metrics=metrics, notes=tuple(notes)
    )


def _variables(core: Core, before: Row, after: Row, notes: list[str]) -> int | None:
    """Return how many variables differ, and note of how many that is not known."""
    manifests = Digest(before["manifest"]), Digest(after["manifest"])
    try:
        found, unknown = count_changed(core.blobs, *manifests)
    except MMError as error:
        notes.append(f"Variables: {error.message}")
        return None
    if unknown:
        notes.append(f"Of {unknown:,} variables it is not known whether they differ.")
    return found or None if unknown else found


def _on_the_way(
    core: Core, before: Row | None, after: Row | None
) -> tuple[int | None, tuple[MetricChange, ...]]:
    """Return how many files differ, and what was logged up to either side."""
    known = before or after
    if known is None:
        return None, ()
    with core.catalog.read(within_s=SEARCH_S) as tx:
        ways = ways_to(tx, (before or known)["id"], (after or known)["id"])
        old = {} if before is None else _last(last_metrics_on(tx, ways[0]))
        new = {} if after is None else _last(last_metrics_on(tx, ways[1]))
        if before is None or after is None:
            return None, _changes(old, new)
        return count_differing(*(data_on(tx, way) for way in ways)), _changes(old, new)


def _last(rows: Iterable[Row]) -> Logged:
    logged = map(metric_of, rows)
    return {one.name: LatestMetric(name=one.name, value=one.value, step=one.step) for one in logged}


def _changes(old: Logged, new: Logged) -> tuple[MetricChange, ...]:
    changes = [
        MetricChange(
            name=name,
            before=old.get(name),
            after=new.get(name),
            change=_difference(old.get(name), new.get(name)),
        )
        for name in sorted({*old, *new})
    ]
    return tuple(sorted(changes, key=_is_same))


def _is_same(change: MetricChange) -> bool:
    before, after = change.before, change.after
    return before is not None and after is not None and before.value == after.value


def _difference(before: LatestMetric | None, after: LatestMetric | None) -> float | None:
    values = [None if one is None else one.value for one in (before, after)]
    old, new = (
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        for value in values
    )
    return new - old if math.isfinite(new - old) else None
