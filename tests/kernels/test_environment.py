"""Installing a package in a cell: the lock of that very cell holds it, and nothing else changed."""

from __future__ import annotations

import sysconfig
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.domain.digest import Digest
from jupyter_mm.environment.difference import compare
from jupyter_mm.environment.reading import read_lock
from tests.kernels.kept import manifest, records
from tests.kernels.live import LiveKernel
from tests.unit.environment.making import environment, release, wheel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jupyter_mm.domain.environment import Environment, EnvironmentDifference


def locks(home: Path) -> list[Environment]:
    """Return the environment of each kept execution, in order."""
    blobs = FolderStore(home)
    kept = [manifest(home, one)["environment"] for one in records(home, "capture")]
    return [read_lock(blobs.get(Digest.parse(one))) for one in kept]


def others(change: EnvironmentDifference) -> list[tuple[str, str | None, str | None]]:
    """Return what differs but the product itself: somebody may be working on it."""
    changes = ((one.name, one.before, one.after) for one in change.packages)
    return [one for one in changes if one[0] != "jupyter-mm"]


@pytest.fixture
def kernel(home: Path, tmp_path: Path) -> Iterator[LiveKernel]:
    """A kernel in an environment of its own, with one release of a package and a newer one ready.

    pip, ipykernel and the product come from the environment of the tests.
    """
    site = environment(tmp_path / "environment")
    (site / "ours.pth").write_text(sysconfig.get_path("purelib"))
    release(site, wheel(tmp_path / "wheels", "probe", "1.0"))
    wheel(tmp_path / "wheels", "probe", "2.0")
    live = LiveKernel(home)
    spec = live.manager.kernel_spec
    assert spec is not None
    spec.argv[0] = str(tmp_path / "environment" / "bin" / "python")
    with live:
        live.ok("import probe; seen = probe.__version__")
        live.ok(f"%pip install -q --no-index --find-links {tmp_path}/wheels probe==2.0")
        yield live


def test_an_installation_in_a_cell_shows_at_that_cell(home: Path, kernel: LiveKernel) -> None:
    kernel.ok("after = 1")
    kernel.settle()
    before, installed, after = locks(home)
    change = compare(before, installed)
    assert others(change) == [("probe", "1.0", "2.0")]
    assert [(one.name, one.after) for one in change.facts] == [
        ("imported packages", "probe 1.0 (2.0 is installed now)")
    ]
    assert others(compare(installed, after)) == []


def test_the_difference_is_told_to_the_user(kernel: LiveKernel) -> None:
    told = [" ".join(line.split()) for line in kernel.ok("%mm_env diff").result.splitlines()]
    wanted = ("probe 1.0 2.0", "imported packages as installed probe 1.0 (2.0")
    assert [any(line.startswith(one) for line in told) for one in wanted] == [True, True]
