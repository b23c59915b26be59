"""A folder of 10,000 files of 100 KB as one data set: for the first time, and unchanged."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.data.digests import RACY_NS, Digests
from jupyter_mm.data.finding import present
from jupyter_mm.data.sets import set_digest
from tests.benchmarks.families.data_digests.programs import (
    Repository,
    dvc_program,
    dvc_version,
    summing,
    timed,
)
from tests.benchmarks.rows import AtMost, TimesPeer, alone, beside
from tests.benchmarks.sampling import by_turns, median

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.benchmarks.rows import Row

FILES, EACH, IN_ONE = 10_000, 100_000, 100
FIRST = f"{FILES:,} files of 100 KB, warm, for the first time"
AGAIN = f"{FILES:,} files of 100 KB, unchanged"
DVC_GOAL, AGAIN_GOAL = TimesPeer(1 / 5), AtMost(150)


def measure(place: Path) -> Iterator[Row]:
    """Measure the same folder with every program; ours and DVC make one data set of it."""
    folder = made(place / "set")
    ours = _ours(place, folder)
    sides: dict[str, Callable[[int], float]] = {"ours": ours}
    paths = sorted(folder.glob("*/*"))
    sides |= {name: run for name in ("b3sum", "sha256sum") if (run := summing(name, paths))}
    found = {name: median(taken) for name, taken in by_turns(sides, rounds=3, warm_up=1).items()}
    mine = found.pop("ours")
    if not found:
        yield alone(FIRST, mine, "s")
    for name, taken in found.items():
        yield beside(FIRST, mine, (name, taken), "s")
    yield from _beside_dvc(place, folder)


def made(folder: Path) -> Path:
    """Write the files, and wait until they are old enough to be remembered."""
    block = os.urandom(EACH)
    for number in range(FILES):
        place = folder / f"{number // IN_ONE:03d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:05d}.bin").write_bytes(number.to_bytes(8, "little") + block[8:])
    time.sleep(RACY_NS / 1e9 + 0.5)
    return folder


def _beside_dvc(place: Path, folder: Path) -> Iterator[Row]:
    program = dvc_program()
    again = _again(place, folder)
    if program is None:
        yield alone(AGAIN, _middle({"ours": again}, 9)["ours"] * 1000, "ms", goal=AGAIN_GOAL)
        return
    peer, repositories = dvc_version(program), list[Repository]()

    def first(number: int) -> float:
        repositories.append(Repository(program, place / f"dvc-{number}", folder))
        time.sleep(RACY_NS / 1e9 + 0.5)  # making links changed the files' ctime
        return repositories[-1].add()

    taken = _middle({"ours": _ours(place, folder), "dvc": first}, 3)
    yield beside(FIRST, taken["ours"], (peer, taken["dvc"]), "s", goal=DVC_GOAL)
    again(0)  # the links have changed the files' times: what was remembered is doubted
    taken = _middle({"ours": again, "dvc": lambda _: repositories[-1].add()}, 5)
    mine, theirs = taken["ours"] * 1000, taken["dvc"] * 1000
    yield beside(AGAIN, mine, (f"{peer}, again", theirs), "ms", goal=AGAIN_GOAL)


def _middle(sides: dict[str, Callable[[int], float]], rounds: int) -> dict[str, float]:
    found = by_turns(sides, rounds=rounds, warm_up=1 if rounds > 3 else 0)
    return {name: median(taken) for name, taken in found.items()}


def _ours(place: Path, folder: Path) -> Callable[[int], float]:
    def run(number: int) -> float:
        home = place / f"home-{number}"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        return timed(lambda: _digest(home, folder))

    return run


def _again(place: Path, folder: Path) -> Callable[[int], float]:
    """Return what digests the folder as a new kernel does that has a store's memory."""
    home = place / "home-again"
    home.mkdir()
    _digest(home, folder)
    return lambda _: timed(lambda: _digest(home, folder))


def _digest(home: Path, folder: Path) -> None:
    found = set_digest(str(folder), present(str(folder)), Digests(home))
    if found.digest is None or found.files != FILES:
        raise RuntimeError(f"the set is not whole: {found.reason}")
