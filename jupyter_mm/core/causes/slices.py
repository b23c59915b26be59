"""All that executions came from, by the reads that their kernels recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog import data as uses
from jupyter_mm.catalog.executions import executions_of
from jupyter_mm.catalog.lineage import changes_of, reads_of
from jupyter_mm.core.sources import (
    names_imported,
    names_made,
    names_set_first,
    names_within,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.domain.data import DataRef

MOST = 3_000
"""Executions that are looked at in all."""
USES = 2_000
"""Files of one execution, and uses of the same files, that are looked at."""


class Slices:
    """Executions with their pasts, loaded together: results of one notebook share most of it."""

    def __init__(self, tx: Connection, ids: Iterable[str]) -> None:
        """Load these executions, what they read, what that was made from, and so on."""
        self.tx = tx
        self.rows: dict[str, Row] = {}
        self.data: dict[str, tuple[DataRef, ...]] = {}
        self.changes: dict[str, tuple[str, ...]] = {}
        self.imports: dict[str, set[tuple[str, str]]] = {}
        """By execution: the executions that imported a name it read, with the name."""
        self.importers: dict[str, Row] = {}
        self.astray: dict[str, frozenset[str]] = {}
        """By execution: names that it read, or may have read, of which nobody knows the maker."""
        self._made_by: dict[str, set[str]] = {}
        self._shapes: dict[Hashable, int] = {}
        self.is_cut = False
        frontier = set(ids)
        while frontier:
            self.is_cut = self.is_cut or len(self.rows) + len(frontier) > MOST
            if self.is_cut:
                return
            frontier = self._load(frontier)

    def past(self, execution: str) -> list[Row]:
        """Return an execution and those that it came from, in the order in which they ran."""
        seen, waiting = set(), {execution}
        while waiting:
            one = waiting.pop()
            seen.add(one)
            waiting |= self._made_by.get(one, set()) - seen
        known = [self.rows[one] for one in seen if one in self.rows]
        return sorted(known, key=lambda row: int(row["position"]))

    def read_by(self, execution: str) -> list[DataRef]:
        """Return the data that an execution read."""
        return [ref for ref in self.data.get(execution, ()) if ref.mode == "r"]

    def makers(self, execution: str) -> frozenset[str]:
        """Return the executions that made what one read, imports left out."""
        return frozenset(self._made_by.get(execution, ()))

    def shape(self, meaning: Hashable, makers: Iterable[int]) -> int:
        """Return a number that is equal for the same code on what code of the same shapes made."""
        return self._shapes.setdefault((meaning, frozenset(makers)), len(self._shapes))

    def _load(self, ids: set[str]) -> set[str]:
        """Load executions; return those they came from that are not loaded yet."""
        found = executions_of(self.tx, ids)
        rows = list(found.values())
        self.rows |= found
        self.changes |= changes_of(self.tx, rows)
        self._load_data(rows)
        for id_ in found:
            self._made_by[id_], self.imports[id_] = set(), set()
        self._add_reads(rows)
        self._add_writers(rows)
        makers = {maker for id_ in found for maker in self._made_by[id_]}
        return makers - self.rows.keys()

    def _load_data(self, rows: list[Row]) -> None:
        counts = uses.data_counts(self.tx, rows)
        few = [row for row in rows if counts[row["id"]] <= USES]
        self.is_cut = self.is_cut or len(few) < len(rows)
        self.data |= uses.data_of(self.tx, few)

    def _add_reads(self, rows: list[Row]) -> None:
        reads = reads_of(self.tx, rows)
        made = executions_of(self.tx, {one.execution for ones in reads.values() for one in ones})
        for id_, ones in reads.items():
            sources = {one.name: made.get(one.execution or "") for one in ones}
            within = _names_within(sources)
            code = self.rows[id_]["source"]
            self.astray[id_] = frozenset()
            own = names_made(code) - (within - names_set_first(code))
            for name, source in sources.items():
                if name not in own:
                    self._add_read(id_, name, source)

    def _add_read(self, id_: str, name: str, source: Row | None) -> None:
        if source is None:
            self.astray[id_] |= {name}
        elif name in names_imported(source["source"]):
            self.importers[source["id"]] = source
            self.imports[id_].add((source["id"], name))
        else:
            self._made_by[id_].add(source["id"])

    def _add_writers(self, rows: list[Row]) -> None:
        """Add who wrote the files that executions read, with that very content, before."""
        read: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            for ref in self.data.get(row["id"], ()):
                if ref.mode == "r" and ref.digest is not None:
                    read.setdefault((ref.path, ref.digest), []).append(row)
        paths = sorted({path for path, _ in read})
        for first in range(0, len(paths), USES):
            clauses = [uses.has_path(paths[first : first + USES]), uses.has_mode("w")]
            written, _ = uses.uses(self.tx, clauses, is_latest=False, limit=USES)
            for use in written:
                for row in read.get((use.ref.path, use.ref.digest or ""), []):
                    if use.position < row["position"]:
                        self._made_by[row["id"]].add(use.execution)


def _names_within(sources: Mapping[str, Row | None]) -> set[str]:
    """Return what the functions may read of which a cell read the names."""
    found: set[str] = set()
    for name, row in sources.items():
        found |= names_within(row["source"], name) if row is not None else frozenset()
    return found
