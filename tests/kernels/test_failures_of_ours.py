"""What fails on our side is counted, and the execution is still recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kernels.kept import records

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kernels.live import LiveKernel

KEEPER = "get_ipython().magics_manager.registry['MMMagics'].keeper"


def test_an_execution_whose_state_cannot_be_looked_at_is_recorded_as_lost(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok("x = 1")
    kernel.run(f"{KEEPER}.tracking._capturer = None", store_history=False)
    answer = kernel.ok("y = 2; y")
    assert answer.result == "2"
    assert answer.text == {"stdout": "", "stderr": ""}
    kernel.settle()
    first, second = records(home, "capture")
    assert first["checkpoint"]
    assert second["checkpoint"] is None
    assert second["lost"].startswith("jupyter_mm failed: ")
    assert kernel.value(f"{KEEPER}.troubles.count") == "1"


def test_a_cell_beside_the_main_thread_is_recorded_without_state(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok("x = 1")
    answer = kernel.wait(kernel.send_beside(kernel.subshell(), "y = 2"))
    assert answer.status == "ok"
    kernel.settle()
    last = records(home, "capture")[-1]
    assert last["execution"]["source"] == "y = 2"
    assert "beside the main thread" in last["lost"]


def test_async_cells_are_kept_and_can_be_interrupted(kernel: LiveKernel, home: Path) -> None:
    import time  # noqa: PLC0415  # only this test

    kernel.ok("import asyncio\nx = await asyncio.sleep(0.01, result=5)")
    message = kernel.send("await asyncio.sleep(4)")
    time.sleep(1.0)
    kernel.manager.interrupt_kernel()
    stopped = kernel.wait(message)
    assert stopped.status == "error"
    kernel.settle()
    first, second = (one["execution"] for one in records(home, "capture"))
    assert first["status"] == "ok"
    assert (second["status"], second["failure"]["name"]) in {
        ("error", "CancelledError"),
        ("error", "KeyboardInterrupt"),
    }


def test_a_cell_whose_beginning_failed_has_no_effects_of_the_cell_before(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok("import os; os.system('true')")
    kernel.run(f"{KEEPER}.tracking.begins = None", store_history=False)
    kernel.ok("x = 1; open('in.csv', 'w').close()")
    kernel.settle()
    first, second = records(home, "capture")
    assert [one["kind"] for one in first["effects"]] == ["process started"]
    assert [one["kind"] for one in second["effects"]] == ["file written"]
    assert second["checkpoint"]
