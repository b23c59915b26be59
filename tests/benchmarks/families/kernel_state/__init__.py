"""Kernel states kept after every cell: what that costs and whether they come back, beside peers."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.families.kernel_state import probing
from tests.benchmarks.families.kernel_state.comparison import compared
from tests.benchmarks.families.kernel_state.goals import rows
from tests.benchmarks.families.kernel_state.results import result_of
from tests.benchmarks.families.kernel_state.runs import Plan, measured
from tests.benchmarks.families.kernel_state.workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.families.kernel_state.results import Result
    from tests.benchmarks.rows import Row

PAUSE_S = 0.3


def measure(place: Path) -> Iterator[Row]:
    """Run what the environment asks for, print all backends side by side, then give the rows."""
    plan = plan_from(os.environ)
    results = earlier(os.environ)
    try:
        for result in measured(plan, place):
            results.append(result)
            write(results, os.environ)
    finally:
        results.sort(key=lambda one: (one.workload, one.backend != "jupyter_mm"))
        print(compared(results, plan.scale))
    yield from rows(results, plan.scale)
    if asks_for_probes(os.environ):
        verdicts = probing.probed(plan.backends, place / "probes")
        print(probing.shown(verdicts))
        yield from probing.rows(verdicts)


def asks_for_probes(environment: os._Environ[str]) -> bool:
    """Tell whether the probes belong to this run: unless some workloads only were asked for."""
    return environment.get("MM_BENCH_WORKLOADS", "probes").endswith("probes")


def plan_from(environment: os._Environ[str]) -> Plan:
    """Return what to run: MM_BENCH_SCALE, _WORKLOADS, _BACKENDS and _TIMEOUT."""
    named = {
        key: environment.get(name, "").split(",")
        for key, name in (("w", "MM_BENCH_WORKLOADS"), ("b", "MM_BENCH_BACKENDS"))
    }
    every = Plan()
    return replace(
        every,
        scale=float(environment.get("MM_BENCH_SCALE", "1")),
        timeout_s=float(environment.get("MM_BENCH_TIMEOUT", "1800")),
        pauses_s=(0.0, PAUSE_S),
        workloads=tuple(name for name in named["w"] if name in WORKLOADS)
        if any(named["w"])
        else every.workloads,
        backends=tuple(filter(None, named["b"])) or every.backends,
    )


def earlier(environment: os._Environ[str]) -> list[Result]:
    """Return the results that MM_BENCH_EARLIER names, of peers that take an hour."""
    path = environment.get("MM_BENCH_EARLIER")
    return [result_of(told) for told in json.loads(Path(path).read_text())] if path else []


def write(results: list[Result], environment: os._Environ[str]) -> None:
    """Write all that was measured to the file that MM_BENCH_RESULTS names."""
    path = environment.get("MM_BENCH_RESULTS")
    if path:
        Path(path).write_text(json.dumps([asdict(result) for result in results]))
