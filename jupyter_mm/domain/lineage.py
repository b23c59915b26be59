"""Where a result comes from and what came of it: data → execution → variable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageQuery:
    """Which part of the graph: one of `execution`, `path` or `ref` is the start."""

    execution: str | None = None
    path: str | None = None
    ref: str | None = None
    name: str | None = None
    """With `ref`: only this variable."""
    direction: str = "up"
    """`up`: what it came from; `down`: what came of it; `both`."""
    limit: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageNode:
    """Data, an execution or a variable as one execution left it."""

    id: str
    """`data:PATH@DIGEST`, `execution:ID`, `variable:NAME@EXECUTION`."""
    kind: str
    """`data`, `execution` or `variable`."""
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageEdge:
    """`source` went into `target`."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """A part of the graph."""

    nodes: tuple[LineageNode, ...]
    edges: tuple[LineageEdge, ...]
    is_cut: bool
    """Whether the limit left something out."""
