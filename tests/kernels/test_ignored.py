"""A name that is not kept is not lost by a restore either."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.kernels.live import LiveKernel


def test_an_ignored_variable_comes_back_with_the_undo(kernel: LiveKernel) -> None:
    kernel.ok("x = [1]; y = 1")
    kernel.ok("%mm_ignore x")
    kernel.ok("x = ['precious']; y = 2")
    kernel.ok("%mm_checkout now~2")
    assert kernel.value("y") == "1"
    kernel.ok("%mm_undo")
    assert kernel.value("(x, y)") == "(['precious'], 2)"
