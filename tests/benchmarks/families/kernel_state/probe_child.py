"""One probe with one backend, in a process of its own: `python -m ...probe_child TASK FILE`.

TASK is a Task whose workload is the probe's name; FILE gets the verdict as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.families.kernel_state.backend import backend_named
from tests.benchmarks.families.kernel_state.child import write_notebook
from tests.benchmarks.families.kernel_state.results import Task
from tests.benchmarks.families.kernel_state.shell import Shell
from tests.probes.catalogue import CASES

if TYPE_CHECKING:
    from tests.benchmarks.families.kernel_state.backend import Backend
    from tests.probes.case import Case

RIGHT, ANNOUNCED, WRONG = "right", "announced", "wrong"


def verdict(case: Case, shell: Shell, backend: Backend) -> tuple[str, str]:
    """Return how a backend did, and the first thing that was wrong."""
    backend.attach()
    marks = []
    for number, code in enumerate(case.cells):
        shell.run(code)
        backend.after_cell(number)
        marks.append(shell.told(case.state))
    backend.drain()
    backend.learn()
    is_announced = bool(case.impossible)
    for number in (case.to, len(case.cells) - 1, case.to):
        is_announced = is_announced and case.impossible <= backend.announced(number)
        backend.restore(number)
        found = shell.told(case.state)
        if found != marks[number]:
            return WRONG, f"state {number}: {found[:150]} is not {marks[number][:150]}"
    if is_announced:
        return ANNOUNCED, ""
    wanted = {case.after: case.expected} | ({case.use: case.used} if case.impossible else {})
    for expression, expected in wanted.items():
        found = used(shell, expression)
        if found != expected:
            return WRONG, f"{expression[:80]} gives {found[:150]}, not {expected}"
    return RIGHT, ""


def used(shell: Shell, expression: str) -> str:
    """Return an expression's value as text, run in the namespace as a user would."""
    done = shell.real.run_cell(f"_used = repr({expression})", store_history=False, silent=True)
    if not done.success:
        return repr(done.error_in_exec or done.error_before_exec)
    return str(dict.get(shell.real.user_ns, "_used"))


def main() -> None:
    """Do the task."""
    task, out = Task(**json.loads(sys.argv[1])), Path(sys.argv[2])
    (case,) = [case for case in CASES if case.name == task.workload]
    place = Path(task.place)
    (place / "store").mkdir(exist_ok=True)
    shell = Shell(place)
    notebook = write_notebook(place / "notebook.ipynb", list(case.cells))
    backend = backend_named(task.backend)(shell, place / "store", notebook)
    try:
        found = verdict(case, shell, backend)
    except BaseException as error:  # noqa: BLE001  # a backend that fails got the probe wrong
        found = WRONG, f"{type(error).__name__}: {str(error)[:200]}"
    out.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
