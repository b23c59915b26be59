"""A real kernel in a process of its own, with its own store."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parents[2]
LOAD = "--InteractiveShellApp.extra_extensions=jupyter_mm"
LOAD_NOTHING = "--InteractiveShellApp.extra_extensions=storemagic"


@dataclass
class Answer:
    """What a cell gave back."""

    status: str
    count: int | None
    message: str
    """Id of the request."""
    text: dict[str, str] = field(default_factory=lambda: {"stdout": "", "stderr": ""})
    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None
    seconds: float = 0.0

    @property
    def stdout(self) -> str:
        return self.text["stdout"]

    @property
    def stderr(self) -> str:
        return self.text["stderr"]

    @property
    def result(self) -> str:
        found = [output for output in self.outputs if output["type"] == "execute_result"]
        return str(found[-1]["data"]["text/plain"]) if found else ""


class LiveKernel:  # noqa: PLR0904  # one method for each thing a user does
    """Starts, runs cells, ends; nothing of it touches the user's own folders."""

    def __init__(self, home: Path, *, loads: bool = True, **environment: str) -> None:
        self.home = home
        scratch = home.parent
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("JPY_")},
            "HOME": str(scratch),
            "IPYTHONDIR": str(scratch / "ipython"),
            "JUPYTER_CONFIG_DIR": str(scratch / "config"),
            "JUPYTER_DATA_DIR": str(scratch / "data"),
            "JUPYTER_MM_HOME": str(home),
            "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
            "PYTHONPATH": str(ROOT),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            **environment,
        }
        self.manager = KernelManager()
        self._arguments = [LOAD if loads else LOAD_NOTHING]

    def __enter__(self) -> Self:
        (self.home.parent / "runtime").mkdir(exist_ok=True)
        with (self.home.parent / "kernel.log").open("a") as log:
            self.manager.start_kernel(
                env=self._environment,
                extra_arguments=self._arguments,
                cwd=str(self.home.parent),
                stderr=log,
                stdout=log,
            )
        self._connect()
        return self

    def restart(self) -> None:
        """End the process at once and start another, as the page's button does."""
        self.client.stop_channels()
        with (self.home.parent / "kernel.log").open("a") as log:
            self.manager.restart_kernel(now=True, stderr=log, stdout=log)
        self._connect()

    def _connect(self) -> None:
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def __exit__(self, *_: object) -> None:
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel()
        self.manager.cleanup_resources()
        self.manager.context.destroy()

    def send(self, code: str, *, silent: bool = False, store_history: bool = True) -> str:
        """Send a cell and do not wait; return the id of the request."""
        return str(self.client.execute(code, silent=silent, store_history=store_history))

    def subshell(self) -> str:
        """Make a subshell, whose cells run beside the main thread; return its id."""
        message = self.client.session.msg("create_subshell_request", {})
        self.client.control_channel.send(message)
        return str(self.client.get_control_msg(timeout=30)["content"]["subshell_id"])

    def send_beside(self, subshell: str, code: str) -> str:
        """Send a cell to a subshell and do not wait; return the id of the request."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        message = self.client.session.msg("execute_request", content)
        message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def run(self, code: str, *, timeout_s: float = 60.0, **options: bool) -> Answer:
        """Run a cell to its end."""
        started = time.perf_counter()
        return self.wait(self.send(code, **options), started=started, timeout_s=timeout_s)

    def wait(self, message: str, *, started: float = 0.0, timeout_s: float = 60.0) -> Answer:
        """Collect what a request gives until the kernel is idle again."""
        answer = Answer("", None, message)
        while True:
            reply = self.client.get_shell_msg(timeout=timeout_s)
            if reply["parent_header"].get("msg_id") == message:
                break
        answer.seconds = time.perf_counter() - started
        answer.status = reply["content"]["status"]
        answer.count = reply["content"].get("execution_count")
        while True:
            heard = self.client.get_iopub_msg(timeout=timeout_s)
            if heard["parent_header"].get("msg_id") == message and taken(answer, heard):
                return answer

    def ok(self, code: str) -> Answer:
        """Run a cell that must not fail."""
        answer = self.run(code)
        assert answer.status == "ok", answer
        return answer

    def value(self, expression: str) -> str:
        """Return the text of an expression without leaving a trace in the history."""
        told = f"print(repr(({expression})), end='')"
        answer = self.run(told, store_history=False)
        assert answer.status == "ok", answer
        return answer.stdout

    def settle(self) -> None:
        """Wait until everything that was handed over is on disk."""
        told = "get_ipython().magics_manager.registry['MMMagics'].keeper.courier.flush(30)"
        assert self.value(told) == "True"


def taken(answer: Answer, heard: dict[str, Any]) -> bool:
    """Add one message to the answer; tell whether it was the last."""
    kind, content = heard["msg_type"], heard["content"]
    if kind == "stream":
        answer.text[content["name"]] += content["text"]
        answer.outputs.append({"type": kind, "name": content["name"], "text": content["text"]})
    elif kind in {"execute_result", "display_data", "update_display_data"}:
        answer.outputs.append({"type": kind, "data": content["data"]})
    elif kind == "error":
        answer.error = f"{content['ename']}: {content['evalue']}"
        answer.outputs.append({"type": kind, "error": answer.error})
    return bool(kind == "status" and content["execution_state"] == "idle")


def assert_no_trouble(kernel: LiveKernel) -> None:
    """Fail if anything of ours went wrong in a kernel so far."""
    troubles = "get_ipython().magics_manager.registry['MMMagics'].keeper.troubles"
    assert kernel.value(f"({troubles}.count, repr({troubles}.last))") == "(0, 'None')"
