"""The environment: asked after every cell, locked in the background when it changed."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING

from jupyter_mm.environment.reading import read_lock
from jupyter_mm.kernel.keeping.environment import Environment
from tests.benchmarks.families.data_digests.programs import timed
from tests.benchmarks.rows import AtMost, alone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.rows import Row

PACKAGES = 300
CHECK_GOAL, LOCK_GOAL = AtMost(0.2), AtMost(300)
RECORD = "".join(f"package/module_{number}.py,sha256={'a' * 43},1000\n" for number in range(60))
METADATA = "Metadata-Version: 2.1\nName: made-{number}\nVersion: 1.{number}\n"


def measure(place: Path) -> Iterator[Row]:
    """Measure this interpreter's packages, filled up to 300 with made ones."""
    with _filled(place / "site-packages"):
        watch = Environment(os.environ, ("PYTHONHASHSEED",))
        watch.has_changed()
        checks = [timed(watch.has_changed) * 1000 for _ in range(500)]
        name = "check of the environment after a cell, unchanged"
        yield alone(name, median(checks), "ms", goal=CHECK_GOAL)
        locks = [timed(Environment(os.environ, ()).lock) * 1000 for _ in range(7)]
        count = len(read_lock(Environment(os.environ, ()).lock()).packages)
        yield alone(f"full lock of {count} packages", median(locks), "ms", goal=LOCK_GOAL)


@contextmanager
def _filled(folder: Path) -> Iterator[None]:
    """Add made packages to the search path until there are 300."""
    have = len(read_lock(Environment(os.environ, ()).lock()).packages)
    for number in range(max(PACKAGES - have, 0)):
        place = folder / f"made_{number}-1.{number}.dist-info"
        place.mkdir(parents=True)
        (place / "METADATA").write_text(METADATA.format(number=number), encoding="utf-8")
        (place / "WHEEL").write_text("Wheel-Version: 1.0\nTag: py3-none-any\n", encoding="utf-8")
        (place / "RECORD").write_text(RECORD, encoding="utf-8")
        (place / "INSTALLER").write_text("pip\n", encoding="utf-8")
    sys.path.append(str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
