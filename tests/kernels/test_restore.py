"""Back to a checkpoint and forth again, in a real kernel."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jupyter_mm.blobs.folder import FolderStore
from tests.kernels.kept import content, groups, records
from tests.kernels.live import LiveKernel

if TYPE_CHECKING:
    from pathlib import Path


def test_a_restore_brings_values_and_aliases_back_and_undo_takes_it_back(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok(
        "import numpy as np, threading\n"
        "data = [1, 2]; alias = data; box = {'in': data}\n"
        "def total(): return sum(data)\n"
        "base = np.arange(10.0); view = base[2:5]\n"
        "class P:\n    def __init__(self, x): self.x = x\n"
        "p = P(1)\n"
        "lock = threading.Lock()\n"
        "%mm_checkpoint -t start"
    )
    kernel.ok("data = [10]; alias.append(3); p = P(2); base[:] = 0; later = 1; del box")
    answer = kernel.ok("%mm_checkout start")
    assert "lock" not in answer.result.split("Removed")[0].split("Not restored")[0]
    assert "Removed: later" in answer.result
    assert kernel.value("(data, alias is data, box['in'] is data, total())") == (
        "([1, 2], True, True, 3)"
    )
    kernel.ok("view[0] = 42")
    assert kernel.value("(int(base[2]), p.x, type(p) is P, 'later' in globals())") == (
        "(42, 1, True, False)"
    )
    assert kernel.value("type(lock).__name__") == "'lock'"
    kernel.ok("%mm_undo")
    assert kernel.value("(data, alias, p.x, int(base.sum()), later, 'box' in globals())") == (
        "([10], [1, 2, 3], 2, 0, 1, False)"
    )
    kernel.ok("%mm_redo")
    assert kernel.value("(data, int(base[2]), 'later' in globals())") == "([1, 2], 42, False)"
    kernel.settle()
    moved = records(home, "restore")
    assert len(moved) == 3
    assert moved[1]["undoes"] == moved[0]["id"]


def test_one_variable_comes_back_alone(kernel: LiveKernel) -> None:
    kernel.ok("df = list(range(800)); other = 1\n%mm_checkpoint -t full")
    kernel.ok("df = df[:12]; other = 2")
    dry = kernel.ok("%mm_checkout full df --dry-run")
    assert "load df" in dry.result
    assert kernel.value("len(df)") == "12"
    kernel.ok("%mm_checkout full df")
    assert kernel.value("(len(df), other)") == "(800, 2)"
    kernel.ok("%mm_undo")
    assert kernel.value("(len(df), other)") == "(12, 2)"
    unknown = kernel.run("%mm_checkout full nosuch")
    assert "has no variable 'nosuch'" in unknown.stderr


def test_what_no_store_can_keep_stays_in_memory_for_undo(kernel: LiveKernel) -> None:
    kernel.ok("x = 1\n%mm_checkpoint -t before")
    kernel.ok("gen = (i for i in range(3)); next(gen); marker = id(gen)")
    kernel.ok("%mm_checkout before")
    assert kernel.value("'gen' in globals()") == "False"
    kernel.ok("%mm_undo")
    assert kernel.value("(id(gen) == marker, next(gen))") == "(True, 1)"


def test_the_next_checkpoint_is_a_child_of_the_restored_one(kernel: LiveKernel, home: Path) -> None:
    kernel.ok("x = 1")
    kernel.ok("x = 2")
    kernel.ok("%mm_checkout now~1")
    kernel.ok("x")
    kernel.settle()
    restore = records(home, "restore")[0] if records(home, "restore") else None
    last = records(home, "capture")[-1]["checkpoint"]
    parent = records(home, "capture")[-2]["checkpoint"]
    assert last["parent"] == parent["id"]
    assert restore is None or parent["parent"] == restore["target"]


def test_the_first_checkpoint_has_no_parent_and_the_second_has_the_first(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok("x = 1")
    kernel.ok("x = 2")
    kernel.settle()
    first, second = (one["checkpoint"] for one in records(home, "capture"))
    assert first["parent"] is None
    assert second["parent"] == first["id"]


def test_a_change_outside_any_cell_is_kept_before_a_restore(kernel: LiveKernel) -> None:
    kernel.ok("x = 1\n%mm_checkpoint -t one")
    kernel.run("x = 5", store_history=False)
    kernel.ok("%mm_checkout one")
    assert kernel.value("x") == "1"
    kernel.ok("%mm_undo")
    assert kernel.value("x") == "5"


def test_a_new_kernel_restores_what_another_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with LiveKernel(home) as first:
        first.ok(
            "import numpy as np, pandas as pd\n"
            "df = pd.DataFrame({'a': range(5), 'b': list('vwxyz')})\n"
            "class Model:\n    def predict(self): return factor * 2\n"
            "factor = 21; model = Model(); f = lambda: model.predict()\n"
            "%mm_checkpoint -t yesterday"
        )
        first.settle()
    with LiveKernel(home) as second:
        answer = second.ok("%mm_checkout yesterday")
        assert "Restored" in answer.result
        assert second.value("(df.shape, f(), type(model) is Model, list(df.b))") == (
            "((5, 2), 42, True, ['v', 'w', 'x', 'y', 'z'])"
        )
        second.ok("factor = 1")
        assert second.value("f()") == "2"


def test_a_kernel_that_is_killed_leaves_only_whole_records(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with LiveKernel(home) as kernel:
        for number in range(8):
            kernel.ok(f"x{number} = bytes({number}) * 50_000_00")
        kernel.manager.shutdown_kernel(now=True)
    kept = records(home, "capture")
    store = FolderStore(home)
    for capture in kept:
        for group in groups(home, capture):
            for one in [group["stream"], *(buffer["content"] for buffer in group["buffers"])]:
                assert len(store.read(content(one))) == one["size_bytes"]
    parents = [capture["checkpoint"]["parent"] for capture in kept]
    assert parents == [None, *(capture["checkpoint"]["id"] for capture in kept[:-1])][: len(kept)]


def test_a_kernel_that_ends_delivers_what_waits(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with LiveKernel(home) as kernel:
        kernel.ok("x = 1")
        kernel.ok("y = 2")
    assert [one["execution"]["source"] for one in records(home, "capture")] == ["x = 1", "y = 2"]
    assert json.loads((home / "store.json").read_bytes())["format"] == 2


def test_a_module_of_a_common_name_beside_the_notebook_breaks_no_verb(
    kernel: LiveKernel, home: Path
) -> None:
    (home.parent / "random.py").write_text("raise SystemExit('not this one')")
    kernel.ok("x = 1")
    assert "x" in kernel.ok("%mm_history").result
