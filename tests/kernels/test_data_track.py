"""`mm.track` in a notebook: what it answers is what is recorded with that cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from tests.kernels.kept import manifest, records

if TYPE_CHECKING:
    from tests.kernels.live import LiveKernel

MAKE = """
import os, jupyter_mm as mm
os.mkdir("data")
for name in ("a", "b"):
    _ = open(f"data/{name}.csv", "w").write(name)
"""


def inputs(kernel: LiveKernel) -> list[dict[str, Any]]:
    kernel.settle()
    found: list[dict[str, Any]] = manifest(kernel.home, records(kernel.home, "capture")[-1])[
        "inputs"
    ]
    return found


def test_tracked_files_are_recorded_with_their_cell_and_label(kernel: LiveKernel) -> None:
    kernel.ok(MAKE)
    kernel.ok("mm.track('data/a.csv', split='train', rows='0:800')")
    (found,) = inputs(kernel)
    assert found["path"] == str(kernel.home.parent / "data" / "a.csv")
    assert (found["mode"], found["how"]) == ("r", "track")
    assert (found["label"], found["digest"]) == ("split train, rows 0:800", digest_of(b"a"))


def test_a_tracked_pattern_is_one_set_that_the_magic_takes_too(kernel: LiveKernel) -> None:
    kernel.ok(MAKE)
    kernel.ok("mm.track('data/*.csv', digest=True)")
    (by_function,) = inputs(kernel)
    kernel.ok("%mm_data track data/*.csv")
    (by_magic,) = inputs(kernel)
    assert (by_function["files"], by_function["digest"]) == (2, by_magic["digest"])


def test_tracking_what_is_not_there_fails_and_records_nothing(kernel: LiveKernel) -> None:
    kernel.ok(MAKE)
    answer = kernel.run("mm.track('data/none.csv')")
    assert answer.status == "error"
    assert "There is no file data/none.csv" in str(answer.error)
    assert inputs(kernel) == []
