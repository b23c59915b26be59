"""`%mm_runs` in a real kernel without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.kernel.talking.sheets import MIME_TYPE, WIDTH

if TYPE_CHECKING:
    from tests.kernels.live import LiveKernel

TRAIN = """
import jupyter_mm as mm
for epoch in range(5):
    mm.log(loss=depth / (epoch + 1), step=epoch)
"""


def test_runs_show_what_was_logged_and_what_differs(kernel: LiveKernel) -> None:
    assert "Nothing was logged yet" in kernel.ok("%mm_runs").result
    for depth in (8, 12):
        kernel.ok(f"depth = {depth}")
        kernel.ok(TRAIN)
        kernel.ok("%mm_log acc=1/depth")
    answer = kernel.ok("%mm_runs --sort -acc")
    header, best, worst = answer.result.splitlines()
    assert header.split() == ["time", "name", "acc", "loss", "depth"]
    assert best.split()[-3:] == ["0.125", "1.6", "8"]
    assert worst.split()[-6:] == ["8", "→", "12", "0.0833", "2.4", "12"]
    assert max(map(len, answer.result.splitlines())) <= WIDTH
    shown = answer.outputs[-1]["data"][MIME_TYPE]
    assert shown["actions"][0]["command"] == "jupyter-mm:open-runs"
    assert all(row["ref"] for row in shown["tables"][0]["rows"])
    assert kernel.ok("%mm_runs depth=12 acc<0.1").result.count("\n") == 1
    assert kernel.run("%mm_runs -n none").stderr.startswith("UsageError: ")


def test_runs_are_a_sequence_and_a_frame(kernel: LiveKernel) -> None:
    for depth in (8, 9):
        kernel.ok(f"depth = {depth}")
        kernel.ok(TRAIN)
    kernel.ok("import jupyter_mm as mm; runs = mm.runs(sort='depth')")
    said = "len(runs), [run.metrics[0].last for run in runs[:1]], runs.df['depth'].tolist()"
    assert kernel.ok(said).result == "(2, [1.6], [8, 9])"
    assert (
        kernel.ok("runs.df.columns.tolist()").result
        == "['name', 'notebook', 'started', 'depth', 'loss']"
    )
