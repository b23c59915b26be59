"""The correctness probes with every backend: how many come back right, and how many wrongly."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.families.kernel_state.comparison import aligned
from tests.benchmarks.families.kernel_state.goals import KISHU
from tests.benchmarks.families.kernel_state.results import Task
from tests.benchmarks.families.kernel_state.runs import OURS, peers_python, run_child, server_in
from tests.benchmarks.rows import AtMost, Row, alone, beside
from tests.probes.catalogue import CASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

MODULE = "tests.benchmarks.families.kernel_state.probe_child"
TIMEOUT_S = 120.0
Verdicts = dict[str, tuple[str, str]]


def probed(backends: Sequence[str], place: Path) -> dict[str, Verdicts]:
    """Return the verdict of each probe by backend."""
    return {
        backend: _all(backend, python, place / backend)
        for backend in backends
        if (python := Path(sys.executable) if backend == OURS else peers_python())
    }


def _all(backend: str, python: Path, place: Path) -> Verdicts:
    place.mkdir(parents=True)
    beside_it: AbstractContextManager[Mapping[str, str]] = nullcontext({})
    if backend == OURS:
        beside_it = server_in(place)
    found = {}
    with beside_it as added:
        for case in CASES:
            folder = place / "case"
            folder.mkdir()
            task = Task(workload=case.name, backend=backend, scale=1.0, place=str(folder))
            out = folder / "verdict.json"
            ended = run_child(MODULE, task, out, python, added, TIMEOUT_S)
            told = json.loads(out.read_text()) if out.exists() else ("wrong", ended)
            found[case.name] = (str(told[0]), str(told[1]))
            shutil.rmtree(folder, ignore_errors=True)
    print(f"kernel_state: probes {backend}", file=sys.stderr)
    return found


def shown(verdicts: Mapping[str, Verdicts]) -> str:
    """Return all verdicts as a table, and what was wrong with ours."""
    lines = [(case.name, *(one[case.name][0] for one in verdicts.values())) for case in CASES]
    remarks = [
        f"- {backend}: {name}: {why}"
        for backend, found in verdicts.items()
        for name, (told, why) in found.items()
        if told == "wrong"
    ]
    return "\n".join(["", aligned([("probe", *verdicts), *lines]), "", *remarks])


def rows(verdicts: Mapping[str, Verdicts]) -> Iterator[Row]:
    """Return how many were wrong without a word, and how many came back or were announced."""
    if OURS not in verdicts:
        return
    wrong = {backend: _count(found, "wrong") for backend, found in verdicts.items()}
    title = f"probes wrong, of {len(CASES)}"
    goal = AtMost(0)
    if "kishu" in wrong:
        yield beside(title, wrong[OURS], (KISHU, wrong["kishu"]), "probes", goal=goal)
    else:
        yield alone(title, wrong[OURS], "probes", goal=goal)
    impossible = sum(bool(case.impossible) for case in CASES)
    announced = _count(verdicts[OURS], "announced")
    yield alone("probes announced as impossible", announced, "probes", goal=AtMost(impossible))


def _count(found: Verdicts, verdict: str) -> int:
    return sum(told == verdict for told, _ in found.values())
