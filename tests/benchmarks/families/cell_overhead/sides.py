"""Two kernels that differ in jupyter_mm alone, with the same contents."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks.jupyter import Server
from tests.benchmarks.kernels import Kernel, kernel_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BARE = "same kernel without"
LOADED = "'jupyter_mm.kernel' in __import__('sys').modules"


@dataclass(frozen=True, slots=True)
class Sides:
    """The kernel with us, the one without, and how many executions were there before."""

    server: Server
    ours: Kernel
    bare: Kernel
    before: int

    def settle(self) -> None:
        """Wait until all work behind our cells is done: there may be two cores only."""
        self.server.wait_for_executions(self.before + self.ours.ran)
        time.sleep(0.02)

    def cells(self, code: str) -> dict[str, Callable[[int], float]]:
        """Return how either side runs a cell; `{number}` in it changes from round to round."""

        def ours(number: int) -> float:
            taken = self.ours.run(code.format(number=number))
            self.settle()
            return taken

        return {"ours": ours, "bare": lambda number: self.bare.run(code.format(number=number))}

    def run_all(self, codes: list[str]) -> dict[str, Callable[[int], float]]:
        """Return how either side runs cells that are sent at once."""

        def ours(_: int) -> float:
            taken = self.ours.run_all(codes)
            self.settle()
            return taken

        return {"ours": ours, "bare": lambda _: self.bare.run_all(codes)}


@contextmanager
def both_sides(ours: Server, bare: Server, first: str = "") -> Iterator[Sides]:
    """Start both kernels and run a first cell in each. Raises when they are not what they claim."""
    before = ours.executions()
    with kernel_of(ours) as with_us, kernel_of(bare) as without:
        if (with_us.value(LOADED), without.value(LOADED)) != ("True", "False"):
            raise RuntimeError("jupyter_mm is not where it should be, or where it should not")
        sides = Sides(ours, with_us, without, before)
        if first:
            with_us.run(first)
            without.run(first)
        sides.settle()
        yield sides
