"""The graph behind lineage, read from the catalog level by level.

Imported names are left out: a module carries no data from one cell to another.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from jupyter_mm.catalog import data as uses
from jupyter_mm.catalog.executions import executions_of
from jupyter_mm.catalog.lineage import changes_of, readers_of, reads_of
from jupyter_mm.core.sources import names_imported
from jupyter_mm.domain.lineage import Lineage, LineageEdge, LineageNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.domain.data import DataRef

PATHS = 5_000
"""In one query; SQLite takes 32,766 values."""
USES = 2_000
"""Uses of the same data that are looked at for one level."""


def data_id(ref: DataRef) -> str:
    """Return the id of the node of one content at one path."""
    return f"data:{ref.path}@{ref.digest or ref.version or ''}"


def variable_id(name: str, execution: str) -> str:
    """Return the id of the node of a variable as an execution left it."""
    return f"variable:{name}@{execution}"


class Graph:
    """Nodes and edges, at most `limit` nodes; edges to what was left out are left out, too."""

    def __init__(self, tx: Connection, limit: int) -> None:
        """Begin with nothing."""
        self._tx, self._limit = tx, limit
        self._nodes: dict[str, LineageNode] = {}
        self._edges: dict[tuple[str, str], None] = {}
        self._is_cut = False

    def add(self, id_: str, kind: str, label: str) -> None:
        """Add a node, if there is room."""
        if id_ not in self._nodes:
            if len(self._nodes) >= self._limit:
                self._is_cut = True
            else:
                self._nodes[id_] = LineageNode(id=id_, kind=kind, label=label)

    def add_data(self, ref: DataRef) -> None:
        """Add the node of one content at one path."""
        self.add(data_id(ref), "data", PurePosixPath(ref.path).name or ref.path)

    def connect(self, source: str, target: str) -> None:
        """Say that `source` went into `target`."""
        self._edges[source, target] = None

    def climb(self, executions: set[str]) -> None:
        """Add what executions came from, and what that came from."""
        self._walk(executions, self._above)

    def descend(self, executions: set[str]) -> None:
        """Add what came of executions, and what came of that."""
        self._walk(executions, self._below)

    def lineage(self) -> Lineage:
        """Return what was found."""
        edges = [edge for edge in self._edges if set(edge) <= self._nodes.keys()]
        return Lineage(
            nodes=tuple(self._nodes.values()),
            edges=tuple(LineageEdge(source=a, target=b) for a, b in edges),
            is_cut=self._is_cut,
        )

    def _walk(self, begin: set[str], step: Callable[[list[Row]], set[str]]) -> None:
        seen, frontier = set(begin), set(begin)
        while frontier and not self._is_cut:
            room = self._limit - len(self._nodes)
            self._is_cut = len(frontier) > room + 1  # the start may be a node already
            near = sorted(frontier)[: room + 1]
            rows = sorted(executions_of(self._tx, near).values(), key=_position)
            for row in rows:
                self.add(f"execution:{row['id']}", "execution", row["title"])
            frontier = step(rows) - seen
            seen |= frontier

    def _above(self, rows: list[Row]) -> set[str]:
        """Add variables and data that executions read; return the executions that made them."""
        found = set()
        reads = reads_of(self._tx, rows)
        made = executions_of(self._tx, {one.execution for ones in reads.values() for one in ones})
        for id_, ones in reads.items():
            for read in ones:
                source = made.get(read.execution or "")
                if source is not None and read.name not in names_imported(source["source"]):
                    node = variable_id(read.name, source["id"])
                    self.add(node, "variable", read.name)
                    self.connect(f"execution:{source['id']}", node)
                    self.connect(node, f"execution:{id_}")
                    found.add(source["id"])
        for ref, reader, writer in self._handed_on(rows, "r"):
            self.add_data(ref)
            self.connect(data_id(ref), f"execution:{reader}")
            if writer is not None:
                self.connect(f"execution:{writer}", data_id(ref))
                found.add(writer)
        return found

    def _below(self, rows: list[Row]) -> set[str]:
        """Add what executions changed and wrote; return the executions that read it."""
        found = set()
        imported = {row["id"]: names_imported(row["source"]) for row in rows}
        for id_, names in changes_of(self._tx, rows).items():
            for name in names:
                if name not in imported[id_]:
                    self.add(variable_id(name, id_), "variable", name)
                    self.connect(f"execution:{id_}", variable_id(name, id_))
        for reader, read in readers_of(self._tx, imported):
            if read.execution is not None and read.name not in imported[read.execution]:
                self.connect(variable_id(read.name, read.execution), f"execution:{reader}")
                found.add(reader)
        for ref, id_, user in self._handed_on(rows, "w"):
            self.add_data(ref)
            self.connect(f"execution:{id_}", data_id(ref))
            if user is not None:
                self.connect(data_id(ref), f"execution:{user}")
                found.add(user)
        return found

    def _handed_on(self, rows: list[Row], mode: str) -> Iterable[tuple[DataRef, str, str | None]]:
        """Yield data that executions used in one mode, the execution, and who used it in the other.

        The same content at the same path, written before it was read; None where there is nobody.
        """
        used = {id_: [r for r in refs if r.mode == mode] for id_, refs in self._data(rows)}
        paths = sorted({ref.path for refs in used.values() for ref in refs})
        others: dict[str, list[uses.Use]] = {}
        for first in range(0, len(paths), PATHS):
            some = uses.has_path(paths[first : first + PATHS])
            clauses = [some, uses.has_mode("r" if mode == "w" else "w")]
            for other in uses.uses(self._tx, clauses, is_latest=False, limit=USES)[0]:
                others.setdefault(data_id(other.ref), []).append(other)
        for row in rows:
            for ref in used[row["id"]]:
                yield ref, row["id"], None
                for other in others.get(data_id(ref), []):
                    is_later = other.position > row["position"]
                    if is_later == (mode == "w") and other.position != row["position"]:
                        yield ref, row["id"], other.execution

    def _data(self, rows: list[Row]) -> Iterator[tuple[str, tuple[DataRef, ...]]]:
        """Yield the data of executions; of one that used more than there is room for, some."""
        counts = uses.data_counts(self._tx, rows)
        few = [row for row in rows if counts[row["id"]] <= self._limit]
        yield from uses.data_of(self._tx, few).items()
        for row in rows:
            if counts[row["id"]] > self._limit:
                self._is_cut = True
                clause = uses.is_of(row["id"])
                found, _ = uses.uses(self._tx, [clause], is_latest=False, limit=self._limit)
                yield row["id"], tuple(use.ref for use in found)


def _position(row: Row) -> int:
    return int(row["position"])
