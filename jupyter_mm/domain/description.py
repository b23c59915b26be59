"""What a kernel says of a value when it keeps it, so that nobody loads values to compare them."""

from __future__ import annotations

from dataclasses import dataclass

DESCRIPTION_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One named text, as `mean` and `0.31`."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFacts:
    """One column of a frame, or an array as a whole."""

    name: str
    type: str
    missing: int | None
    minimum: str | None
    maximum: str | None
    mean: float | None
    spread: float | None
    """Standard deviation of the population."""
    digest: str | None = None
    """xxh3-128 of all its bytes: equal ones mean equal values. None where not all were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A value in figures and short texts.

    Its canonical bytes are a blob: docs/formats/description.md. Values that look like secrets are
    left out, long texts are cut at 200 characters. What the summary of a variable says, as the text
    of a number, is not said again.
    """

    kind: str
    """`frame`, `array`, `estimator` or `tree` (of dicts, lists, tuples and sets)."""
    shape: tuple[int, ...] = ()
    columns: tuple[ColumnFacts, ...] = ()
    entries: tuple[Entry, ...] = ()
    """Parameters of an estimator, or paths inside a tree and their short texts."""
    text: str = ""
    """`column-major` for an array whose numbers lie so."""
    sketch: tuple[float, ...] = ()
    """Sums with fixed random signs; the distance of two sketches estimates that of two arrays."""
    norm: float | None = None
    is_cut: bool = False
    """Whether there is more than is said."""
    version: int = DESCRIPTION_VERSION
