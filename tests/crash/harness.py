"""Kill a committing process, or cut its power, at any write, sync, rename or unlink it makes.

strace counts the calls of a first run; each further run ends at one of them. What the process had
been told is durable must be there afterwards, and the store must open as it is.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.history import list_history, show_checkpoint, show_execution
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.record import record_execution
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.history import HistoryQuery, HistoryRow
from jupyter_mm.errors import MMError
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.crash.stopping import WAIT_S, wait_until_gone, wait_until_stopped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jupyter_mm.core.context import Core

COMMITTER = Path(__file__).with_name("committer.py")
ROOT = Path(__file__).resolve().parents[2]
CALLS = (
    "write",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "ftruncate",
    "unlink",
    "unlinkat",
    "link",
    "linkat",
    "mkdir",
    "mkdirat",
)
LINE = re.compile(r"^(?:\d+\s+)?(?P<call>\w+)\((?P<rest>.*)$")
FS_IOC_SHUTDOWN = 0x8004587D
WITHOUT_FLUSHING_THE_JOURNAL = 2


@dataclass(frozen=True)
class Point:
    """One call of the commit path: the `ordinal`-th of its kind."""

    call: str
    ordinal: int
    about: str
    """The part of the store it touches, as `blobs` or `catalog.sqlite-wal`."""


def python(home: Path, count: int, *words: str) -> list[str]:
    return [sys.executable, str(COMMITTER), str(home), str(count), *words]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def trace(home: Path, count: int, *words: str) -> list[Point]:
    """Run to the end and return every call that touched the store, in order."""
    home.parent.mkdir(exist_ok=True)
    log = home.with_name(home.name + ".trace")
    command = ["strace", "-f", "-y", "-e", f"trace={','.join(CALLS)}", "-o", str(log)]
    subprocess.run(
        [*command, *python(home, count, *words)],
        check=True,
        env=environment(),
        stdout=subprocess.DEVNULL,
    )
    return points_in(log.read_text(), home)


def points_in(log: str, home: Path) -> list[Point]:
    seen: dict[str, int] = {}
    found: list[Point] = []
    for line in log.splitlines():
        match = LINE.match(line)
        if match is None or match["call"] not in CALLS:
            continue
        seen[match["call"]] = seen.get(match["call"], 0) + 1
        if str(home) in match["rest"]:
            after = match["rest"].split(str(home), 1)[1].lstrip("/")
            about = re.split(r'[/">]', after)[0] or "home"
            found.append(Point(match["call"], seen[match["call"]], about))
    return found


def chosen(points: Sequence[Point], most: int) -> list[Point]:
    """Return points spread evenly over the run, every pair of call and place among them."""
    kinds = {(point.call, point.about): point for point in reversed(points)}
    picked = list(dict.fromkeys(kinds.values()))[:most]
    left = [point for point in points if point not in picked]
    more = most - len(picked)
    if more > 0 and left:
        step = max(len(left) / more, 1.0)
        picked += [left[int(place * step)] for place in range(min(more, len(left)))]
    return picked


def injected(point: Point, signal_name: str) -> list[str]:
    """Return strace with one injection. Its log goes nowhere: the ending tells that it fired."""
    return [
        "strace",
        "-f",
        "-qq",
        "-e",
        f"trace={point.call}",
        "-e",
        f"inject={point.call}:signal={signal_name}:when={point.ordinal}",
        "-o",
        os.devnull,
    ]


def run_killed(home: Path, count: int, point: Point, *words: str) -> list[str]:
    """Run until the point kills the process; return what it had told. Fails if it lived."""
    ended = subprocess.run(
        [*injected(point, "KILL"), *python(home, count, *words)],
        check=False,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert ended.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}, (
        f"no kill was injected at {point}: ended with {ended.returncode}"
    )
    return ended.stdout.splitlines()


def violations(home: Path, told: Sequence[str]) -> list[str]:
    """Open the store as the next process would, and return every broken promise."""
    try:
        return list(_broken_promises(home, told))
    except MMError as error:
        return [f"the store does not work: {error.kind}: {error}"]


def _broken_promises(home: Path, told: Sequence[str]) -> Iterator[str]:
    with open_store(home) as core:
        if core.catalog.read_only is not None:
            yield f"read-only: {core.catalog.read_only}"
        outbox = Outbox(home)
        take_in(core, ACTOR, outbox)
        yield from (f"rejected: {path}" for path in outbox.rejected())
        rows = {row.execution: row for row in list_history(core, ACTOR, HistoryQuery()).rows}
        for line in told:
            if not _is_kept(core, rows, *line.split()):
                yield f"lost: {line}"
        for row in rows.values():
            if row.checkpoint is not None:
                show_checkpoint(core, ACTOR, row.checkpoint)
        yield from (f"damage: {damage}" for damage in verify_store(core, ACTOR).damage)
        record_execution(core, ACTOR, make_capture(core, execution="after the crash"))


def _is_kept(core: Core, rows: dict[str, HistoryRow], what: str, *names: str) -> bool:
    """Return whether the store holds what the process was told it holds."""
    if what == "done":
        return True
    row = rows.get(names[0])
    if row is None or row.checkpoint is None:
        return False
    if what == "held":
        return row.checkpoint == names[1]
    return what == "kept" or bool(show_execution(core, ACTOR, names[0]).outputs)


# ------------------------------------------------------------------ power cut


def why_no_power_cut() -> str | None:
    """Return why this machine cannot mount a file system of ours; None when it can."""
    if os.geteuid() != 0:
        return "power cuts need root: they mount a loop device"
    if not Path("/dev/loop-control").exists():
        return "power cuts need loop devices: /dev/loop-control is absent"
    return None


@dataclass(frozen=True)
class Disk:
    """An ext4 file system in a file, whose power can be cut."""

    image: Path
    folder: Path

    def mount(self) -> None:
        self.folder.mkdir(exist_ok=True)
        options = "loop,noauto_da_alloc,commit=300"
        subprocess.run(["mount", "-o", options, self.image, self.folder], check=True)

    def unmount(self) -> None:
        # A process that another thread is just starting holds our files until it has started.
        deadline = time.monotonic() + WAIT_S
        while subprocess.run(["umount", self.folder], check=False, capture_output=True).returncode:
            assert time.monotonic() < deadline, f"{self.folder} stays busy"
            time.sleep(0.05)

    def cut_power(self) -> None:
        """Let everything vanish that is not on the disk."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            flag = ctypes.c_uint32(WITHOUT_FLUSHING_THE_JOURNAL)
            fcntl.ioctl(descriptor, FS_IOC_SHUTDOWN, bytes(flag))
        finally:
            os.close(descriptor)


def new_disk(image: Path, folder: Path, size: str = "48M") -> Disk:
    subprocess.run(["truncate", "-s", size, image], check=True)
    command = ["mkfs.ext4", "-q", "-F", "-J", "size=4", "-E", "lazy_itable_init=0", str(image)]
    subprocess.run(command, check=True)
    return Disk(image, folder)


@contextmanager
def mounted(disk: Disk) -> Iterator[Path]:
    disk.mount()
    try:
        yield disk.folder
    finally:
        disk.unmount()


def run_cut(disk: Disk, count: int, point: Point | None, *words: str) -> list[str]:
    """Run on the disk, stop at the point (or at the end), cut the power; return what was told."""
    home = disk.folder / "store"
    prefix = injected(point, "STOP") if point is not None else []
    told = disk.image.with_suffix(".told")
    with mounted(disk), told.open("wb") as out:
        child = subprocess.Popen(
            [*prefix, *python(home, count, *words)],
            env=environment(),
            stdout=out,
            start_new_session=True,
        )
        try:
            if point is None:
                assert child.wait(WAIT_S) == 0
            else:
                wait_until_stopped(child, point)
            disk.cut_power()
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait(WAIT_S)
            wait_until_gone(child.pid)
    return told.read_text().splitlines()
