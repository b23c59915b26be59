import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.benchmarks.families.kernel_state import asks_for_probes, plan_from
from tests.benchmarks.families.kernel_state.backend import PEERS, PLACES
from tests.benchmarks.families.kernel_state.comparison import aligned, compared
from tests.benchmarks.families.kernel_state.goals import rows
from tests.benchmarks.families.kernel_state.results import Result, Task, Visit, result_of
from tests.benchmarks.families.kernel_state.runs import CHILD, run_child
from tests.benchmarks.families.kernel_state.workloads import WORKLOADS
from tests.probes.catalogue import CASES


def result(backend: str, **fields: object) -> Result:
    made = Result(workload="W3", backend=backend, cells=12, is_complete=True, base_bytes=100)
    made.overhead_s, made.code_s = [0.01] * 12, [0.5] * 12
    made.peak_bytes, made.stored_bytes = 5_000_100, 8_000_000
    made.visits = [Visit(number=10, restore_s=0.004, is_right=True)]
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize("name", WORKLOADS)
def test_the_cells_of_a_workload_are_python_and_its_numbers_fit(name: str) -> None:
    workload = WORKLOADS[name](0.01)
    for code in (*workload.cells, f"({workload.fingerprint})"):
        compile(code, name, "exec")
    assert all(0 <= target < len(workload.cells) for target in workload.targets)
    covered = [cell for phase in workload.phases.values() for cell in phase]
    assert set(covered) <= set(range(len(workload.cells)))


def test_probes_have_names_of_their_own_and_states_that_are_python() -> None:
    assert len({case.name for case in CASES}) == len(CASES) == 41
    for case in CASES:
        compile(case.state, case.name, "eval")
        compile(case.after, case.name, "eval")
        assert 0 <= case.to < len(case.cells)


def test_a_child_without_a_backend_tells_times_and_states(tmp_path: Path) -> None:
    task = Task(workload="W2", backend="none", scale=0.01, place=str(tmp_path))
    out = tmp_path / "result.json"
    ended = run_child(CHILD, task, out, Path(sys.executable), {}, 100)
    told = result_of(json.loads(out.read_text()))
    assert told.is_complete, ended
    assert len(told.code_s) == len(told.overhead_s) == told.cells == 50
    assert told.peak_bytes > 10_000_000
    assert told.errors == []


def test_a_result_survives_its_file() -> None:
    made = result("dill", new_process=[Visit(number=1, error="no")])
    assert result_of(json.loads(json.dumps(asdict(made)))) == made


def test_goals_compare_with_kishu_and_with_the_limits_of_the_size() -> None:
    ours = result("jupyter_mm")
    kishu = result("kishu", overhead_s=[1.0] * 12, stored_bytes=7_000_000)
    found = {row.name: row for row in rows([ours, kishu], 1.0)}
    delay = found["W3 change 1 %, delay p50"]
    assert (delay.ours, delay.peer, delay.goal, delay.met) == (10, 1000, "<= 15", True)
    assert found["W3 stored in all"].met is False
    assert found["W3 added peak memory"].goal == "<= 504"
    assert found["W3 restore, same process, slowest"].met


def test_a_restore_that_failed_is_a_wrong_state_and_has_no_time() -> None:
    ours = result("jupyter_mm", visits=[Visit(number=1, error="gone")])
    found = {row.name: row for row in rows([ours], 1.0)}
    assert found["W3 wrong states"].met is False
    assert "W3 restore, same process, slowest" not in found


def test_all_backends_stand_in_one_table_with_ratios() -> None:
    text = compared([result("jupyter_mm"), result("kishu", overhead_s=[0.1] * 12)], 0.02)
    (line,) = [line for line in text.splitlines() if line.startswith("kishu ")]
    assert " 0.1 " in line


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert aligned([("a", "b"), ("longer", "c")]) == "a       b\n------  -\nlonger  c"


def test_what_to_run_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MM_BENCH_WORKLOADS", "W1,W3")
    monkeypatch.setenv("MM_BENCH_SCALE", "0.5")
    plan = plan_from(os.environ)
    assert (plan.workloads, plan.scale, plan.backends) == (
        ("W1", "W3"),
        0.5,
        ("jupyter_mm", *PEERS),
    )
    assert not asks_for_probes(os.environ)
    monkeypatch.setenv("MM_BENCH_WORKLOADS", "probes")
    assert plan_from(os.environ).workloads == ()
    assert asks_for_probes(os.environ)


def test_every_backend_has_a_place() -> None:
    assert set(PLACES) == {"none", "jupyter_mm", *PEERS}
