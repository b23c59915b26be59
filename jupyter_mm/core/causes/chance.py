"""Random numbers: who drew them, and from where the generators started."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import checkpoint_after, find_checkpoint
from jupyter_mm.core.causes.harmless import is_harmless
from jupyter_mm.core.causes.seeds import is_seed
from jupyter_mm.core.sources import parsed
from jupyter_mm.core.states import load_leaf, load_manifest
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.causes.ingredients import Ingredients
    from jupyter_mm.core.context import Core

GENERATORS = frozenset({"random", "numpy.random", "torch.random"})
QUIET = GENERATORS | {"cwd", "sys.path"}
"""Parts of a process that other cells work with; how things are drawn is nothing to a number."""
_SEEDS = {
    "random.seed": "random",
    "np.random.seed": "numpy.random",
    "numpy.random.seed": "numpy.random",
    "torch.manual_seed": "torch.random",
}
"""Whose generator is sure; what else seeds may seed another one, or none."""


class Chance:
    """Looks into what checkpoints keep of their process."""

    def __init__(self, core: Core, tx: Connection) -> None:
        """Read from this store."""
        self._core, self._tx = core, tx
        self._known: dict[str, Mapping[str, str] | None] = {}

    def differing_start(self, before: Ingredients, after: Ingredients) -> Row | None:
        """Return a later execution that drew numbers from another start than its like before."""
        then = [start for row in before.past if (start := self._drawn(row, before.seeds))]
        for row in after.past:
            start = self._drawn(row, after.seeds)
            if start and start not in then:
                return row
        return None

    def is_unknown(self, before: Ingredients, after: Ingredients) -> bool:
        """Return whether one of two may have drawn without a trace, where they do not agree."""
        shared = {row["id"] for row in before.past} & {row["id"] for row in after.past}
        return any(
            self._drawn(row, one.seeds) is None
            for one in (before, after)
            for row in one.past
            if row["id"] not in shared
        )

    def touched(self, row: Row) -> tuple[str, ...]:
        """Return the parts of the process that an execution changed for those after it, sorted."""
        before, after = self._around(row)
        if not before or not after:
            return ()
        return tuple(sorted(n for n in QUIET if n in after and before.get(n) != after[n]))

    def _drawn(self, row: Row, seeds: frozenset[str]) -> tuple[tuple[str, str], ...] | None:
        """Return where the generators stood of which an execution drew; None if not known."""
        if is_harmless(row["source"]):
            return ()
        before, after = self._around(row)
        if not before or not after or (GENERATORS & after.keys()) - before.keys():
            return None
        seeded = _seeded(row["source"], seeds)
        drawn = sorted(n for n in GENERATORS if n in before and before[n] != after.get(n))
        return tuple((name, before[name]) for name in drawn if name not in seeded)

    def _around(self, row: Row) -> tuple[Mapping[str, str] | None, Mapping[str, str] | None]:
        state = checkpoint_after(self._tx, row["id"])
        if state is None or state["parent"] is None:
            return None, None
        parent = find_checkpoint(self._tx, state["parent"])
        return None if parent is None else self._process(parent), self._process(state)

    def _process(self, state: Row) -> Mapping[str, str] | None:
        """Return the digests of the parts of a checkpoint's process; None if unreadable."""
        if state["id"] not in self._known:
            try:
                self._known[state["id"]] = self._read(state)
            except MMError:
                self._known[state["id"]] = None
        return self._known[state["id"]]

    def _read(self, state: Row) -> Mapping[str, str]:
        manifest, _ = load_manifest(self._core.blobs, Digest(state["manifest"]))
        if manifest.process is None:
            return {}
        leaf = load_leaf(self._core.blobs, manifest.process, is_process=True)
        return {name: group.stream.digest for group in leaf.groups for name in group.names}


def _seeded(source: str, seeds: frozenset[str]) -> frozenset[str]:
    """Return the generators that a cell surely seeds before it can have drawn from any."""
    tree = parsed(source)
    found: set[str] = set()
    for statement in [] if tree is None else tree.body:
        name = _seeds(statement, seeds)
        if name is None and not is_harmless(ast.unparse(statement)):
            break
        found |= {name} if name is not None else set()
    return frozenset(found)


def _seeds(statement: ast.stmt, seeds: frozenset[str]) -> str | None:
    match statement:
        case ast.Expr(value=ast.Call(func=called, args=[seed], keywords=[])):
            return _SEEDS.get(ast.unparse(called)) if is_seed(seed, seeds) else None
    return None
