"""What a logged value was made of: code, data and environment, in a form that can be compared."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mm.catalog.lineage import effects_of
from jupyter_mm.catalog.seal import Row
from jupyter_mm.core.causes.hidden import foreign_modules, hidden_in
from jupyter_mm.core.causes.seeds import seeds_of
from jupyter_mm.core.sources import meaning_of, statements_named
from jupyter_mm.domain.data import DataRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.core.causes.differences import Environments
    from jupyter_mm.core.causes.slices import Slices


MOST_SAID = 8
"""Things that are not recorded which one note tells of."""
_OUTSIDE = frozenset({"network", "database", "process started"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Code that a value came from: a cell as it ran, or the import of one name."""

    execution: str
    cell: str | None
    source: str
    meaning: Hashable
    """Equal for sources that differ in comments and layout at most."""
    names: frozenset[str]
    """What the execution changed, to find it again where the cell is another one."""
    makers: frozenset[str] = frozenset()
    """Executions that made what it read."""
    shape: int
    """Equal for the same code on what was made in the same way: where cells ran in another order,
    it is another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """All that is recorded of what one execution's value was made of."""

    execution: Row
    past: tuple[Row, ...]
    """The execution and those it came from."""
    code: tuple[Piece, ...]
    data: Mapping[str, DataRef]
    """What was read from outside, by path; files that these executions wrote are their doing."""
    paths: frozenset[str]
    """All data that was used, what they wrote themselves too."""
    environment: str | None
    """Digest of the lock."""
    seeds: frozenset[str]
    """Variables that generators may begin from: their values stand in the code."""
    unknown: tuple[str, ...]
    """What is not recorded, for people: then nothing can be proved by it."""

    def identity(self) -> Hashable:
        """Return what is equal for values made of the same things, the environment left out."""
        return frozenset(self._shapes().items()), frozenset(self._contents().items())

    def distance(self, other: Ingredients) -> int:
        """Return how many things differ at least, the environment left out."""
        mine, others = self._meanings(), other._meanings()
        code = max((mine - others).total(), (others - mine).total())
        code = code or int(self._shapes() != other._shapes())
        paths = self._contents().items() ^ other._contents().items()
        return code + len({path for path, _ in paths})

    def _meanings(self) -> Counter[Hashable]:
        return Counter(piece.meaning for piece in self.code)

    def _shapes(self) -> Counter[int]:
        return Counter(piece.shape for piece in self.code)

    def _contents(self) -> dict[str, str | None]:
        return {path: ref.digest or ref.version for path, ref in self.data.items()}


def ingredients_of(slices: Slices, environments: Environments, execution: str) -> Ingredients:
    """Return what an execution that `slices` has loaded was made of."""
    past = slices.past(execution)
    data = _data(slices, past)
    locks = [row["environment"] for row in past if row["environment"] is not None]
    code = tuple(_code(slices, past))
    packages = [environments.packages(lock) for lock in dict.fromkeys(locks)]
    seeds = seeds_of(row["source"] for row in past)
    known = frozenset.intersection(*packages) if locks else None
    hidden = _hidden(slices, past, code, known, seeds)
    unknown = _unknown(slices, past, data, has_lock=bool(locks))
    return Ingredients(
        execution=slices.rows[execution],
        past=tuple(past),
        code=code,
        data=data,
        paths=frozenset(ref.path for row in past for ref in slices.data.get(row["id"], ())),
        environment=locks[-1] if locks else None,
        seeds=seeds,
        unknown=(*unknown, *hidden),
    )


def _code(slices: Slices, past: list[Row]) -> Iterator[Piece]:
    shapes: dict[str, int] = {}
    meaning: Hashable
    for row in past:
        meaning, makers = meaning_of(row["source"]), slices.makers(row["id"])
        known = [shapes[maker] for maker in makers if maker in shapes]
        shapes[row["id"]] = slices.shape(meaning, known)
        yield Piece(
            execution=row["id"],
            cell=row["cell"],
            source=row["source"],
            meaning=meaning,
            names=frozenset(slices.changes.get(row["id"], ())),
            makers=makers,
            shape=shapes[row["id"]],
        )
    imported = {pair for row in past for pair in slices.imports[row["id"]]}
    for id_, name in sorted(imported):
        row = slices.importers[id_]
        if any(one["id"] == id_ for one in past):
            continue
        statements = statements_named(row["source"], name)
        source = "\n".join(map(ast.unparse, statements))
        meaning = ("import", meaning_of(source))
        yield Piece(
            execution=id_,
            cell=row["cell"],
            source=source,
            meaning=meaning,
            names=frozenset({name}),
            shape=slices.shape(meaning, ()),
        )


def _data(slices: Slices, past: list[Row]) -> dict[str, DataRef]:
    """Return what was read and not written before by the same executions, the latest use last."""
    found: dict[str, DataRef] = {}
    written: set[tuple[str, str | None]] = set()
    for row in past:
        refs = slices.data.get(row["id"], ())
        for ref in refs:
            if ref.mode == "r" and (ref.path, ref.digest) not in written:
                found[ref.path] = ref
        written |= {(ref.path, ref.digest) for ref in refs if ref.mode == "w"}
    return found


def _unknown(
    slices: Slices, past: list[Row], data: Mapping[str, DataRef], *, has_lock: bool
) -> Iterator[str]:
    silent = sum(row["reads"] is None for row in past)
    if silent:
        yield f"What {silent} of {len(past)} cells read was not recorded."
    astray = sorted({name for row in past for name in slices.astray.get(row["id"], ())})
    if astray:
        more = f" and {len(astray) - MOST_SAID} more" if len(astray) > MOST_SAID else ""
        listed = f"{', '.join(astray[:MOST_SAID])}{more}"
        yield f"Where these came from is not recorded: {listed}."
    if slices.is_cut:
        yield "The story is too long to be followed to its beginning."
    if not has_lock:
        yield "The environment is not known at one side."
    unread = [path for path, ref in data.items() if (ref.digest or ref.version) is None]
    if unread:
        more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
        yield f"The content of {unread[0]}{more} was not recorded."
    failed = sum(row["status"] != "ok" for row in past)
    if failed:
        yield f"{failed} of the cells failed part of the way."


def _hidden(
    slices: Slices,
    past: list[Row],
    code: tuple[Piece, ...],
    packages: frozenset[str] | None,
    seeds: frozenset[str],
) -> Iterator[str]:
    """Yield what the code used that is recorded nowhere, in one sentence."""
    effects = effects_of(slices.tx, [row for row in past if row["effects"]])
    found = {one.kind for ones in effects.values() for one in ones} & _OUTSIDE
    for piece in code:
        found |= hidden_in(piece.source, seeds)
        modules = frozenset() if packages is None else foreign_modules(piece.source, packages)
        found |= {f"the module {one}" for one in modules}
    if found:
        listed = sorted(found)
        more = f" and {len(listed) - MOST_SAID} more" if len(listed) > MOST_SAID else ""
        yield f"The cells used what is not recorded: {', '.join(listed[:MOST_SAID])}{more}."
