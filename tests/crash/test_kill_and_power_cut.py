"""Nothing that was acknowledged is lost, wherever the process dies or the power fails."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.crash.harness import (
    Disk,
    Point,
    chosen,
    mounted,
    new_disk,
    run_cut,
    run_killed,
    trace,
    violations,
    why_no_power_cut,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COUNT = 3
# `all` for every call, or a number of calls; a few dozen find what there is to find in a commit.
WANTED = os.environ.get("JUPYTER_MM_CRASH", "40")
MOST = 100_000 if WANTED == "all" else int(WANTED)
WORKERS = 2

pytestmark = pytest.mark.timeout(7200 if MOST > 60 else 900)
needs_power_cuts = pytest.mark.skipif(
    why_no_power_cut() is not None, reason=why_no_power_cut() or "power cuts work"
)


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> list[Point]:
    """Every call of a run that makes a store, commits, empties the WAL and closes."""
    return trace(tmp_path_factory.mktemp("trace") / "store", COUNT)


def each(points: list[Point], check: Callable[[int, Point], list[str]]) -> list[str]:
    """Check points side by side and return what was broken."""
    with ThreadPoolExecutor(WORKERS) as pool:
        results = pool.map(lambda pair: (pair[1], check(*pair)), enumerate(points))
        return [f"{point}: {broken}" for point, all_ in results for broken in all_]


def test_the_commit_path_is_wholly_seen(points: list[Point]) -> None:
    calls = {(point.call, point.about) for point in points}
    assert {
        ("write", "tmp"),
        ("pwritev", "tmp"),
        ("pwritev", "packs"),
        ("fsync", "packs"),
        ("fsync", "tmp"),
        ("rename", "tmp"),
        ("fsync", "blobs"),
        ("fsync", "outbox"),
        ("unlink", "outbox"),
        ("link", "tmp"),
        ("pwrite64", "catalog.sqlite-wal"),
        ("pwrite64", "catalog.sqlite"),
        ("fdatasync", "catalog.sqlite-wal"),
        ("fdatasync", "catalog.sqlite"),
        ("ftruncate", "catalog.sqlite-wal"),
    } <= {
        (call.replace("renameat2", "rename").replace("pwritev2", "pwritev"), about)
        for call, about in calls
    }


def test_a_kill_at_any_call_loses_nothing_acknowledged(points: list[Point], tmp_path: Path) -> None:
    def check(number: int, point: Point) -> list[str]:
        home = tmp_path / str(number)
        return violations(home, run_killed(home, COUNT, point))

    assert each(chosen(points, MOST), check) == []


def disk_for(folder: Path, number: int) -> Disk:
    return new_disk(folder / f"{number}.img", folder / f"mount-{number}")


def after_a_cut(disk: Disk, point: Point | None, *words: str) -> list[str]:
    told = run_cut(disk, COUNT, point, *words)
    with mounted(disk) as folder:
        broken = violations(folder / "store", told)
    disk.image.unlink()
    return broken


@needs_power_cuts
def test_a_power_cut_at_any_call_loses_nothing_acknowledged(
    points: list[Point], tmp_path: Path
) -> None:
    def check(number: int, point: Point) -> list[str]:
        return after_a_cut(disk_for(tmp_path, number), point)

    assert each(chosen(points, MOST), check) == []


@needs_power_cuts
def test_the_harness_notices_a_store_that_does_not_sync(tmp_path: Path) -> None:
    late = chosen(trace(tmp_path / "traced" / "store", COUNT, "broken")[-80:], 3)
    broken = [
        after_a_cut(disk_for(tmp_path, number), point, "broken")
        for number, point in enumerate([None, *late])
    ]
    assert broken[0], "a store without any fsync survived a power cut after its run"
    assert any(broken[1:]), "a store without any fsync survived every power cut during its run"


def test_an_injection_that_never_fires_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no kill was injected"):
        run_killed(tmp_path / "store", 1, Point("rename", 100_000, "blobs"))
