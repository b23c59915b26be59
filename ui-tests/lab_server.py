"""A real JupyterLab of a test's own: token and XSRF check on, nothing shared with the user's."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
API = "/jupyter-mm/api/v1"
SETTINGS: dict[str, dict[str, Any]] = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # A test decides itself when a file is saved.
    "docmanager-extension/plugin": {"autosave": False},
}


def code_cell(source: str, cell: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": cell,
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


class LabServer:  # noqa: PLR0904  # what a server does, and what its files hold
    """One Jupyter server process; it may be stopped and started again on its port."""

    python = sys.executable

    def __init__(self, home: Path) -> None:
        self.home = home
        self.root = home / "root"
        self.store = home / "store"
        self.token = secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        for folder in ("root", "runtime", "config", "data", "ipython", "matplotlib"):
            (home / folder).mkdir(parents=True)
        self.reset_settings()
        self.process: subprocess.Popen[bytes] | None = None
        self.more_options: list[str] = []
        self.inside: list[str] = []

    def set_setting(self, plugin: str, values: dict[str, Any]) -> None:
        """Write a user's settings, as the settings editor does."""
        path = self.home / "settings" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))

    def reset_settings(self) -> None:
        """Forget what a story set, by a command too: the next one begins with the defaults."""
        shutil.rmtree(self.home / "settings", ignore_errors=True)
        for name, values in SETTINGS.items():
            self.set_setting(f"@jupyterlab/{name}", values)

    def start(self) -> "LabServer":
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.inside, self.python, "-m", "jupyterlab", *self._options()],
                env=self._environment(),
                cwd=self.root,
                stdout=log,
                stderr=log,
            )
        self.wait_for(self._answers, "an answer of the server", 180)
        return self

    def stop(self) -> None:
        """End the process and its kernels. SIGTERM may not be enough: an idle thread keeps it."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.process = None

    def log(self) -> str:
        return (self.home / "server.log").read_text(errors="replace")

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310  # always our own http address
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"token {self.token}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=20) as reply:  # noqa: S310  # as above
            text = reply.read()
        return json.loads(text) if text else None

    def wait_for(self, condition: Callable[[], T | None], what: str, seconds: float = 20) -> T:
        """Return the first true value of `condition`."""
        end = time.monotonic() + seconds
        while not (value := condition()):
            assert time.monotonic() < end, f"waited {seconds} s for {what}"
            time.sleep(0.05)
        return value

    def put_notebook(
        self, path: str, cells: Sequence[str], *, kernel: str = "python3", language: str = "python"
    ) -> str:
        """Write a notebook of code cells with the ids c0, c1, …"""
        spec = {"name": kernel, "language": language, "display_name": kernel}
        content = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": spec},
            "cells": [code_cell(text, f"c{number}") for number, text in enumerate(cells)],
        }
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(content))
        return path

    def history(self, path: str, where: str = "") -> list[dict[str, Any]]:
        """Return the notebook's rows, newest first, as the API has them."""
        query = urllib.parse.urlencode({"notebook": path, "where": where})
        rows: list[dict[str, Any]] = self.call("GET", f"{API}/history?{query}")["rows"]
        return rows

    def wait_for_rows(self, path: str, count: int, seconds: float = 30) -> list[dict[str, Any]]:
        def rows() -> list[dict[str, Any]] | None:
            found = self.history(path)
            return found if len(found) == count else None

        return self.wait_for(rows, f"{count} rows of {path}", seconds)

    def wait_for_checkpoints(self, path: str, count: int, seconds: float = 30) -> None:
        """Wait until so many rows have come from the kernel too: the server sees them earlier."""

        def kept() -> bool:
            rows = self.history(path)
            return len(rows) == count and all(row["checkpoint"] for row in rows)

        self.wait_for(kept, f"{count} checkpoints of {path}", seconds)

    def end_kernels(self) -> None:
        for session in self.call("GET", "/api/sessions"):
            self.call("DELETE", f"/api/sessions/{session['id']}")
        for kernel in self.call("GET", "/api/kernels"):
            self.call("DELETE", f"/api/kernels/{kernel['id']}")

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log()
        try:
            self.call("GET", "/api/status")
        except (urllib.error.URLError, OSError):
            return False
        return True

    def _options(self) -> list[str]:
        return [
            "--no-browser",
            "--allow-root",
            f"--port={self.port}",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={self.token}",
            f"--ServerApp.root_dir={self.root}",
            "--LabApp.expose_app_in_browser=True",
            "--JupyterNotebookApp.expose_app_in_browser=True",
            "--LabApp.extension_manager=readonly",
            "--LabApp.news_url=",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            f"--LabApp.user_settings_dir={self.home / 'settings'}",
            f"--LabApp.workspaces_dir={self.home / 'workspaces'}",
            *self.more_options,
        ]

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JPY_", "JUPYTER_"))
        }
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "JUPYTER_RUNTIME_DIR": str(self.home / "runtime"),
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
            "JUPYTER_MM_HOME": str(self.store),
            "IPYTHONDIR": str(self.home / "ipython"),
            "MPLCONFIGDIR": str(self.home / "matplotlib"),
        }


def copy_example(server: LabServer, folder: str) -> str:
    """Copy the example project into a folder of the server; return its notebook's path."""
    source = Path(__file__).parent.parent / "examples" / "churn"
    shutil.copytree(source, server.root / folder)
    return f"{folder}/churn.ipynb"
