"""Where a result comes from and what came of it: a graph of data, executions and variables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mm.catalog import data as uses
from jupyter_mm.catalog.executions import find_execution
from jupyter_mm.catalog.lineage import origins_of, readers_of
from jupyter_mm.core import policy
from jupyter_mm.core.data import SEARCH_S, sets_with
from jupyter_mm.core.graph import Graph, data_id, variable_id
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.errors import InvalidError, NotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.lineage import Lineage, LineageQuery

MOST = 2000
DIRECTIONS = ("up", "down", "both")


def lineage(core: Core, actor: Actor, query: LineageQuery) -> Lineage:
    """Return the part of the graph that a start is connected with, the nearest first.

    Raises InvalidError unless there is one start, NotFoundError, what the reference raises.
    """
    policy.require(actor, Scope.READ)
    _check(query)
    with core.catalog.read(within_s=SEARCH_S) as tx:
        graph = Graph(tx, query.limit)
        start = _start(core, tx, query, graph)
        if query.direction != "down":
            graph.climb(start.up)
        if query.direction != "up":
            graph.descend(start.down)
    return graph.lineage()


@dataclass(frozen=True, slots=True)
class _Start:
    """The executions to go on from."""

    up: set[str] = field(default_factory=set)
    down: set[str] = field(default_factory=set)


def _check(query: LineageQuery) -> None:
    given = [one for one in (query.execution, query.path, query.ref) if one is not None]
    if len(given) != 1:
        raise InvalidError("A lineage starts at one of `execution`, `path` or `ref`.")
    if query.name is not None and query.ref is None:
        raise InvalidError("`name` goes with `ref`: a variable of that checkpoint.")
    if query.direction not in DIRECTIONS:
        raise InvalidError(f"A direction is one of {', '.join(DIRECTIONS)}.")
    if not 1 <= query.limit <= MOST:
        raise InvalidError(f"A lineage has 1 to {MOST} nodes.")


def _start(core: Core, tx: Connection, query: LineageQuery, graph: Graph) -> _Start:
    if query.path is not None:
        return _from_data(core, tx, query.path, graph)
    if query.ref is None:
        execution = query.execution or ""
        if find_execution(tx, execution) is None:
            raise NotFoundError(f"There is no execution {execution[:80]}.")
        return _Start({execution}, {execution})
    state = resolve(tx, query.ref, now=core.clock())
    if query.name is None:
        return _Start({state["execution"]}, {state["execution"]})
    origin = origins_of(tx, state["id"]).get(query.name)
    if origin is None:
        raise NotFoundError(f"It is not known where `{query.name[:80]}` comes from.")
    return _from_variable(tx, query.name, origin, graph)


def _from_variable(tx: Connection, name: str, origin: str, graph: Graph) -> _Start:
    start = _Start({origin})
    node = variable_id(name, origin)
    graph.add(node, "variable", name)
    graph.connect(f"execution:{origin}", node)
    for reader, what in readers_of(tx, [origin]):
        if what.name == name:
            graph.connect(node, f"execution:{reader}")
            start.down.add(reader)
    return start


def _from_data(core: Core, tx: Connection, path: str, graph: Graph) -> _Start:
    start = _Start()
    clause = uses.is_path_or_set(path, sets_with(core, tx, path))
    found, _ = uses.uses(tx, [clause], is_latest=False, limit=MOST)
    if not found:
        raise NotFoundError(f"No execution used {path[:200]}.")
    for use in found:
        graph.add_data(use.ref)
        if use.ref.mode == "w":
            graph.connect(f"execution:{use.execution}", data_id(use.ref))
            start.up.add(use.execution)
        else:
            graph.connect(data_id(use.ref), f"execution:{use.execution}")
            start.down.add(use.execution)
    return start
