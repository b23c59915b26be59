"""What a cell has read is recorded, with the execution that wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kernels.kept import records
from tests.kernels.live import LiveKernel

if TYPE_CHECKING:
    from pathlib import Path


def test_a_cell_tells_which_variables_it_read_and_who_wrote_them(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok("df = [1, 2]")
    kernel.ok("other = 3")
    kernel.ok("sum(df)")
    kernel.settle()
    first, _, last = records(home, "capture")
    assert last["reads"] == [{"name": "df", "execution": first["execution"]["id"]}]


def reads_of_last(kernel: LiveKernel, home: Path, *cells: str) -> dict[str, str | None]:
    """Run cells; return what the last one read, with the source of the cell that wrote it."""
    for cell in cells:
        kernel.ok(cell)
    kernel.settle()
    captures = records(home, "capture")
    sources = {one["execution"]["id"]: one["execution"]["source"] for one in captures}
    return {one["name"]: sources.get(one["execution"]) for one in captures[-1]["reads"]}


def test_what_the_users_own_functions_read_is_read_by_the_cell_that_calls_them(
    kernel: LiveKernel, home: Path
) -> None:
    function = "def train(depth): return depth * rate()"
    inner = "def rate(): return lr * 2"
    cells = (inner, function, "lr = 0.5", "depth = 8", "acc = train(depth)")
    assert reads_of_last(kernel, home, *cells) == {
        "depth": "depth = 8",
        "lr": "lr = 0.5",
        "rate": inner,
        "train": function,
    }


def test_what_a_method_reads_is_read_though_the_cell_runs_what_nobody_can_follow(
    kernel: LiveKernel, home: Path
) -> None:
    model = "class Model:\n    def fit(self): return settings['lr']"
    cells = (model, "model = Model()", "settings = {'lr': 1}", "vars(); acc = model.fit()")
    found = reads_of_last(kernel, home, *cells)
    assert found["settings"] == "settings = {'lr': 1}"


def test_a_variable_of_unrecorded_cells_has_no_writer(kernel: LiveKernel, home: Path) -> None:
    before = ("lr = 0.1", "kept = 1", "%mm_pause", "lr = 0.5", "%mm_resume")
    found = reads_of_last(kernel, home, *before, "acc = lr + kept")
    assert found == {"kept": "kept = 1", "lr": None}


def test_a_variable_that_a_cell_beside_the_main_thread_set_has_no_writer(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok("lr = 0.1")
    kernel.wait(kernel.send_beside(kernel.subshell(), "lr = 0.5"))
    assert reads_of_last(kernel, home, "acc = lr") == {"lr": None}
    assert reads_of_last(kernel, home, "lr = 0.9", "acc = lr") == {"lr": "lr = 0.9"}


def test_what_a_cell_beside_the_main_thread_read_is_not_known(
    kernel: LiveKernel, home: Path, tmp_path: Path
) -> None:
    subshell = kernel.subshell()
    kernel.ok("lr = 0.1")
    kernel.ok(f"rate = lr; open({str(tmp_path / 'out')!r}, 'w').close()")
    kernel.wait(kernel.send_beside(subshell, "y = 2"))
    kernel.settle()
    before, beside = records(home, "capture")[-2:]
    assert [one["name"] for one in before["reads"]] == ["lr"]
    assert len(before["effects"]) == 1
    assert (beside["reads"], beside["effects"]) == (None, None)


def test_a_variable_that_a_cell_set_of_which_no_state_is_kept_has_no_writer(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "setup.py").write_text("lr = 0.5")
    keep = "\n%mm_checkpoint -m this"
    with LiveKernel(home, JUPYTER_MM_CAPTURE="named") as kernel:
        cells = (f"lr = 0.1{keep}", "%run setup.py", f"acc = lr{keep}")
        assert reads_of_last(kernel, home, *cells) == {"lr": None}


def test_a_variable_that_a_cell_set_whose_state_we_failed_to_keep_has_no_writer(
    kernel: LiveKernel, home: Path
) -> None:
    tracking = "get_ipython().magics_manager.registry['MMMagics'].keeper.tracking"
    kernel.ok("lr = 0.1")
    kernel.run(f"kept, {tracking}._capturer = {tracking}._capturer, None", store_history=False)
    kernel.ok("vars()['lr'] = 0.5")
    kernel.run(f"{tracking}._capturer = kept; del kept", store_history=False)
    assert reads_of_last(kernel, home, "acc = lr") == {"lr": None}


def test_a_variable_that_is_never_kept_is_read_all_the_same(kernel: LiveKernel, home: Path) -> None:
    assert reads_of_last(kernel, home, "_lr = 0.1", "acc = _lr; later = acc") == {"_lr": None}
