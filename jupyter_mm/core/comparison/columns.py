"""How the columns of two frames differ, or the figures of two arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.domain.comparison import ValueChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.domain.description import ColumnFacts, Description

FIGURES = ("mean", "spread", "minimum", "maximum")


def column_lines(before: Description, after: Description) -> list[str]:
    """Return what differs between the columns, for people: the structure first."""
    old, new = _by_name(before), _by_name(after)
    lines = [f"+ column {name}" for name in new if name not in old and _is_all(before)]
    lines += [
        f"− column {name}" for name in old if name not in new and _is_all(after)
    ]  # as people write it
    common = [name for name in old if name in new]
    for name in common:
        lines.extend(_lines(old[name], new[name], before, after))
    if not lines and [*old] != [*new] and {*old} == {*new}:
        lines.append("its columns are in another order")
    return lines


def column_changes(before: Description, after: Description) -> list[ValueChange]:
    """Return each figure that differs, with its path."""
    old, new = _by_name(before), _by_name(after)
    changes: list[ValueChange] = []
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        path = f"column {name}" if before.kind == "frame" else ""
        if was is not None and now is not None:
            changes.extend(_changes(path, was, now))
        elif (was is None and _is_all(before)) or (now is None and _is_all(after)):
            changes.append(
                ValueChange(
                    path=path,
                    before=None if was is None else was.type,
                    after=None if now is None else now.type,
                )
            )
    return changes


def shown(value: float | str | None) -> str:
    """Return a figure in the digits that people compare by."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _lines(
    old: ColumnFacts, new: ColumnFacts, before: Description, after: Description
) -> Iterator[str]:
    """Yield what differs in one column: its type, what is missing, then where its numbers lie."""
    name = f"{old.name}: " if old.name else ""
    if old.type != new.type:
        yield f"{name}{old.type} → {new.type}"
    shares = _share(old.missing, before), _share(new.missing, after)
    if None not in shares and old.missing != new.missing:
        yield f"{name}{shares[1]} missing, was {shares[0]}"
    figure = next((one for one in FIGURES if _differ(old, new, one)), None)
    if figure is not None:
        yield f"{name}{figure} {shown(getattr(old, figure))} → {shown(getattr(new, figure))}"
    elif _is_alike_but_not_equal(old, new):
        yield f"{name}values differ"


def _is_alike_but_not_equal(old: ColumnFacts, new: ColumnFacts) -> bool:
    """Tell whether only the digests of two columns say that they differ."""
    is_alike = (old.type, old.missing) == (new.type, new.missing)
    return is_alike and None not in {old.digest, new.digest} and old.digest != new.digest


def _differ(old: ColumnFacts, new: ColumnFacts, figure: str) -> bool:
    """Tell whether both sides have a figure and people would see that it differs."""
    was, now = getattr(old, figure), getattr(new, figure)
    return was is not None and now is not None and shown(was) != shown(now)


def _changes(path: str, old: ColumnFacts, new: ColumnFacts) -> Iterator[ValueChange]:
    for figure in ("type", "missing", *FIGURES):
        was, now = getattr(old, figure), getattr(new, figure)
        if was != now and not (was is None and now is None):
            named = f"{path}, {figure}" if path else figure
            yield ValueChange(path=named, before=_text(was), after=_text(now))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _share(missing: int | None, described: Description) -> str | None:
    """Return how much of a column is missing."""
    if missing is None:
        return None
    count = 1
    for length in described.shape[: 1 if described.kind == "frame" else None]:
        count *= length
    percent = 100 * missing / max(count, 1)
    if not missing:
        return "0"
    return f"{percent:.0f} %" if percent >= 1 else "under 1 %"


def _is_all(described: Description) -> bool:
    """Tell whether all columns are described."""
    return described.kind != "frame" or len(described.columns) >= described.shape[1]


def _by_name(described: Description) -> dict[str, ColumnFacts]:
    """Return the columns by name, those of equal names by their place too; an array by none."""
    if described.kind != "frame":
        return {"": described.columns[0]} if described.columns else {}
    found: dict[str, ColumnFacts] = {}
    for place, one in enumerate(described.columns):
        found[one.name if one.name not in found else f"{one.name} ({place})"] = one
    return found
