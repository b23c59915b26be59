"""Which cell of one document is which of another: by id, by content, by likeness in between."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from jupyter_mm.core.comparison.documents import Cell

ALIKE = 0.5
"""Cells with this share of their lines or words in common are one cell that was edited; short ones
also with this share of their characters."""
LOOKED_AT = 4_000
"""Pairs of cells that are compared word by word; in larger notebooks the rest counts as new."""
AROUND = 8
LETTERS = 100
WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Pair:
    """One cell at both sides, by index; None where a side has it not."""

    before: int | None
    after: int | None
    is_moved: bool = False


def align(before: Sequence[Cell], after: Sequence[Cell]) -> list[Pair]:
    """Return all cells of both documents, paired, in the order in which they are shown.

    Costs grow with the number of cells, not with its square.
    """
    found = _by_key(_ids(before), _ids(after), is_unique=True)
    found |= _in_gaps_by_content(before, after, found)
    found |= _anywhere_by_content(before, after, found)
    found |= _by_likeness(before, after, found)
    return list(_in_order(found, len(before), len(after)))


def _ids(cells: Sequence[Cell]) -> list[Hashable | None]:
    return [None if cell.id is None else (cell.id, cell.cell_type) for cell in cells]


def _by_key(
    before: Sequence[Hashable | None], after: Sequence[Hashable | None], *, is_unique: bool
) -> dict[int, int]:
    """Return pairs of equal keys in order, or of those only that stand once at both sides."""
    places: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for place, key in enumerate(after):
        if key is not None:
            places[key].append(place)
    counts = Counter(before)
    found = {}
    for place, key in enumerate(before):
        if key is None or not places.get(key):
            continue
        if not is_unique:
            found[place] = places[key].popleft()
        elif counts[key] == len(places[key]) == 1:
            found[place] = places[key][0]
    return found


def _in_gaps_by_content(
    before: Sequence[Cell], after: Sequence[Cell], found: dict[int, int]
) -> dict[int, int]:
    made: dict[int, int] = {}
    for here, there in _gaps(found, len(before), len(after)):
        keys = ([_content(cells[n]) for n in places] for cells, places in _sides(
            before, here, after, there
        ))  # fmt: skip
        pairs = _by_key(*keys, is_unique=False)
        made |= {here[one]: there[other] for one, other in pairs.items()}
    return made


def _sides(
    before: Sequence[Cell], here: list[int], after: Sequence[Cell], there: list[int]
) -> tuple[tuple[Sequence[Cell], list[int]], tuple[Sequence[Cell], list[int]]]:
    return (before, here), (after, there)


def _anywhere_by_content(
    before: Sequence[Cell], after: Sequence[Cell], found: dict[int, int]
) -> dict[int, int]:
    """Return what stands elsewhere, unchanged; a cell that says nothing is none that moved."""
    taken = set(found.values())
    here = [
        None if n in found or not cell.source.strip() else _content(cell)
        for n, cell in enumerate(before)
    ]
    there = [None if n in taken else _content(cell) for n, cell in enumerate(after)]
    return _by_key(here, there, is_unique=False)


def _by_likeness(
    before: Sequence[Cell], after: Sequence[Cell], found: dict[int, int]
) -> dict[int, int]:
    made: dict[int, int] = {}
    left = LOOKED_AT
    is_alike = Likeness()
    for here, there in _gaps(found, len(before), len(after)):
        first = 0
        for step, place in enumerate(here):
            middle = step * len(there) // len(here)
            for other in range(max(first, middle - AROUND), min(len(there), middle + AROUND + 1)):
                left -= 1
                if left < 0:
                    return made
                if is_alike(before[place], after[there[other]]):
                    made[place] = there[other]
                    first = other + 1
                    break
    return made


def _content(cell: Cell) -> Hashable:
    return cell.cell_type, cell.source


class Likeness:
    """Tells whether one cell may be the other, edited; each text is taken apart once."""

    def __init__(self) -> None:
        """Know no text yet."""
        self._parts: dict[str, tuple[Counter[str], Counter[str]]] = {}

    def __call__(self, one: Cell, other: Cell) -> bool:
        """Return whether two cells have enough in common."""
        if one.cell_type != other.cell_type:
            return False
        (lines, words), (others, other_words) = (self._of(cell.source) for cell in (one, other))
        if _share(lines, others) >= ALIKE or _share(words, other_words, len) >= ALIKE:
            return True
        if not words or not other_words or max(len(one.source), len(other.source)) > LETTERS:
            return False
        return SequenceMatcher(None, one.source, other.source, autojunk=False).ratio() >= ALIKE

    def _of(self, source: str) -> tuple[Counter[str], Counter[str]]:
        if source not in self._parts:
            self._parts[source] = Counter(_lines(source)), Counter(WORD.findall(source))
        return self._parts[source]


def _share(
    one: Counter[str], other: Counter[str], weight: Callable[[str], int] = lambda _: 1
) -> float:
    """Return how much of both stands in both, from 0 to 1."""
    total, common = (
        sum(weight(part) * times for part, times in parts.items())
        for parts in (one + other, one & other)
    )
    return 2 * common / total if total else 0.0


def _lines(source: str) -> Iterator[str]:
    return filter(None, map(str.strip, source.splitlines()))


def _gaps(found: dict[int, int], before: int, after: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the cells without a partner, between each two pairs that stand in the same order."""
    taken = set(found.values())
    fixed = [(-1, -1), *_kept_order(found), (before, after)]
    for (one, other), (next_one, next_other) in pairwise(fixed):
        here = [n for n in range(one + 1, next_one) if n not in found]
        there = [n for n in range(other + 1, next_other) if n not in taken]
        if here and there:
            yield here, there


def _kept_order(found: dict[int, int]) -> list[tuple[int, int]]:
    """Return the most pairs that stand in the same order at both sides."""
    pairs = sorted(found.items())
    tops: list[int] = []
    lasts: list[int] = []
    back: list[int] = []
    for place, (_, after) in enumerate(pairs):
        length = bisect_left(tops, after)
        back.append(lasts[length - 1] if length else -1)
        if length == len(tops):
            tops.append(after)
            lasts.append(place)
        else:
            tops[length], lasts[length] = after, place
    kept: list[tuple[int, int]] = []
    place = lasts[-1] if lasts else -1
    while place >= 0:
        kept.append(pairs[place])
        place = back[place]
    return kept[::-1]


def _in_order(found: dict[int, int], before: int, after: int) -> Iterator[Pair]:
    """Yield all cells in the later document's order, removed ones where they were."""
    partner = {other: one for one, other in found.items()}
    fixed = [(-1, -1), *_kept_order(found), (before, after)]
    for (one, other), (next_one, next_other) in pairwise(fixed):
        for place in range(one + 1, next_one):
            if place not in found:
                yield Pair(place, None)
        for place in range(other + 1, next_other):
            yield Pair(partner.get(place), place, is_moved=place in partner)
        if next_other < after:
            yield Pair(next_one, next_other)
