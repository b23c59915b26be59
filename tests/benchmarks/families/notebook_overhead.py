"""How much longer six notebooks take than in the same kernels without us."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.families.cell_overhead.sides import BARE, both_sides
from tests.benchmarks.jupyter import running_server
from tests.benchmarks.rows import TimesPeer, beside
from tests.benchmarks.sampling import by_turns, median

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.kernels import Kernel
    from tests.benchmarks.rows import Row

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = (
    "functions_classes",
    "matplotlib_figures",
    "numpy_scipy",
    "pandas_exploration",
    "sklearn_training",
    "standard_library",
)
RUNS = 5
GOAL = TimesPeer(1.03)


def measure(place: Path) -> Iterator[Row]:
    """Run each notebook in new kernels, by turns; the first run of each does not count."""
    with (
        running_server(place / "with", with_us=True) as ours,
        running_server(place / "without", with_us=False) as bare,
    ):
        for server in (ours, bare):
            shutil.copytree(NOTEBOOKS, server.place / "root", dirs_exist_ok=True)
        totals = {"ours": 0.0, "bare": 0.0}
        for name in NAMES:
            found = _by_turns(_cells(name), ours, bare)
            middle = {side: median(values) for side, values in found.items()}
            totals = {side: total + middle[side] for side, total in totals.items()}
            print(f"notebook_overhead: {name} {found}", file=sys.stderr)
            yield beside(f"{name}, cells", middle["ours"], (BARE, middle["bare"]), "s")
        peer = (BARE, totals["bare"])
        yield beside("six notebooks, cells", totals["ours"], peer, "s", goal=GOAL)


def _by_turns(codes: list[str], ours: Server, bare: Server) -> dict[str, list[float]]:
    """Return the seconds from the first cell sent to the last one done, of each run."""

    def run(which: str) -> Callable[[int], float]:
        def one(_: int) -> float:
            with both_sides(ours, bare) as sides:
                kernel: Kernel = getattr(sides, which)
                start = time.perf_counter()
                for code in codes:
                    kernel.run(code)
                taken = time.perf_counter() - start
                sides.settle()
                return taken

        return one

    return by_turns({"ours": run("ours"), "bare": run("bare")}, rounds=RUNS, warm_up=1)


def _cells(name: str) -> list[str]:
    book = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
