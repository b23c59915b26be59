"""Which executions led to a checkpoint, and which of them its last one depends on."""

from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import Failure
from jupyter_mm.reproduce.line import line_of, needed


def ids(steps: Any) -> list[str]:
    return [step.id for step in steps]


def line(core: Core, told: Any) -> Any:
    assert told.head is not None
    return line_of(core, told.head)


def ref(path: str, mode: str) -> DataRef:
    return DataRef(path=path, mode=mode, size_bytes=1, mtime_ns=1, digest="0" * 64)


def test_the_line_is_the_checkpoint_and_its_ancestors_in_order(core: Core, told: Any) -> None:
    told.run("a = 1", writes="a")
    first = told.head
    told.run("a = 2", writes="a")
    told.head = first  # somebody went back
    told.run("b = a", reads="a", writes="b")
    found = line(core, told)
    assert ids(found.steps) == ["run-1", "run-3"]
    assert found.obstacle is None
    assert found.checkpoint == told.head


def test_what_left_no_checkpoint_is_run_too(core: Core, told: Any) -> None:
    told.run("a = 1", writes="a")
    told.run("b = 1", lost="only named checkpoints are kept")
    told.run("c = 1", writes="c")
    told.run("d = 1", lost="only named checkpoints are kept")
    assert ids(line(core, told).steps) == ["run-1", "run-2", "run-3"]


def test_a_failure_that_changed_nothing_is_left_out(core: Core, told: Any) -> None:
    failure = {"status": "error", "failure": Failure(name="ValueError", message="no")}
    told.run("a = 1", writes="a")
    told.run("1 / 0", **failure)
    told.run("b = 1; 1 / 0", writes="b", **failure)
    told.run("c = 1", writes="c")
    assert ids(line(core, told).steps) == ["run-1", "run-3", "run-4"]


def test_a_failure_is_kept_when_it_is_what_is_asked_for(core: Core, told: Any) -> None:
    told.run("1 / 0", status="error", failure=Failure(name="ValueError", message="no"))
    assert ids(line(core, told).steps) == ["run-1"]


def test_a_line_whose_beginning_is_not_here_says_so(core: Core, told: Any) -> None:
    told.head = Digest("a" * 64)
    told.run("a = 1", writes="a")
    assert line(core, told).obstacle == "what ran before is not in this store"


def test_a_line_that_took_single_variables_says_so(core: Core, told: Any) -> None:
    told.run("%mm_get now~1 a")
    assert "single variables" in line(core, told).obstacle


def test_the_working_folder_is_that_of_the_beginning(core: Core, told: Any) -> None:
    told.run("a = 1", writes="a", process={"cwd": "/home/me/work"})
    told.run("import os; os.chdir('..')", process={"cwd": "/home/me"})
    assert line(core, told).folder == "/home/me/work"


@pytest.mark.parametrize("process", [{}, {"cwd": 3}, {"cwd": "relative"}, {"other": "/a"}])
def test_a_working_folder_that_is_not_told_is_none(core: Core, told: Any, process: Any) -> None:
    told.run("a = 1", writes="a", process=process)
    assert line(core, told).folder is None


def test_a_slice_holds_what_the_last_one_used(core: Core, told: Any) -> None:
    told.run("a = 1", writes="a")
    told.run("b = 1", writes="b")
    told.run("a += 1", reads="a", writes="a")
    told.run("c = a", reads="a", writes="c")
    assert ids(needed(line(core, told).steps)) == ["run-1", "run-3", "run-4"]


def test_a_slice_holds_what_sets_something_up(core: Core, told: Any) -> None:
    told.run("random.seed(0)")
    told.run("print('hello')")
    told.show("run-2", {"output_type": "stream", "name": "stdout", "text": "hello\n"})
    told.run("c = random.random()", writes="c")
    assert ids(needed(line(core, told).steps)) == ["run-1", "run-3"]


def test_a_slice_follows_files(core: Core, told: Any) -> None:
    told.run("write a", writes="x", inputs=(ref("/w/a.csv", "w"),))
    told.run("write b", writes="y", inputs=(ref("/w/b.csv", "w"),))
    told.run("read a", writes="z", inputs=(ref("/w/a.csv", "r"),))
    assert ids(needed(line(core, told).steps)) == ["run-1", "run-3"]


def test_a_slice_takes_all_makers_of_a_name_whose_origin_is_unknown(core: Core, told: Any) -> None:
    told.run("a = 1", writes="a")
    told.run("b = 1", writes="b")
    told.run("a = 2", writes="a")
    told.writers.pop("a")
    told.run("c = a", reads="a", writes="c")
    assert ids(needed(line(core, told).steps)) == ["run-1", "run-3", "run-4"]


def test_a_slice_is_everything_where_a_value_came_from_elsewhere(core: Core, told: Any) -> None:
    told.run("a = 1", writes="a")
    told.run("b = 1", writes="b")
    told.writers["a"] = "another-session"
    told.run("c = a", reads="a", writes="c")
    assert ids(needed(line(core, told).steps)) == ["run-1", "run-2", "run-3"]
