"""How long the prompt waits after a cell that changed 200 MB, and one that left them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.families.cell_overhead.sides import BARE, both_sides
from tests.benchmarks.rows import AbovePeer, beside
from tests.benchmarks.sampling import by_turns, median, p95

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.rows import Row

FRAME = """
import numpy, pandas
frame = pandas.DataFrame(numpy.random.default_rng(0).random((1_000_000, 25)))
"""
# In place and with no fresh memory of its own: that takes now 30 ms, now 400 ms on a virtual
# machine that gives free memory back to its host, and would hide what is asked for.
MUTATE = "frame.iloc[:, 0] = {number}.5"


def measure(ours: Server, bare: Server) -> Iterator[Row]:
    """Measure a cell that changes a column of a frame, then one beside it that does not."""
    with both_sides(ours, bare, FRAME) as sides:
        found = by_turns(sides.cells(MUTATE), rounds=15, warm_up=2)
        for name, pick in (("p50", median), ("p95", p95)):
            yield beside(
                f"cell that changes a 200 MB frame, {name}",
                pick(found["ours"]),
                (BARE, pick(found["bare"])),
                "ms",
                goal=AbovePeer(150),
            )
        found = by_turns(sides.cells("x = {number}"), rounds=20, warm_up=2)
        yield beside(
            "trivial cell beside an unchanged 200 MB frame, p50",
            median(found["ours"]),
            (BARE, median(found["bare"])),
            "ms",
        )
