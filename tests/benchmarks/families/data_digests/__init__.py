"""What it costs to know the data: digests beside DVC, b3sum and sha256sum, locks, and openings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.families.data_digests import (
    large_file,
    locks,
    opening_cell,
    small_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.rows import Row


def measure(place: Path) -> Iterator[Row]:
    """Measure what is small before what is big: the large file fills the page cache."""
    yield from locks.measure(place / "locks")
    yield from opening_cell.measure(place / "cells")
    yield from small_files.measure(place / "small")
    yield from large_file.measure(place / "large")
