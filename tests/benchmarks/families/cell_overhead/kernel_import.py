"""What a kernel pays for importing our side of it, before any cell."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.benchmarks.rows import AtMost, alone
from tests.benchmarks.sampling import median

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.rows import Row

RUNS = 15
FORBIDDEN = ("alembic", "altair", "jupyter_server", "msgspec", "nbdime", "sqlalchemy", "tornado")

# A bare interpreter: ipykernel itself loads tornado, so there it could not be told who did.
PROBE = """
import json, sys, time
import IPython.core.completer, IPython.core.interactiveshell, IPython.core.magic
before, start = set(sys.modules), time.perf_counter()
import jupyter_mm.kernel.extension
spent = time.perf_counter() - start
print(json.dumps([spent, sorted(set(sys.modules) - before)]))
"""


def measure() -> Iterator[Row]:
    """Import in fresh interpreters; the first run, which may compile, does not count."""
    spent, loaded = zip(*(_probe() for _ in range(RUNS + 1)), strict=True)
    found = set(FORBIDDEN) & {name.partition(".")[0] for name in loaded[-1]}
    if found:
        print(f"kernel side loads: {', '.join(sorted(found))}", file=sys.stderr)
    yield alone("kernel side, import, p50", median(spent[1:]) * 1000, "ms", goal=AtMost(60))
    yield alone("kernel side, packages it must not load", len(found), "packages", goal=AtMost(0))


def _probe() -> tuple[float, list[str]]:
    run = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    spent, loaded = json.loads(run.stdout)
    return spent, loaded
