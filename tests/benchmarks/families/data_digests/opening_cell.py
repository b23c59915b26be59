"""A cell that opens 10,000 small files, beside the same kernel without us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.families.cell_overhead.sides import BARE, both_sides
from tests.benchmarks.jupyter import running_server
from tests.benchmarks.rows import TimesPeer, beside
from tests.benchmarks.sampling import by_turns, median

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.rows import Row

FILES = 10_000
GOAL = TimesPeer(1.1)
FIRST = "import os; folder = {folder!r}; names = [f'{{folder}}/{{n}}' for n in range({count})]"
CELL = """
total = {number}
for name in names:
    with open(name, 'rb') as file:
        total += len(file.read())
"""


def measure(place: Path) -> Iterator[Row]:
    """Measure by turns; the work behind a cell of ours is waited for before the next one."""
    folder = place / "files"
    folder.mkdir(parents=True)
    for number in range(FILES):
        (folder / str(number)).write_bytes(number.to_bytes(1000, "little"))
    with (
        running_server(place / "with", with_us=True) as ours,
        running_server(place / "without", with_us=False) as bare,
        both_sides(ours, bare, FIRST.format(folder=str(folder), count=FILES)) as sides,
    ):
        found = by_turns(sides.cells(CELL), rounds=9, warm_up=2)
    peer = (BARE, median(found["bare"]))
    title = f"cell that opens {FILES:,} files of 1 KB"
    yield beside(title, median(found["ours"]), peer, "ms", goal=GOAL)
