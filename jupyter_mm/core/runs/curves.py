"""What executions logged under each name: first to last, thinned for drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from jupyter_mm.catalog.executions import metric_of
from jupyter_mm.domain.run import RunMetric

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jupyter_mm.catalog.curves import CurveRow

T = TypeVar("T")


def metrics_of_run(
    ids: Iterable[str], rows: Mapping[str, Sequence[CurveRow]], points: int
) -> tuple[RunMetric, ...]:
    """Return what some executions logged, by name; `rows` are theirs by execution, in order."""
    named: dict[str, list[CurveRow]] = {}
    for id_ in ids:
        for one in rows.get(id_, ()):
            named.setdefault(one.row["name"], []).append(one)
    return tuple(_metric(name, named[name], points) for name in sorted(named))


def _metric(name: str, found: list[CurveRow], points: int) -> RunMetric:
    numbers = [one for one in found if one.row["number"] is not None]
    values = [float(one.row["number"]) for one in numbers]
    drawn = thinned(numbers, points)
    return RunMetric(
        name=name,
        last=metric_of(found[-1].row).value,
        lowest=min(values, default=None),
        highest=max(values, default=None),
        count=sum(one.total for one in found if one.is_last),
        steps=tuple(one.row["step"] for one in drawn),
        values=tuple(float(one.row["number"]) for one in drawn),
    )


def thinned(found: Sequence[T], points: int) -> list[T]:
    """Return so many at most, evenly spread, the first and the last among them."""
    if len(found) <= points:
        return list(found)
    if points == 1:
        return [found[-1]]
    return [found[place * (len(found) - 1) // (points - 1)] for place in range(points)]
