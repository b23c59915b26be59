"""Real kernels, spoken to as a front end does: how long from one idle to the next."""

from __future__ import annotations

import subprocess
import time
from contextlib import contextmanager
from queue import Empty
from typing import TYPE_CHECKING

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.jupyter import Server

TIMEOUT_S = 60


class Kernel:
    """A kernel and the cells it runs."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client
        self.ran = 0
        """Cells so far."""

    def send(self, code: str) -> str:
        """Ask for a cell as a page does, with the id of the cell, and return the message's id."""
        message = self._client.session.msg(
            "execute_request",
            {
                "code": code,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": True,
            },
            metadata={"cellId": f"cell-{self.ran}"},
        )
        self._client.shell_channel.send(message)
        self.ran += 1
        return str(message["header"]["msg_id"])

    def run(self, code: str) -> float:
        """Run a cell and return the milliseconds from sending it until the kernel is idle."""
        start = time.perf_counter()
        asked = self.send(code)
        self._wait_for_idle(asked)
        return (time.perf_counter() - start) * 1000

    def run_all(self, codes: list[str]) -> float:
        """Send cells at once, as Run All does; return the milliseconds until all are done."""
        start = time.perf_counter()
        asked = [self.send(code) for code in codes]
        for number in asked:
            self._wait_for_idle(number)
        return (time.perf_counter() - start) * 1000

    def value(self, expression: str, *, after: str = "") -> str:
        """Return the text of an expression, after code that no hook and no history sees."""
        content = self._client.execute_interactive(
            after, silent=True, user_expressions={"value": expression}, timeout=TIMEOUT_S
        )["content"]
        if content["status"] != "ok" or content["user_expressions"]["value"]["status"] != "ok":
            raise RuntimeError(str(content))
        return str(content["user_expressions"]["value"]["data"]["text/plain"])

    def _wait_for_idle(self, asked: str) -> None:
        while True:
            message = self._client.get_iopub_msg(timeout=TIMEOUT_S)
            if message["parent_header"].get("msg_id") != asked:
                continue
            if message["msg_type"] == "error":
                raise RuntimeError("\n".join(message["content"]["traceback"]))
            if message["content"].get("execution_state") == "idle":
                break
        self._drop_replies()

    def _drop_replies(self) -> None:
        try:
            while True:
                self._client.get_shell_msg(timeout=0)
        except Empty:
            return


@contextmanager
def kernel_of(server: Server) -> Iterator[Kernel]:
    """Have the server start a kernel, as it does for a notebook."""
    started = server.call("POST", "/api/kernels", {"name": "python3", "path": ""})
    with _connected(server.runtime / f"kernel-{started['id']}.json") as client:
        yield Kernel(client)
    server.call("DELETE", f"/api/kernels/{started['id']}")


@contextmanager
def kernel_of_python(python: Path, place: Path, environment: dict[str, str]) -> Iterator[Kernel]:
    """Start a kernel of another Python environment, without a server."""
    place.mkdir(parents=True)
    name, _ = write_connection_file(str(place / "kernel.json"))
    process = subprocess.Popen(
        [python, "-m", "ipykernel_launcher", "-f", name],
        env=environment,
        cwd=place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with _connected(place / "kernel.json") as client:
            yield Kernel(client)
    finally:
        process.kill()
        process.wait(5)


@contextmanager
def _connected(connection_file: Path) -> Iterator[BlockingKernelClient]:
    client = BlockingKernelClient()
    client.load_connection_file(str(connection_file))
    client.start_channels()
    try:
        _wait_until_ready(client)
        yield client
    finally:
        client.stop_channels()


def _wait_until_ready(client: BlockingKernelClient) -> None:
    """Wait for a kernel; on a busy machine one that misses a heartbeat is not dead yet."""
    end = time.monotonic() + TIMEOUT_S
    while True:
        try:
            client.wait_for_ready(timeout=TIMEOUT_S)
        except RuntimeError:
            if time.monotonic() > end:
                raise
        else:
            return
