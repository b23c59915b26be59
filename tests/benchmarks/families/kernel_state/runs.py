"""Child processes: which Python runs which backend, for how long, and with what beside it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.families.kernel_state.backend import PEERS
from tests.benchmarks.families.kernel_state.results import Result, Task, read_result
from tests.benchmarks.families.kernel_state.workloads import WORKLOADS
from tests.benchmarks.jupyter import running_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

ROOT = Path(__file__).parents[4]
VARIABLE = "MM_BENCH_PEERS_PYTHON"
CHILD = "tests.benchmarks.families.kernel_state.child"
OURS = "jupyter_mm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run."""

    paused: tuple[str, ...] = ("W1", "W3", "W5", "W9")
    """Workloads that are also run with pauses."""

    scale: float = 1.0
    workloads: tuple[str, ...] = tuple(WORKLOADS)
    backends: tuple[str, ...] = (OURS, *PEERS)
    pauses_s: tuple[float, ...] = (0.0,)
    """Between cells, for ours; peers do all their work in the cell and get none."""
    timeout_s: float = 1800.0


def peers_python() -> Path | None:
    """Return the Python that has the peers, where one was named."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def measured(plan: Plan, place: Path) -> Iterator[Result]:
    """Run all, one after the other; each workload first without any backend, in either Python."""
    for workload in plan.workloads:
        bases: dict[Path, Result] = {}
        for backend in plan.backends:
            python = Path(sys.executable) if backend == OURS else peers_python()
            if python is None:
                print(f"no {backend}: {VARIABLE} is not set", file=sys.stderr)
                continue
            task = Task(workload=workload, backend=backend, scale=plan.scale, place="")
            if python not in bases:
                bare = _one(replace(task, backend="none"), python, place, plan.timeout_s)
                bases[python] = bare
            also = backend == OURS and workload in plan.paused
            for pause in plan.pauses_s if also else (0.0,):
                result = _one(replace(task, pause_s=pause), python, place, plan.timeout_s)
                result.base_bytes = bases[python].peak_bytes
                result.base_code_s = sum(bases[python].code_s)
                print(f"kernel_state: {workload} {backend} {pause:g}", file=sys.stderr)
                yield result


def _one(task: Task, python: Path, place: Path, timeout_s: float) -> Result:
    """Run a workload with a backend, then its first and last target in new processes."""
    folder = place / f"{task.workload}-{task.backend}-{task.pause_s:g}"
    folder.mkdir(parents=True)
    task = replace(task, place=str(folder))
    beside: AbstractContextManager[Mapping[str, str]] = nullcontext({})
    if task.backend == OURS:
        beside = server_in(folder)
    with beside as added:
        result = _child(task, python, added, timeout_s)
        if result.is_complete and task.backend != "none":
            targets = WORKLOADS[task.workload](task.scale).targets
            for number in dict.fromkeys((targets[0], targets[-1])):
                visited = _child(replace(task, visit=number), python, added, timeout_s)
                result.new_process += visited.visits
                result.errors += [f"new process: {text}" for text in visited.errors]
    result.pause_s = task.pause_s
    shutil.rmtree(folder, ignore_errors=True)
    return result


@contextmanager
def server_in(folder: Path) -> Iterator[dict[str, str]]:
    """Run the Jupyter server of our kernels inside; yield the environment it gives to a kernel."""
    with running_server(folder / "server", with_us=True, home=folder / "store") as server:
        yield {
            "JPY_PARENT_PID": str(server.process.pid),
            "JUPYTER_MM_HOME": str(folder / "store"),
            "JUPYTER_RUNTIME_DIR": str(server.runtime),
        }


def _child(task: Task, python: Path, added: Mapping[str, str], timeout_s: float) -> Result:
    """Run a child and return what it told, all of it or what it knew when its time was over."""
    out = Path(task.place) / f"result-{task.visit}.json"
    ended = run_child(CHILD, task, out, python, added, timeout_s)
    if out.exists():
        result = read_result(out)
    else:
        result = Result(workload=task.workload, backend=task.backend, cells=0)
    if not result.is_complete:
        result.errors.append(ended)
    return result


def run_child(
    module: str, task: Task, out: Path, python: Path, added: Mapping[str, str], timeout_s: float
) -> str:
    """Run a child to its end, or to the end of its time; return how it ended."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JPY_")}
    log = Path(task.place) / "child.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            [python, "-m", module, json.dumps(asdict(task)), str(out)],
            cwd=task.place,
            env=kept | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", **added},
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
        ended = _wait(process, timeout_s)
    return f"{ended}: …{log.read_text(encoding='utf-8', errors='replace')[-300:]}"


def _wait(process: subprocess.Popen[bytes], timeout_s: float) -> str:
    try:
        return f"ended with {process.wait(timeout_s)}"
    except subprocess.TimeoutExpired:
        # Its own process group: nothing else is in it.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"stopped after {timeout_s:g} s"
