"""What jupyter_mm costs the person at the notebook, cell by cell and at every start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.bundle import extensions_folder, release_bundle
from tests.benchmarks.families.cell_overhead import (
    history_page,
    kernel_import,
    mutated_frame,
    sidebar_row,
    trivial_cell,
)
from tests.benchmarks.jupyter import running_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.rows import Row


def measure(place: Path) -> Iterator[Row]:
    """Measure kernels first, then the store, then the browser: what is small before what is big."""
    yield from kernel_import.measure()
    (place / "bundle").mkdir()
    bundle = release_bundle(place / "bundle")
    with_ours = extensions_folder(place / "extensions-with", bundle)
    others = extensions_folder(place / "extensions-without", None)
    with (
        running_server(place / "with", with_us=True, extensions=with_ours) as ours,
        running_server(place / "without", with_us=False, extensions=others) as bare,
    ):
        yield from trivial_cell.measure(ours, bare, place / "kishu")
        yield from mutated_frame.measure(ours, bare)
        yield from sidebar_row.measure(ours)
    yield from history_page.measure(place / "history")
