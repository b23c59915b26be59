"""How two descriptions of a value differ, and whether one says all of it."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mm.core.comparison.columns import column_changes, column_lines, shown
from jupyter_mm.core.wire import decode, decode_plain
from jupyter_mm.domain import canonical
from jupyter_mm.domain.comparison import ValueChange
from jupyter_mm.domain.description import DESCRIPTION_VERSION, Description, Entry
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.domain.digest import Digest

MOST_LINES = 8
MOST_CHANGES = 200
MOST_FACTS = 6
_FLAT = frozenset({"dict", "list", "tuple"})
_PLAIN = frozenset({int, float, bool, complex, str, bytes})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What two descriptions say of a difference."""

    lines: tuple[str, ...] = ()
    changes: tuple[ValueChange, ...] = ()
    is_cut: bool = False


def read_description(blobs: BlobStore, digest: Digest | None) -> Description | None:
    """Return a stored description; None where there is none that can be read."""
    if digest is None:
        return None
    try:
        content = blobs.get(digest)
        found = decode_plain(Description, content)
        if found is None:
            found = decode(Description, canonical.loads(content), newer=True)
    except MMError:
        return None  # the comparison says less then; `verify` names the damage
    return found if found.version == DESCRIPTION_VERSION else None


def account(before: Description, after: Description) -> Account:
    """Return what is known of a difference between two values of one type."""
    if before.kind != after.kind:
        return Account()
    if before.kind == "frame":
        lines, changes = column_lines(before, after), column_changes(before, after)
    elif before.kind == "array":
        lines, changes = list(_array_lines(before, after)), column_changes(before, after)
    else:
        changes = list(_entry_changes(before, after))
        lines = [_line(change) for change in changes]
    return Account(
        lines=_bounded(lines),
        changes=tuple(changes[:MOST_CHANGES]),
        is_cut=before.is_cut or after.is_cut or len(changes) > MOST_CHANGES,
    )


def facts(described: Description) -> tuple[Entry, ...]:
    """Return a few figures of a value, as `mean` and `0.31`."""
    if described.kind != "array":
        return described.entries[:MOST_FACTS]
    (column,) = described.columns
    figures = {"mean": column.mean, "spread": column.spread, "norm": described.norm}
    texts = {"least": column.minimum, "greatest": column.maximum}
    found = [Entry(name=name, text=shown(one)) for name, one in figures.items() if one is not None]
    found += [Entry(name=name, text=one) for name, one in texts.items() if one is not None]
    if column.missing:
        found.append(Entry(name="missing", text=f"{column.missing:,}"))
    return tuple(found)


def says_all(type_name: str, described: Description) -> bool:
    """Tell whether equal descriptions of a type mean equal values: nothing of them is left out.

    So it is with arrays, and with flat dicts, lists and tuples: further inside, and in a series'
    index, there are types that a description does not tell apart.
    """
    if described.is_cut:
        return False
    if described.kind == "array":
        return type_name == "numpy.ndarray" and described.columns[0].digest is not None
    if described.kind != "tree" or type_name not in _FLAT:
        return False
    return described.shape == (len(described.entries),) and all(
        _is_plain(entry.name[1:-1]) and _is_plain(entry.text) for entry in described.entries
    )


def _is_plain(text: str) -> bool:
    """Tell whether a text is that of one number, text or constant, whole."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return False
    return value is None or type(value) in _PLAIN


def _array_lines(before: Description, after: Description) -> Iterator[str]:
    line = _distance(before, after)
    if line is not None:
        yield line
    yield from column_lines(before, after)


def _distance(before: Description, after: Description) -> str | None:
    """Return how far two arrays of one shape lie from each other, as their sketches tell."""
    is_comparable = before.shape == after.shape and before.text == after.text
    if not is_comparable or not before.sketch or len(before.sketch) != len(after.sketch):
        return None
    distance = math.dist(before.sketch, after.sketch)
    if not distance:
        return None
    share = f" ({_percent(distance / before.norm)} of the norm)" if before.norm else ""
    return f"‖difference‖ ≈ {distance:.2g}{share}"


def _percent(share: float) -> str:
    percent = share * 100
    if percent < 0.01:  # noqa: PLR2004  # what is shown with two digits
        return "under 0.01 %"
    return f"{percent:.2g} %" if percent < 100 else f"{percent:.0f} %"  # noqa: PLR2004  # as above


def _entry_changes(before: Description, after: Description) -> Iterator[ValueChange]:
    """Yield the paths whose texts differ; of those that only one side lists, what is sure.

    A side that was cut may have them as well: only a whole one tells that they are not there.
    """
    old, new = _by_name(before), _by_name(after)
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        is_sure = (was is not None or not before.is_cut) and (now is not None or not after.is_cut)
        if was != now and is_sure:
            yield ValueChange(path=name, before=was, after=now)


def _by_name(described: Description) -> dict[str, str]:
    return {entry.name: entry.text for entry in described.entries}


def _line(change: ValueChange) -> str:
    if change.before is None:
        return f"+ {change.path} {change.after}"
    if change.after is None:
        return f"− {change.path} {change.before}"
    return f"{change.path} {change.before} → {change.after}"


def _bounded(lines: list[str]) -> tuple[str, ...]:
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    return (*lines[:MOST_LINES], f"and {len(lines) - MOST_LINES:,} more differences")
