"""How two profiles differ, in sentences that a person reads at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.domain.profile import ColumnProfile, Profile

MOST_LINES = 12
_SHIFT = 0.1
"""Of the middle half's width: a smaller step of the mean is not worth a line."""
_NOISE = 0.01
"""Where not all rows were looked at, a smaller step may be one of the sample."""
_SHARE_STEP = 0.05
"""A frequent value is told when its share changes by more than this."""


def compare_profiles(before: Profile, after: Profile) -> tuple[str, ...]:
    """Return what differs, the most telling first; at most twelve lines, more are counted."""
    lines = [line for _, line in sorted(_found(before, after), key=lambda found: found[0])]
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES + 1
        lines = [*lines[: MOST_LINES - 1], f"and {more} more differences"]
    return tuple(lines)


def _found(before: Profile, after: Profile) -> Iterator[tuple[int, str]]:
    """Yield rank and line."""
    if rows := after.rows - before.rows:
        yield 0, f"{_signed(rows)} {'row' if abs(rows) == 1 else 'rows'}"
    old = {column.name: column for column in before.columns}
    new = {column.name: column for column in after.columns}
    yield from ((1, f"+ column {name}") for name in new if name not in old)
    yield from ((1, f"− column {name}") for name in old if name not in new)
    if old.keys() == new.keys() and list(old) != list(new):
        yield 5, "columns in another order"
    for name, column in new.items():
        if name in old and old[name] != column:
            for rank, words in _of_column(old[name], column, before, after):
                yield rank, f"{name}: {words}"


def _of_column(
    old: ColumnProfile, new: ColumnProfile, before: Profile, after: Profile
) -> Iterator[tuple[int, str]]:
    is_whole = before.looked_at == before.rows and after.looked_at == after.rows
    was, now = _share(old.nulls, before.looked_at), _share(new.nulls, after.looked_at)
    if old.type != new.type:
        yield 1, f"{new.type}, was {old.type}"
    if _percent(was) != _percent(now) and (is_whole or abs(was - now) > _NOISE):
        yield 2, f"{_percent(now)} missing, was {_percent(was) if was else 0}"
    if old.type == new.type or {old.type, new.type} == {"integer", "number"}:
        if is_whole:
            yield from _of_range(old, new)
        yield from _of_mean(old, new)
        yield from _of_values(old, new, before.looked_at, after.looked_at)


def _of_range(old: ColumnProfile, new: ColumnProfile) -> Iterator[tuple[int, str]]:
    if old.maximum is None or new.maximum is None:
        return
    if old.minimum != new.minimum:
        yield 3, f"from {_shown(new.minimum)}, was {_shown(old.minimum)}"
    if old.maximum != new.maximum:
        yield 3, f"up to {_shown(new.maximum)}, was {_shown(old.maximum)}"


def _of_mean(old: ColumnProfile, new: ColumnProfile) -> Iterator[tuple[int, str]]:
    if old.mean is None or new.mean is None or not old.quantiles:
        return
    width = old.quantiles[3] - old.quantiles[1]
    if abs(new.mean - old.mean) > _SHIFT * width:
        yield 4, f"mean {_shown(new.mean)}, was {_shown(old.mean)}"


def _of_values(
    old: ColumnProfile, new: ColumnProfile, looked_before: int, looked_after: int
) -> Iterator[tuple[int, str]]:
    """Tell of frequent values whose share changed; of those not listed only that they are new."""
    was = {one.value: _share(one.count, looked_before) for one in old.common}
    for one in new.common:
        share = _share(one.count, looked_after)
        if one.value in was and abs(share - was[one.value]) > _SHARE_STEP:
            yield 4, f"{one.value!r} {_percent(share)}, was {_percent(was[one.value])}"
        elif one.value not in was and share > _SHARE_STEP:
            yield 4, f"{one.value!r} {_percent(share)}, was rarer"


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0


def _percent(share: float) -> str:
    percent = 100 * share
    if 0 < percent < 1:
        return f"{percent:.1g} %"
    return f"{percent:.0f} %" if percent < 99 or share == 1 else f"{percent:.4g} %"  # noqa: PLR2004  # 99.97 is not all


def _shown(value: float | str | None) -> str:
    return f"{value:,.6g}" if isinstance(value, float | int) else str(value)


def _signed(number: int) -> str:
    return f"+{number:,}" if number > 0 else f"−{-number:,}"
