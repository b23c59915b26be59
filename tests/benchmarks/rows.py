"""One measured figure beside its peer's and beside its goal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What `--json` writes, key by key."""

    name: str
    ours: float
    peer: float | None
    peer_name: str | None
    unit: str
    ratio: float | None
    """Ours divided by the peer's; None where there is no peer."""
    goal: str | None
    """`<= 60` for a limit, `<= peer + 20` for a distance; None for a figure without a goal."""
    met: bool | None


@dataclass(frozen=True, slots=True)
class AtMost:
    """The goal is a figure."""

    limit: float

    def __str__(self) -> str:
        return f"<= {self.limit:g}"

    def is_met(self, ours: float, _peer: float | None) -> bool:
        return ours <= self.limit


@dataclass(frozen=True, slots=True)
class AbovePeer:
    """The goal is a distance from the peer's figure, because ours is the same thing plus us."""

    limit: float

    def __str__(self) -> str:
        return f"<= peer + {self.limit:g}"

    def is_met(self, ours: float, peer: float | None) -> bool:
        if peer is None:
            raise ValueError("this goal needs a peer's figure")
        return ours - peer <= self.limit


@dataclass(frozen=True, slots=True)
class TimesPeer:
    """The goal is a factor of the peer's figure."""

    factor: float

    def __str__(self) -> str:
        return f"<= peer x {self.factor:g}"

    def is_met(self, ours: float, peer: float | None) -> bool:
        if peer is None:
            raise ValueError("this goal needs a peer's figure")
        return ours <= peer * self.factor


def alone(name: str, ours: float, unit: str, *, goal: AtMost | None = None) -> Row:
    """Return a row for a figure that nobody else has."""
    return Row(
        name=name,
        ours=ours,
        peer=None,
        peer_name=None,
        unit=unit,
        ratio=None,
        goal=str(goal) if goal else None,
        met=goal.is_met(ours, None) if goal else None,
    )


def beside(
    name: str,
    ours: float,
    peer: tuple[str, float],
    unit: str,
    *,
    goal: AtMost | AbovePeer | TimesPeer | None = None,
) -> Row:
    """Return a row for a figure and that of a peer, given as name and figure."""
    peer_name, figure = peer
    return Row(
        name=name,
        ours=ours,
        peer=figure,
        peer_name=peer_name,
        unit=unit,
        ratio=ours / figure if figure else None,
        goal=str(goal) if goal else None,
        met=goal.is_met(ours, figure) if goal else None,
    )


def write_json(rows: Sequence[Row], path: Path) -> None:
    """Write rows as a JSON list of objects."""
    path.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
