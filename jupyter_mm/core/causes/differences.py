"""How two lists of ingredients differ, one thing at a time."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mm.core.context import Core
from jupyter_mm.core.data import lines_between
from jupyter_mm.core.environments import difference_of
from jupyter_mm.core.titles import shortened, title_of
from jupyter_mm.domain.digest import Digest
from jupyter_mm.environment.reading import read_lock
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from jupyter_mm.core.causes.ingredients import Ingredients, Piece
    from jupyter_mm.domain.data import DataRef

ARROW = "→"
_SEED = re.compile(r"(?i)\b(\w*seed|random_state)\b")

Change = tuple["Hashable", "Hashable", "Hashable"]
"""What changed, from what, to what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs."""

    kind: str
    """As of a Cause."""
    name: str
    text: str
    change: Change
    """Equal for the same change between two others."""
    execution: str | None = None
    is_direct: bool = True
    """Whether the value surely came from it; packages may only be there."""


@dataclass(frozen=True, slots=True)
class Environments:
    """Compares locks, each pair once."""

    core: Core
    _known: dict[tuple[str, str], tuple[Difference, ...]] = field(default_factory=dict)
    _packages: dict[str, frozenset[str]] = field(default_factory=dict)

    def packages(self, lock: str) -> frozenset[str]:
        """Return the packages whose very code a lock tells: none that is edited where it is."""
        if lock not in self._packages:
            try:
                found = read_lock(self.core.blobs.get(Digest(lock))).packages
            except MMError:
                found = ()
            fixed = (p for p in found if not p.is_editable and p.source != "directory")
            self._packages[lock] = frozenset(one.name for one in fixed)
        return self._packages[lock]

    def differences(self, before: str | None, after: str | None) -> tuple[Difference, ...]:
        """Return what differs between two locks; nothing where one is not known."""
        if before is None or after is None or before == after:
            return ()
        if (before, after) not in self._known:
            self._known[before, after] = tuple(self._compared(before, after))
        return self._known[before, after]

    def _compared(self, before: str, after: str) -> Iterator[Difference]:
        try:
            found = difference_of(self.core, Digest(before), Digest(after))
        except MMError as error:
            change = ("lock", before, after)
            yield Difference(kind="environment", name="lock", text=error.message, change=change)
            return
        for one in found.packages:
            text = f"{one.before or 'not there'} {ARROW} {one.after or 'not there'}"
            yield Difference(
                kind="environment", name=one.name, text=text, is_direct=one.is_direct,
                change=(("package", one.name), one.before, one.after),
            )  # fmt: skip
        for fact in found.facts:
            text = f"{fact.before or 'not set'} {ARROW} {fact.after or 'not set'}"
            yield Difference(
                kind="environment", name=fact.name, text=text, is_direct=False,
                change=(("fact", fact.name), fact.before, fact.after),
            )  # fmt: skip


def differences(
    environments: Environments, before: Ingredients, after: Ingredients
) -> list[Difference]:
    """Return all that differs: code, then data, then packages."""
    return [
        *_code(before.code, after.code),
        *_data(environments.core, before, after),
        *environments.differences(before.environment, after.environment),
    ]


def code_difference(old: str, new: str, *, cell: str, execution: str, change: Change) -> Difference:
    """Return how one cell differs: `depth 8 → 12` if only literals do."""
    title = title_of(new, previous=old, error=None)
    is_literal = ARROW in title and ARROW not in new
    kind = "code"
    if is_literal:
        kind = "seed" if _SEED.search(title) else "parameter"
    return Difference(
        kind=kind,
        name=cell,
        text=title if is_literal else _lines(old, new),
        change=change,
        execution=execution,
    )


def heading(source: str) -> str:
    """Return the first line of a cell that is code, to call the cell by."""
    lines = [line.strip() for line in source.splitlines()]
    said = [line for line in lines if line and not line.startswith("#")]
    return shortened((said or lines or [""])[0])


def _lines(old: str, new: str) -> str:
    found = list(difflib.ndiff(old.splitlines(), new.splitlines()))
    added, removed = (sum(line.startswith(mark) for line in found) for mark in ("+ ", "- "))
    only = [line[2:].strip() for line in found if line[:2] in {"+ ", "- "} and line[2:].strip()]
    if len(only) == 1:
        return f"{'+' if added else '−'} {shortened(only[0])}"
    return f"{added} lines more, {removed} lines less"


def _code(before: Sequence[Piece], after: Sequence[Piece]) -> Iterator[Difference]:
    """Yield the code that differs: cells are matched by text, by id, then by what they make."""
    old, new = list(before), list(after)
    same = _matched(old, new, lambda one: one.meaning)
    pairs = _matched(old, new, lambda one: one.cell)
    pairs += _matched(old, new, lambda one: one.names or None)
    yield from _order(before, after, [*same, *pairs])
    for then, now in pairs:
        yield code_difference(
            then.source, now.source, cell=heading(now.source), execution=now.execution,
            change=("code", then.meaning, now.meaning),
        )  # fmt: skip
    for one, is_new in [*((one, False) for one in old), *((one, True) for one in new)]:
        is_again = one.meaning in {each.meaning for each in (*before, *after) if each is not one}
        yield Difference(
            kind="code", name=heading(one.source), execution=one.execution,
            text=_ran(is_new=is_new, is_again=is_again),
            change=("code", None, one.meaning) if is_new else ("code", one.meaning, None),
        )  # fmt: skip


def _order(
    before: Sequence[Piece], after: Sequence[Piece], pairs: Sequence[tuple[Piece, Piece]]
) -> Iterator[Difference]:
    """Yield that cells ran in another order, where one read what another one made for that."""
    partners = {then.execution: now.execution for then, now in pairs}
    known, others = partners.keys(), {*partners.values()}
    moved = {
        now.execution
        for then, now in pairs
        if then.makers <= known  # else what it came from ran at one side only: that is told
        and now.makers <= others
        and {partners[maker] for maker in then.makers} != now.makers
    }
    first = next((one for one in after if one.execution in moved), None)
    if first is not None:
        then, now = (tuple(one.meaning for one in side) for side in (before, after))
        yield Difference(
            kind="code", name=heading(first.source), execution=first.execution,
            text="the cells ran in another order", change=("order", then, now),
        )  # fmt: skip


def _ran(*, is_new: bool, is_again: bool) -> str:
    often = "ran once more" if is_again else "ran"
    return f"{often}, only {'after' if is_new else 'before'}"


def _matched(
    old: list[Piece], new: list[Piece], key: Callable[[Piece], Hashable]
) -> list[tuple[Piece, Piece]]:
    """Take out of both lists and return the pairs that agree in a key that is not None."""
    found = []
    for now in list(new):
        wanted = key(now)
        then = next((one for one in old if wanted is not None and key(one) == wanted), None)
        if then is not None:
            old.remove(then)
            new.remove(now)
            found.append((then, now))
    return found


def _data(core: Core, before: Ingredients, after: Ingredients) -> Iterator[Difference]:
    for path in sorted({*before.data, *after.data}):
        then, now = before.data.get(path), after.data.get(path)
        old, new = (one and (one.digest or one.version) for one in (then, now))
        if old != new or (then is None) != (now is None):
            yield Difference(
                kind="data", name=path, text=data_text(core, then, now), change=(path, old, new)
            )


def data_text(core: Core, before: DataRef | None, after: DataRef | None) -> str:
    """Return how the content of one path differs, for people."""
    if before is None or after is None:
        return f"read only {'after' if before is None else 'before'}"
    try:
        return "; ".join(lines_between(core, before, after)) or "another content"
    except MMError:
        return "another content"
