"""One workload with one backend, in a process of its own: `python -m ...child TASK FILE`.

TASK is the JSON of a Task; the JSON of a Result is written to FILE again and again, so that a run
that is stopped has told what it knows.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.families.kernel_state.backend import backend_named
from tests.benchmarks.families.kernel_state.results import Result, Task, Visit
from tests.benchmarks.families.kernel_state.shell import Shell
from tests.benchmarks.families.kernel_state.workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.families.kernel_state.backend import Backend
    from tests.benchmarks.families.kernel_state.workloads import Workload

WRITE_EVERY_S = 5.0


class Run:
    """The cells, then the ways back."""

    def __init__(self, task: Task, out: Path) -> None:
        """Make the shell and attach the backend; neither is timed."""
        self.task, self._out = task, out
        self.place = Path(task.place)
        self.workload: Workload = WORKLOADS[task.workload](task.scale)
        (self.place / "store").mkdir(exist_ok=True)
        notebook = write_notebook(self.place / "notebook.ipynb", self.workload.cells)
        self.shell = Shell(self.place)
        self.backend: Backend = backend_named(task.backend)(
            self.shell, self.place / "store", notebook
        )
        self.result = Result(
            workload=task.workload, backend=task.backend, cells=len(self.workload.cells)
        )
        self.marks: dict[int, str] = {}

    def all_cells(self) -> None:
        """Run every cell with its state kept, then wait until all is stored."""
        self.backend.attach()
        written = time.monotonic()
        for number, code in enumerate(self.workload.cells):
            time.sleep(self.task.pause_s)
            self._cell(number, code)
            self._mark_bytes(number)
            if time.monotonic() - written > WRITE_EVERY_S:
                self.write()
                written = time.monotonic()
        self.result.peak_bytes = peak_resident()
        start = time.perf_counter()
        self.backend.drain()
        self.result.drain_s = time.perf_counter() - start
        self.result.stored_bytes = self.backend.stored_bytes()
        self.write()

    def _cell(self, number: int, code: str) -> None:
        start, failures = time.perf_counter(), len(self.shell.failures)
        self.shell.run(code)
        try:
            self.backend.after_cell(number)
        except Exception as error:  # noqa: BLE001  # a peer that fails at one cell goes on
            self.shell.failures.append(f"{type(error).__name__}: {str(error)[:150]}")
        taken = time.perf_counter() - start
        self.result.code_s.append(self.shell.code_s)
        self.result.overhead_s.append(taken - self.shell.code_s)
        self.result.errors += [f"cell {number}: {text}" for text in self.shell.failures[failures:]]
        if number in self.workload.targets or number == len(self.workload.cells) - 1:
            self.marks[number] = self.shell.told(self.workload.fingerprint)

    def _mark_bytes(self, number: int) -> None:
        """Note what is stored at the end of a phase.

        What is still on its way is waited for where there are pauses; Run All does not wait.
        """
        if any(number == phase[-1] for phase in self.workload.phases.values()):
            if self.task.pause_s:
                self.backend.drain()
            self.result.stored_at[str(number)] = self.backend.stored_bytes()

    def all_visits(self) -> None:
        """Go to every target, and back to the end where the workload says so."""
        if self.task.backend == "none":
            return
        self.backend.learn()
        (self.place / "marks.json").write_text(json.dumps(self.marks))
        for number in self.workload.targets:
            self.result.visits.append(self.visit(number))
            if self.workload.is_zigzag:
                self.result.visits_to_end.append(self.visit(len(self.workload.cells) - 1))
            self.write()

    def visit(self, number: int) -> Visit:
        """Restore a state, look at it for the first time, compare it with what it was."""
        visit = Visit(number=number)
        try:
            visit.restore_s = _timed(lambda: self.backend.restore(number))
            start = time.perf_counter()
            found = self.shell.told(self.workload.fingerprint)
            visit.first_use_s = time.perf_counter() - start
        except Exception as error:  # noqa: BLE001  # whatever a backend or a broken state raises
            visit.error = f"{type(error).__name__}: {str(error)[:200]}"
            return visit
        visit.is_right = found == self.marks[number]
        if not visit.is_right:
            visit.error = f"{found[:150]} is not {self.marks[number][:150]}"
        return visit

    def in_a_new_process(self, number: int) -> None:
        """Visit a state that another process kept; its libraries are imported before."""
        marks = json.loads((self.place / "marks.json").read_text())
        self.marks = {int(key): text for key, text in marks.items()}
        for library in self.workload.needs:
            import_module(library)
        self.backend.attach()
        self.backend.prepare()
        self.result.visits.append(self.visit(number))

    def write(self) -> None:
        """Tell what is known so far."""
        self.result.notes = self.backend.notes
        self._out.write_text(json.dumps(asdict(self.result)))


def peak_resident() -> int:
    """Return the most memory this process ever had resident, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


def write_notebook(path: Path, cells: list[str]) -> Path:
    """Write the notebook that holds the cells, unless an earlier process did."""
    if not path.exists():
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        book: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 5}
        book["metadata"] = {"kernelspec": kernel}
        book["cells"] = [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": code,
            }
            for number, code in enumerate(cells)
        ]
        path.write_text(json.dumps(book), encoding="utf-8")
    return path


def _timed(call: Callable[[], None]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    """Do the task."""
    task, out = Task(**json.loads(sys.argv[1])), Path(sys.argv[2])
    run = Run(task, out)
    if task.visit is None:
        run.all_cells()
        run.all_visits()
    else:
        run.in_a_new_process(task.visit)
    run.result.is_complete = True
    run.write()


if __name__ == "__main__":
    main()
