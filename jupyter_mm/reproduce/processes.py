"""Programs run as children in groups of their own, so that all of them end with our work."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

HEARTBEAT_S = 0.5
KEPT_LINES = 400
GRACE_S = 15.0
PAUSE_S = 0.02


@dataclass(frozen=True, slots=True)
class Finished:
    """A program that ended."""

    code: int
    lines: tuple[str, ...]
    """The last lines of what it said."""

    @property
    def text(self) -> str:
        """What it said, as one text."""
        return "\n".join(self.lines)


def run(
    argv: Sequence[str],
    *,
    folder: Path,
    variables: Mapping[str, str],
    on_line: Callable[[str], None],
    on_wait: Callable[[], None],
) -> Finished:
    """Run a program to its end; every line it says goes to `on_line`.

    `on_wait` is called twice a second while nothing is said. Whatever these two or a signal raise
    ends the program and all its children first. Never by a shell; its standard input is empty.
    """
    child = subprocess.Popen(  # noqa: S603  # a list of words, no shell
        list(argv),
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    said: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(child.stdout, said), daemon=True)
    reader.start()
    last: deque[str] = deque(maxlen=KEPT_LINES)
    try:
        while True:
            try:
                line = said.get(timeout=HEARTBEAT_S)
            except queue.Empty:
                on_wait()
                continue
            if line is None:
                break
            last.append(line)
            on_line(line)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    finally:
        code = end_group(child)
        reader.join(GRACE_S)
    return Finished(code, tuple(last))


def end_group(child: subprocess.Popen[str]) -> int:
    """End a child and what it started, and return its exit code; it may tidy up for a moment."""
    deadline = time.monotonic() + GRACE_S
    if not _has_ended(child):
        _signal(child.pid, signal.SIGTERM)
    while not _has_ended(child) and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    # Before it is waited for: till then nobody else can get the number of its group.
    _signal(child.pid, signal.SIGKILL)
    return child.wait()


def _has_ended(child: subprocess.Popen[str]) -> bool:
    how = os.WEXITED | os.WNOWAIT | os.WNOHANG
    return child.returncode is not None or os.waitid(os.P_PID, child.pid, how) is not None


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _read(stream: IO[str] | None, said: queue.Queue[str | None]) -> None:
    if stream is not None:
        with stream:
            for line in stream:
                said.put(line.rstrip("\n"))
    said.put(None)
