"""What the main thread notes of a value: its structure, and where its numbers lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MOST_COLUMNS = 100
MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Lying:
    """A run of bytes: of its own, or a piece of one of the buffers that are kept."""

    size_bytes: int
    own: Any = None
    """Bytes, or a view of memory that nobody can change."""
    buffer: int = -1
    """Position among the buffers of the group."""
    start: int = 0
    """Its first byte in that buffer."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of one type, side by side: one row after the other, of one or more columns."""

    dtype: Any
    """Of numpy."""
    lying: Lying
    width: int = 1
    """Numbers in a row."""
    mask: Lying | None = None
    """One byte for each row, not 0 where it is missing."""
    missing: int | None = None
    """The integer that stands for a missing value, as -1 among codes."""


@dataclass(slots=True)
class Column:
    """A column of a frame, or an array as a whole."""

    name: str
    type: str
    numbers: Numbers | None = None
    place: int = 0
    """Which of the numbers of a row are its own."""
    frozen: Any = None
    """An immutable array of pyarrow or column of polars."""


@dataclass(slots=True)
class Outline:
    """What is known of a value before its numbers are looked at."""

    kind: str
    """As of a Description."""
    shape: tuple[int, ...] = ()
    columns: list[Column] = field(default_factory=list)
    leaves: list[tuple[str, Any]] = field(default_factory=list)
    """Paths, each with a plain immutable value or a `Said`."""
    frozen: Any = None
    """A frame of polars or pyarrow, which nobody can change."""
    text: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a value that is not plain."""

    text: str


def name_of(kind: type) -> str:
    """Return the name of a type without asking its metaclass, which may be the user's."""
    return str(type.__dict__["__name__"].__get__(kind))
