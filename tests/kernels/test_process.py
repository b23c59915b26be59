"""What belongs to the process comes back with a whole restore: numbers, folder, Out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kernels.kept import process, records

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kernels.live import LiveKernel

DRAW = "(random.random(), random.gauss(0, 1), np.random.rand(2).tolist(), np.random.randn())"


def test_random_numbers_go_on_as_they_did(kernel: LiveKernel) -> None:
    kernel.ok("import random, numpy as np, torch\nrandom.seed(1); np.random.seed(2)")
    kernel.ok(f"torch.manual_seed(3); x = {DRAW}, torch.rand(2).tolist()\n%mm_checkpoint -t here")
    kernel.ok(f"first = [({DRAW}, torch.rand(2).tolist()) for _ in range(3)]; print(first)")
    expected = kernel.value("first")
    kernel.ok("%mm_checkout here")
    kernel.ok(f"second = [({DRAW}, torch.rand(2).tolist()) for _ in range(3)]")
    assert kernel.value("second") == expected
    kernel.ok("%mm_undo")
    kernel.ok(f"third = [({DRAW}, torch.rand(2).tolist()) for _ in range(3)]")
    assert kernel.value("third != first") == "True"


def test_an_undo_puts_the_random_state_back_too(kernel: LiveKernel) -> None:
    kernel.ok("import random; random.seed(1)\n%mm_checkpoint -t here")
    kernel.ok("a = [random.random() for _ in range(5)]")
    kernel.ok("%mm_checkpoint -t later")
    expected = kernel.ok("print([random.random() for _ in range(3)])").stdout
    kernel.ok("%mm_checkout later")
    kernel.ok("%mm_checkout here")
    kernel.ok("%mm_undo")
    assert kernel.ok("print([random.random() for _ in range(3)])").stdout == expected


def test_the_folder_the_search_path_and_settings_come_back(kernel: LiveKernel, home: Path) -> None:
    (home.parent / "data").mkdir()
    kernel.ok(
        "import os, sys, matplotlib\n"
        "os.chdir('data'); sys.path.insert(0, '/my/modules')\n"
        "matplotlib.rcParams['lines.linewidth'] = 9\n%mm_checkpoint -t here"
    )
    kernel.ok("os.chdir('..'); sys.path.remove('/my/modules')")
    kernel.ok("matplotlib.rcParams['lines.linewidth'] = 1")
    plan = kernel.ok("%mm_checkout here --dry-run").result
    assert "put back cwd, matplotlib.rcParams, sys.path" in plan
    kernel.ok("%mm_checkout here")
    assert (
        kernel.value(
            "os.path.basename(os.getcwd()), sys.path[0], matplotlib.rcParams['lines.linewidth']"
        )
        == "('data', '/my/modules', 9.0)"
    )
    kernel.ok("%mm_undo")
    assert kernel.value("os.getcwd(), '/my/modules' in sys.path") == (
        f"({str(home.parent)!r}, False)"
    )
    kernel.settle()
    assert process(home, records(home, "capture")[-1]) >= {"cwd", "random", "sys.path"}


def test_one_variable_alone_leaves_the_process_as_it_is(kernel: LiveKernel) -> None:
    kernel.ok("import random; random.seed(1); x = 1\n%mm_checkpoint -t here")
    kernel.ok("x = 2; random.seed(5)")
    expected = kernel.value("random.getstate()[1][:3]")
    kernel.ok("%mm_checkout here x")
    assert kernel.value("x, random.getstate()[1][:3]") == f"(1, {expected})"


def test_a_folder_that_is_gone_is_told_and_costs_nothing_else(
    kernel: LiveKernel, home: Path
) -> None:
    (home.parent / "data").mkdir()
    kernel.ok("import os; os.chdir('data'); x = [1]\n%mm_checkpoint -t here")
    kernel.ok("os.chdir('..'); os.rmdir('data'); x = [2]")
    answer = kernel.ok("%mm_checkout here")
    assert "Note: cwd was not put back (FileNotFoundError" in answer.result
    assert kernel.value("x") == "[1]"


def test_entries_of_out_come_back_as_objects_that_share(kernel: LiveKernel) -> None:
    kernel.ok("data = [1]\ndata")
    count = int(kernel.value("max(Out)"))
    kernel.ok("{'text': 'kept'}")
    kernel.ok("%mm_checkpoint -t here")
    kernel.ok(f"Out[{count}].append(2); Out[{count + 1}] = 'overwritten'")
    kernel.ok("'a later one'")
    later = int(kernel.value("max(Out)"))
    answer = kernel.ok("%mm_checkout here")
    assert "Out[" not in answer.result
    assert kernel.value(f"data, Out[{count}] is data, Out[{count + 1}], _{count + 1}") == (
        "([1], True, {'text': 'kept'}, {'text': 'kept'})"
    )
    assert kernel.value(f"{later} in Out") == "False"
    kernel.ok("%mm_undo")
    assert kernel.value(f"data, Out[{count}] is data, Out[{count + 1}], Out[{later}]") == (
        "([1, 2], True, 'overwritten', 'a later one')"
    )
