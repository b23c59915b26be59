"""Other programs that digest data. None is a dependency of ours; each is looked for by name.

DVC lives in an environment of its own, whose program MM_BENCH_DVC names. It links files into its
cache, which spares it copying them, and is told not to call home.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

VARIABLE = "MM_BENCH_DVC"


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def summing(program: str, paths: list[Path]) -> Callable[[int], float] | None:
    """Return what runs `b3sum` or `sha256sum` over files, once a call; None where it is not."""
    found = shutil.which(program)
    if found is None:
        print(f"no rows for {program}: it is not installed", file=sys.stderr)
        return None
    command = [found, "--", *map(str, paths)]
    return lambda _: timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def dvc_program() -> str | None:
    """Return DVC's program, where one was named."""
    named = os.environ.get(VARIABLE)
    if named is None:
        print(f"no rows for DVC: {VARIABLE} is not set", file=sys.stderr)
    return named


def dvc_version(program: str) -> str:
    """Return the peer's name for the table."""
    found = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    return f"dvc add {found.stdout.strip()}"


class Repository:
    """A new repository of DVC's, with nothing remembered, and one thing in it to add."""

    def __init__(self, program: str, place: Path, data: Path) -> None:
        """Link `data`, a file or a folder, into a repository at `place`."""
        self._program, self._place, self._name = program, place, data.name
        self._settings = os.environ | {
            "DVC_NO_ANALYTICS": "1",
            "DVC_SITE_CACHE_DIR": str(place / "site"),
        }
        place.mkdir(parents=True)
        self._call("init", "--no-scm", "-q")
        self._call("config", "core.analytics", "false")
        self._call("config", "cache.type", "hardlink,symlink")
        if data.is_dir():
            shutil.copytree(data, place / data.name, copy_function=os.link)
        else:
            (place / data.name).hardlink_to(data)

    def add(self) -> float:
        """Run `dvc add`, as a user does, and return its seconds."""
        return timed(lambda: self._call("add", "-q", self._name))

    def _call(self, *words: str) -> None:
        subprocess.run(
            [self._program, *words],
            cwd=self._place,
            env=self._settings,
            check=True,
            stdout=subprocess.DEVNULL,
        )
