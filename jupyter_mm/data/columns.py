"""The numbers that describe a column, from values as Python has them."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import compress
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.profile import ColumnProfile, CommonValue, Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_CELLS = 4_000_000
MOST_ROWS = 200_000
"""Of a larger table evenly spread rows are looked at."""
_WORD = 1 << 64
_GOLDEN = 0x9E3779B97F4A7C15
"""Multiples of the golden ratio fill a circle evenly: part of it holds evenly spread rows."""
_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
_PARTS = 10
_COMMON = 5


class Sample:
    """Rows of a table that comes in batches: all at first, then about half of them, a quarter, ...

    So memory is bounded, and the rows are spread evenly over the whole table whatever its length.
    Which rows does not follow any period: every second one might be of the same kind.
    """

    def __init__(self, names: Sequence[str], *, most_cells: int = MOST_CELLS) -> None:
        """`names` are the columns' names; one may stand there twice."""
        self.names = list(names)
        self._kept: list[list[Any]] = [[] for _ in names]
        self._places: list[int] = []
        """Which rows were kept."""
        self._most_cells = most_cells
        self._below, self._rows = _WORD, 0

    def add(self, rows: int, pick: Callable[[Sequence[int]], Sequence[Sequence[Any]]]) -> None:
        """Take a batch of `rows`; `pick` returns those at some places in it, column by column."""
        start, self._rows = self._rows, self._rows + rows
        chosen = [at for at in range(rows) if (start + at) * _GOLDEN % _WORD < self._below]
        self._places += [start + at for at in chosen]
        for kept, values in zip(self._kept, pick(chosen), strict=True):
            kept.extend(values)
        most = max(1, min(MOST_ROWS, self._most_cells // max(len(self.names), 1)))
        while len(self._places) > most:
            self._halve()

    def widen(self, name: str) -> None:
        """Add a column that the rows so far do not have."""
        self.names.append(name)
        self._kept.append([None] * len(self._places))

    def profile(self, read: Callable[[list[Any]], list[Any]] = list) -> Profile:
        """Return what was seen; `read` makes values of what a column of text says."""
        pairs = zip(self.names, self._kept, strict=True)
        columns = tuple(column_profile(name, read(values)) for name, values in pairs)
        return Profile(rows=self._rows, columns=columns, looked_at=len(self._places))

    def _halve(self) -> None:
        self._below //= 2
        stays = [place * _GOLDEN % _WORD < self._below for place in self._places]
        self._places = list(compress(self._places, stays))
        self._kept = [list(compress(kept, stays)) for kept in self._kept]


def column_profile(name: str, values: Sequence[Any]) -> ColumnProfile:
    """Return the profile of a column; None and not-a-number are missing values."""
    present = [value for value in values if value is not None and not _is_nan(value)]
    nulls = len(values) - len(present)
    kind = _kind(present)
    if kind in {"integer", "number"}:
        return _of_numbers(name, kind, present, nulls)
    if kind in {"text", "boolean"}:
        counts = Counter(_word(value) for value in present)
        return ColumnProfile(
            name=name, type=kind, nulls=nulls, distinct=len(counts), common=_common(counts)
        )
    if kind == "time":
        words = [_word(value) for value in present]
        return ColumnProfile(
            name=name,
            type=kind,
            nulls=nulls,
            distinct=len(set(words)),
            minimum=min(words),
            maximum=max(words),
        )
    return ColumnProfile(name=name, type=kind, nulls=nulls)


def _is_nan(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, Decimal) and value.is_nan()


def _kind(present: Sequence[Any]) -> str:
    """Return what all values are; `other` for a mixture and for an empty column."""
    kinds = {_kind_of(kind) for kind in set(map(type, present))}
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "other"


def _kind_of(kind: type) -> str:
    for name, members in (
        ("boolean", bool),
        ("integer", int),
        ("number", (float, Decimal)),
        ("text", str),
        ("time", (datetime, date, time)),
        ("other", timedelta),
    ):
        if issubclass(kind, members):
            return name
    return "other"


def _of_numbers(name: str, kind: str, present: Sequence[Any], nulls: int) -> ColumnProfile:
    distinct = len(set(present))
    ordered = sorted(number for number in map(_float, present) if math.isfinite(number))
    if not ordered:
        return ColumnProfile(name=name, type=kind, nulls=nulls, distinct=distinct)
    return ColumnProfile(
        name=name,
        type=kind,
        nulls=nulls,
        distinct=distinct,
        minimum=ordered[0],
        maximum=ordered[-1],
        mean=_mean(ordered),
        quantiles=tuple(_quantile(ordered, share) for share in _SHARES),
        histogram=_histogram(ordered),
    )


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _mean(ordered: Sequence[float]) -> float | None:
    try:
        return _rounded(math.fsum(ordered) / len(ordered))
    except OverflowError:
        return None


def _rounded(number: float) -> float:
    """Return a number without the last digits, which say more of the computation than of it."""
    return float(f"{number:.12g}")


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which this share lies, between two values in proportion."""
    place = share * (len(ordered) - 1)
    low = int(place)
    first, second = ordered[low], ordered[min(low + 1, len(ordered) - 1)]
    part = place - low
    return _rounded(first * (1 - part) + second * part)


def _histogram(ordered: Sequence[float]) -> tuple[int, ...]:
    low, high = ordered[0], ordered[-1]
    width = high / _PARTS - low / _PARTS
    counts = [0] * _PARTS
    for number in ordered:
        at = int((number - low) / width) if width > 0 else 0
        counts[min(at, _PARTS - 1)] += 1
    return tuple(counts)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _common(counts: Counter[str]) -> tuple[CommonValue, ...]:
    """Return the values that occur most; what occurs once says nothing but who it is of."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_COMMON]
    return tuple(CommonValue(value=value, count=count) for value, count in ordered if count > 1)
