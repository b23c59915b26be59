"""Run the families, print the table: `python -m tests.benchmarks --only FAMILY --json FILE`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tests.benchmarks import families
from tests.benchmarks.machine import machine_line
from tests.benchmarks.rows import Row, write_json
from tests.benchmarks.table import render


def main() -> None:
    """Measure what the arguments name; what was measured is told even when a part fails."""
    known = sorted(module.name for module in iter_modules(families.__path__))
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="FAMILY", choices=known, help=", ".join(known))
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write the rows there")
    given = parser.parse_args()
    where, start, rows = machine_line(), time.monotonic(), list[Row]()
    try:
        for name in [given.only] if given.only else known:
            measure(name, rows)
    finally:
        print(render(rows))
        print(f"\n{where}; {time.monotonic() - start:.0f} s")
        if given.json:
            write_json(rows, given.json)


def measure(family: str, rows: list[Row]) -> None:
    """Add the rows of one family as they come."""
    module = import_module(f"tests.benchmarks.families.{family}")
    with tempfile.TemporaryDirectory(prefix="jupyter-mm-bench-") as place:
        for row in module.measure(Path(place)):
            rows.append(row)
            print(f"{family}: {row.name}", file=sys.stderr)


if __name__ == "__main__":
    main()
