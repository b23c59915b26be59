"""One file of 4 GB, warm: its pages are in memory, so that no disk is measured."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.data.digests import Digests
from tests.benchmarks.families.data_digests.programs import (
    Repository,
    dvc_program,
    dvc_version,
    summing,
    timed,
)
from tests.benchmarks.rows import TimesPeer, alone, beside
from tests.benchmarks.sampling import by_turns, median

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.benchmarks.rows import Row

GIB = 4
BLOCK = 64 << 20
TITLE = f"one file of {GIB} GiB, warm"
GOALS = {"b3sum": TimesPeer(1.25), "sha256sum": None}
DVC_GOAL = TimesPeer(1 / 7)


def measure(place: Path) -> Iterator[Row]:
    """Measure by turns with the programs that only sum, then with DVC."""
    place.mkdir()
    path = made(place / "large.bin")
    ours = _ours(place, path)
    sides: dict[str, Callable[[int], float]] = {"ours": ours}
    sides |= {name: run for name in GOALS if (run := summing(name, [path])) is not None}
    found = {name: median(taken) for name, taken in by_turns(sides, rounds=3, warm_up=1).items()}
    mine = found.pop("ours")
    if not found:
        yield alone(TITLE, mine, "s")
    for name, taken in found.items():
        yield beside(TITLE, mine, (name, taken), "s", goal=GOALS[name])
    if (program := dvc_program()) is not None:
        turns = {"ours": ours, "dvc": _dvc(program, place, path)}
        both = by_turns(turns, rounds=2, warm_up=0)
        peer = (dvc_version(program), median(both["dvc"]))
        yield beside(TITLE, median(both["ours"]), peer, "s", goal=DVC_GOAL)


def made(path: Path) -> Path:
    """Write the file, of blocks that all differ."""
    block = os.urandom(BLOCK)
    with path.open("wb", buffering=0) as file:
        for number in range((GIB << 30) // BLOCK):
            file.write(number.to_bytes(8, "little") + block[8:])
        os.fsync(file.fileno())
    return path


def _ours(place: Path, path: Path) -> Callable[[int], float]:
    """Return what digests the file as for the first time: nothing is remembered."""

    def run(number: int) -> float:
        home = place / f"home-{number}"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        return timed(lambda: Digests(home).digest(path))

    return run


def _dvc(program: str, place: Path, path: Path) -> Callable[[int], float]:
    def run(number: int) -> float:
        repository = Repository(program, place / f"dvc-{number}", path)
        taken = repository.add()
        print(f"data_digests: dvc add, large file: {taken:.1f} s", file=sys.stderr)
        shutil.rmtree(place / f"dvc-{number}")
        return taken

    return run
