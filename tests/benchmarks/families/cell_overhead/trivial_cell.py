"""How much longer a trivial cell keeps the prompt than in the same kernel without us."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.benchmarks import kishu
from tests.benchmarks.families.cell_overhead.sides import BARE, both_sides
from tests.benchmarks.rows import AbovePeer, beside
from tests.benchmarks.sampling import by_turns, median, p95

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.families.cell_overhead.sides import Sides
    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.rows import Row

ROUNDS = 100
WARM_UP = 10
TOGETHER = 50
GOAL = AbovePeer(20)
CELL = "x = {number}"

SMALL = "\n".join(f"small_{number} = list(range({number}))" for number in range(20))
FRAME = """
import numpy, pandas
frame = pandas.DataFrame(numpy.random.default_rng(0).random((100_000, 25)))
"""


def measure(ours: Server, bare: Server, place: Path) -> Iterator[Row]:
    """Measure with nothing in the namespace, then with what a small analysis has there."""
    with both_sides(ours, bare) as sides:
        yield from _rows("empty namespace", by_turns(sides.cells(CELL), **_size()))
        yield _run_all_row("empty namespace", sides)
    with both_sides(ours, bare, SMALL + FRAME) as sides:
        yield from _rows("20 variables + 20 MB frame", by_turns(sides.cells(CELL), **_size()))
        yield _run_all_row("20 variables + 20 MB frame", sides)
        yield _memory_row("20 variables + 20 MB frame", sides)
        yield from _kishu_rows("20 variables + 20 MB frame", sides, place)


def _size() -> dict[str, int]:
    return {"rounds": ROUNDS, "warm_up": WARM_UP}


def _rows(what: str, found: dict[str, list[float]]) -> Iterator[Row]:
    for name, pick in (("p50", median), ("p95", p95)):
        peer = (BARE, pick(found["bare"]))
        yield beside(f"trivial cell, {what}, {name}", pick(found["ours"]), peer, "ms", goal=GOAL)


def _run_all_row(what: str, sides: Sides) -> Row:
    cells = [CELL.format(number=number) for number in range(TOGETHER)]
    found = by_turns(sides.run_all(cells), rounds=3, warm_up=1)
    each = {side: median(values) / TOGETHER for side, values in found.items()}
    title = f"{TOGETHER} trivial cells at once, {what}, each"
    return beside(title, each["ours"], (BARE, each["bare"]), "ms", goal=GOAL)


def _memory_row(what: str, sides: Sides) -> Row:
    resident = "__import__('psutil').Process().memory_info().rss"
    ours, bare = (int(kernel.value(resident)) / 1e6 for kernel in (sides.ours, sides.bare))
    return beside(f"kernel memory after all this, {what}", ours, (BARE, bare), "MB")


def _kishu_rows(what: str, sides: Sides, place: Path) -> Iterator[Row]:
    python = kishu.kishu_python()
    if python is None:
        print(f"no rows for {kishu.NAME}: {kishu.VARIABLE} is not set", file=sys.stderr)
        return
    with kishu.kishu_kernel(python, place) as peer:
        peer.run(SMALL + FRAME)
        ours = sides.cells(CELL)["ours"]
        turns = {"ours": ours, "kishu": lambda number: peer.run(CELL.format(number=number))}
        found = by_turns(turns, rounds=30, warm_up=3)
    for name, pick in (("p50", median), ("p95", p95)):
        title = f"trivial cell by turns with Kishu, {what}, {name}"
        yield beside(title, pick(found["ours"]), (kishu.NAME, pick(found["kishu"])), "ms")
