"""One clean kernel process that runs cells one after the other, and hears what they show."""

from __future__ import annotations

import json
import os
import queue
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from jupyter_mm.core.assembly import KernelOutputs
from jupyter_mm.errors import CannotBuildError

if TYPE_CHECKING:
    from pathlib import Path

NAME = "reproduce"
START_S = 120.0
HEAR_S = 0.5
GRACE_S = 20.0
"""For which a kernel may still hand over what was logged."""

_NOT_FOR_A_CLEAN_KERNEL = (
    "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "JPY_PARENT_PID",
    "JPY_SESSION_NAME", "IPYTHONDIR", "JUPYTER_MM_HOME", "JUPYTER_MM_CAPTURE", "MPLBACKEND",
)  # fmt: skip


class KernelGoneError(Exception):
    """The kernel died; never leaves this package."""


class TooSlowError(Exception):
    """A cell took longer than it may; never leaves this package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One cell that ran."""

    id: str
    """Of the execution, as the kernel's own history has it."""
    outputs: tuple[dict[str, Any], ...]
    failure: str | None
    """The error that it ended with, as `ValueError: no`."""
    started_at: float
    ended_at: float


@dataclass(slots=True)
class CleanKernel:
    """A kernel that runs; made by `started`."""

    manager: KernelManager
    client: BlockingKernelClient
    on_wait: Callable[[], None]
    limit: int
    """Characters of output that are held of a cell."""

    def run(self, source: str, count: int | None, within_s: float) -> Ran:
        """Run one cell to its end. Raises KernelGoneError, or TooSlowError after the time."""
        self.on_wait()  # a quick cell is told of, too
        if count is not None:
            self._quietly(f"get_ipython().execution_count = {count}")
        deadline = time.monotonic() + within_s
        heard = KernelOutputs(self.limit)
        asked = self.client.execute(source, allow_stdin=False, stop_on_error=False)
        while asked not in heard.finished:
            message = self._message()
            if message is not None:
                heard.feed(message)
            elif time.monotonic() > deadline:
                raise TooSlowError
        seen = heard.finished[asked]
        outputs = tuple(seen.as_nbformat())
        failed = [one for one in outputs if one["output_type"] == "error"]
        return Ran(
            id=asked,
            outputs=outputs,
            failure=f"{failed[0]['ename']}: {failed[0]['evalue']}" if failed else None,
            started_at=seen.started_at,
            ended_at=seen.ended_at or seen.started_at,
        )

    def prepare(self, code: str) -> None:
        """Run code of ours that leaves no name behind. Raises KernelGoneError."""
        self._quietly(code)

    def _quietly(self, code: str) -> None:
        asked = self.client.execute(code, silent=True, store_history=False, allow_stdin=False)
        while True:
            message = self._message()
            if message is None or message["parent_header"].get("msg_id") != asked:
                continue
            if message["msg_type"] == "error":
                raise CannotBuildError(f"The kernel is not as it should be: {message['content']}")
            if message["content"].get("execution_state") == "idle":
                return

    def _message(self) -> dict[str, Any] | None:
        """Return what the kernel says next; None when it said nothing for a while."""
        try:
            return dict(self.client.get_iopub_msg(timeout=HEAR_S))
        except queue.Empty:
            self.on_wait()
            if not self.manager.is_alive():
                raise KernelGoneError from None
            return None


@contextmanager
def started(
    python: Path,
    folder: Path,
    own: Path,
    variables: Mapping[str, str],
    on_wait: Callable[[], None],
    *,
    limit: int,
) -> Iterator[CleanKernel]:
    """Start a kernel in `folder`; `own` takes its settings. It and its children end with us.

    Raises CannotBuildError when it does not start.
    """
    _write_spec(own, python)
    specs = KernelSpecManager(kernel_dirs=[str(own / "kernels")], ensure_native_kernel=False)
    manager = KernelManager(kernel_name=NAME, kernel_spec_manager=specs)
    manager.connection_file = str(own / "connection.json")
    log = (own / "kernel.log").open("wb")
    group: int | None = None
    client = None
    try:
        manager.start_kernel(cwd=str(folder), env=dict(variables), stdout=log, stderr=log)
        group = getattr(manager.provisioner, "pgid", None)
        client = manager.blocking_client()
        client.start_channels()
        _wait_until_ready(client, manager, on_wait, own)
        yield CleanKernel(manager, client, on_wait, limit)
        client.shutdown()
        _wait_for_its_end(manager)
    finally:
        if client is not None:
            client.stop_channels()
        with suppress(Exception):  # whatever state it is in, its group is ended below
            manager.shutdown_kernel(now=True)
        if group is not None and group != os.getpgid(0):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
        log.close()


def kernel_variables(
    variables: Mapping[str, str], own: Path, store: Path, python: Path, told: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment variables of a clean kernel; ours win over `told`, those of a lock."""
    kept = {name: text for name, text in variables.items() if name not in _NOT_FOR_A_CLEAN_KERNEL}
    return {
        **kept,
        **told,
        "PATH": f"{python.parent}{os.pathsep}{variables.get('PATH', '')}",
        "IPYTHONDIR": str(own / "ipython"),
        "JUPYTER_MM_HOME": str(store),
        "JUPYTER_MM_CAPTURE": "named",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _write_spec(own: Path, python: Path) -> None:
    words = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    profile, spec = own / "ipython" / "profile_default", own / "kernels" / NAME
    for made in (profile, spec):
        made.mkdir(parents=True)
    loaded = {"IPKernelApp": {"extra_extensions": ["jupyter_mm"]}}
    (profile / "ipython_kernel_config.json").write_text(json.dumps(loaded))
    kernel = {"argv": words, "display_name": NAME, "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(kernel))


def _wait_until_ready(
    client: BlockingKernelClient, manager: KernelManager, on_wait: Callable[[], None], own: Path
) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and manager.is_alive():
        on_wait()
        try:
            client.wait_for_ready(timeout=2)
        except RuntimeError:
            continue
        return
    said = (own / "kernel.log").read_text("utf-8", "replace").strip().splitlines()
    raise CannotBuildError(f"The kernel did not start: {' '.join(said[-3:])[:300]}")


def _wait_for_its_end(manager: KernelManager) -> None:
    deadline = time.monotonic() + GRACE_S
    while manager.is_alive() and time.monotonic() < deadline:
        time.sleep(0.05)
