"""What no store can keep is made again by its cell, only when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kernels.live import LiveKernel

MAKE = "rows = (n * scale for n in range(3)); open('log.txt', 'a').write('x'); other = 5"


def test_a_generator_is_made_again_on_request_only(kernel: LiveKernel, home: Path) -> None:
    kernel.ok("scale = 2")
    kernel.ok(MAKE)
    kernel.ok("print(list(rows))\n%mm_checkpoint -t here")
    kernel.ok("scale = 7; del rows; other = 6")
    plan = kernel.ok("%mm_checkout here --dry-run").result
    assert "not bring back rows" in plan
    assert "--recompute rows runs its cell again: rows = (n * scale" in plan
    answer = kernel.ok("%mm_checkout here")
    assert "Not restored: rows" in answer.result
    assert (home.parent / "log.txt").read_text() == "x"
    kernel.ok("other = 8")
    answer = kernel.ok("%mm_checkout here --recompute rows")
    assert "Run again: the cells of rows" in answer.result
    assert kernel.value("list(rows), scale, other") == "([0, 2, 4], 2, 5)"
    assert (home.parent / "log.txt").read_text() == "xx"
    kernel.ok("%mm_undo")
    assert kernel.value("other, 'rows' in globals()") == "(8, False)"


def test_a_cell_whose_reads_have_changed_does_not_run_again(kernel: LiveKernel) -> None:
    kernel.ok("items = [1]")
    kernel.ok("items.append(2); rows = (n for n in items)")
    kernel.ok("%mm_checkpoint -t here")
    kernel.ok("del rows; items = None")
    plan = kernel.ok("%mm_checkout here --dry-run").result
    assert "its cell cannot run again: items has changed since it ran" in plan
    refused = kernel.run("%mm_checkout here --recompute rows")
    assert "items has changed since it ran" in refused.stderr
    assert kernel.value("items") == "None"


def test_a_cell_that_fails_takes_the_restore_back(kernel: LiveKernel, home: Path) -> None:
    (home.parent / "data.txt").write_text("1")
    kernel.ok("kept = [1]")
    kernel.ok("source = open('data.txt')")
    kernel.ok("%mm_checkpoint -t here")
    kernel.ok("source.close(); del source; kept = [2]; fresh = 3")
    (home.parent / "data.txt").unlink()
    failed = kernel.run("%mm_checkout here --recompute source")
    assert "The cell of source failed when it ran again (FileNotFoundError" in failed.stderr
    assert "The variables are as they were" in failed.stderr
    assert kernel.value("kept, fresh, 'source' in globals()") == "([2], 3, False)"
    (home.parent / "data.txt").write_text("1")
    kernel.ok("%mm_checkout here --recompute source")
    assert kernel.value("kept, source.read()") == "([1], '1')"
