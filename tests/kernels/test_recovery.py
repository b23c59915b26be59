"""A kernel that died or was restarted left everything but what was never kept."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.domain.digest import Digest
from jupyter_mm.testing.damage import damage_blob
from tests.kernels.kept import group_of, manifest, records, variables
from tests.kernels.live import LiveKernel

if TYPE_CHECKING:
    from pathlib import Path

NOTEBOOK = "/somewhere/churn.ipynb"
WORK = (
    "import random, numpy as np\n"
    "random.seed(4)\n"
    "data = np.arange(100_000.0); view = data[10:20]\n"
    "class Model:\n    def fit(self): return view.sum() * factor\n"
    "factor = 2; model = Model(); gen = (n for n in data)"
)


def _kernel(home: Path) -> LiveKernel:
    return LiveKernel(home, JPY_SESSION_NAME=NOTEBOOK)


def _die(kernel: LiveKernel) -> None:
    os.kill(int(kernel.value("__import__('os').getpid()")), signal.SIGKILL)


def test_a_killed_kernel_is_recovered_in_a_new_one_without_a_server(home: Path) -> None:
    with _kernel(home) as first:
        first.ok(WORK)
        first.ok("'shown'")
        first.settle()
        expected = first.ok("print(random.random(), model.fit())").stdout
        first.settle()
        first.ok("%mm_checkout now~1")
        first.settle()
        _die(first)
    with _kernel(home) as second:
        plan = second.ok("%mm_recover --dry-run").result
        assert "load data numpy.ndarray" in plan
        assert "not bring back gen" in plan
        assert second.value("'data' in globals()") == "False"
        answer = second.ok("%mm_recover")
        assert "Not restored: gen" in answer.result
        assert second.ok("print(random.random(), model.fit())").stdout == expected
        second.ok("data[10] = 1000; factor = 1")
        assert second.value("float(view[0]), float(model.fit())") == "(1000.0, 1135.0)"
        second.ok("%mm_undo")
        assert second.value("'data' in globals()") == "False"


def test_a_restarted_kernel_recovers_after_other_cells_ran_and_they_stay(home: Path) -> None:
    with _kernel(home) as kernel:
        kernel.ok("x = [1]; y = x")
        kernel.settle()
        kernel.restart()
        kernel.ok("import math; mine = 5")
        kernel.ok("%mm_recover")
        assert kernel.value("x, y is x, mine") == "([1], True, 5)"
        kernel.ok("x.append(2)")
        kernel.settle()
        last = records(home, "capture")[-1]
        assert {"x", "mine"} <= variables(home, last).keys()
        kernel.ok("%mm_undo")
        assert kernel.value("mine, 'x' in globals()") == "(5, False)"


def test_the_next_checkpoint_follows_the_recovered_one(home: Path) -> None:
    with _kernel(home) as first:
        first.ok("x = 1")
        first.settle()
        target = records(home, "capture")[-1]["checkpoint"]["id"]
        _die(first)
    with _kernel(home) as second:
        second.ok("%mm_recover")
        second.ok("y = 2")
        second.settle()
        parents = [one["checkpoint"]["parent"] for one in records(home, "capture")]
    assert target in parents


def test_nothing_to_recover_is_said_in_one_line(home: Path) -> None:
    with _kernel(home) as kernel:
        answer = kernel.run("%mm_recover")
        assert answer.stderr.startswith("UsageError: Nothing is kept of a kernel")
        assert len(answer.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("is_buffer", [False, True])
def test_what_is_damaged_is_named_and_the_rest_comes(home: Path, is_buffer: bool) -> None:  # noqa: FBT001  # a parameter
    with _kernel(home) as first:
        first.ok("import numpy as np; good = [1]; bad = np.arange(100_000.0)")
        first.settle()
        _die(first)
    (last,) = records(home, "capture")
    group = group_of(home, last, "bad")
    content = group["buffers"][0]["content"] if is_buffer else group["stream"]
    digest = Digest.parse(content["digest"])
    damage_blob(home, digest, b"damaged")
    with _kernel(home) as second:
        answer = second.ok("%mm_recover")
        assert f"Not restored: bad (Blob {digest}" in answer.result
        assert second.value("good, 'bad' in globals()") == "([1], False)"
        refused = second.run(f"%mm_checkout {last['checkpoint']['id']}")
        assert refused.status == "error"
        second.ok("good.append(2)")
        assert second.value("good") == "[1, 2]"
        second.ok("%mm_undo")
        assert second.value("'good' in globals()") == "False"


def test_a_damaged_leaf_costs_only_what_it_describes(home: Path) -> None:
    with _kernel(home) as first:
        first.ok("; ".join(f"x{number} = [{number}]" for number in range(40)))
        first.settle()
        leaf = manifest(home, records(home, "capture")[-1])["leaves"][0]
        first.run("%mm_history", store_history=False)
        _die(first)
    damage_blob(home, Digest.parse(leaf), b"damaged")
    with _kernel(home) as second:
        answer = second.ok("%mm_recover")
        assert f"some variables are not known any more: Blob {leaf}" in answer.result
        count = int(second.value("len([n for n in globals() if n[0] == 'x'])"))
        assert 0 < count < 40
