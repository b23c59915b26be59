"""A real Jupyter server of one's own: with jupyter_mm, or the same without."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

API = "/jupyter-mm/api/v1"
START_S = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server; its folders lie below `place`."""

    place: Path
    url: str
    token: str
    process: subprocess.Popen[bytes]
    store: Path
    """The home of jupyter_mm."""

    @property
    def runtime(self) -> Path:
        """Where the connection files of its kernels are."""
        return self.place / "runtime"

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Ask over HTTP and return the decoded answer."""
        request = urllib.request.Request(  # noqa: S310  # our own server, http on this machine
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310  # as above
            text = reply.read()
        return json.loads(text) if text else None

    def executions(self) -> int:
        """Return how many executions its store holds."""
        return int(self.call("GET", f"{API}/status")["executions"])

    def wait_for_executions(self, count: int, seconds: float = 60) -> None:
        """Return when the store holds so many executions: what ran before is then done with."""
        end = time.monotonic() + seconds
        while self.executions() < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{self.executions()} of {count} executions after {seconds} s")
            time.sleep(0.02)


@contextmanager
def running_server(
    place: Path, *, with_us: bool, extensions: Path | None = None, home: Path | None = None
) -> Iterator[Server]:
    """Run a JupyterLab server inside, with or without jupyter_mm on all its sides.

    `extensions` is the folder of browser extensions, `home` that of the store.
    """
    _configure(place, with_us=with_us)
    token, port = secrets.token_hex(16), _free_port()
    store = home or place / "store"
    with (place / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *_options(place, port, token, extensions)],
            env=_environment(place, store),
            stdout=log,
            stderr=log,
        )
        url = f"http://127.0.0.1:{port}"
        server = Server(place=place, url=url, token=token, process=process, store=store)
        try:
            _wait_until_it_answers(server)
            _make_sure(server, with_us=with_us)
            yield server
        finally:
            _stop(process)


def _configure(place: Path, *, with_us: bool) -> None:
    """Write the settings of a user who has jupyter_mm, or who has turned it off everywhere."""
    files: dict[str, object] = {
        "config/jupyter_server_config.json": {
            "ServerApp": {"jpserver_extensions": {"jupyter_mm": with_us}}
        },
        "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
            "fetchNews": "false",
            "checkForUpdates": False,
        },
    }
    if not with_us:
        files["ipython/profile_default/ipython_kernel_config.json"] = {
            "IPKernelApp": {"extra_extensions": []}
        }
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    (place / "root").mkdir(exist_ok=True)


def _options(place: Path, port: int, token: str, extensions: Path | None) -> list[str]:
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={place / 'root'}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        f"--LabApp.user_settings_dir={place / 'settings'}",
        f"--LabApp.workspaces_dir={place / 'workspaces'}",
    ]
    if extensions is not None:
        options.append(f"--LabApp.labextensions_path={extensions}")
    return options


def _environment(place: Path, home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JPY_", "JUPYTER_"))
    }
    return kept | {
        "JUPYTER_CONFIG_DIR": str(place / "config"),
        "JUPYTER_DATA_DIR": str(place / "data"),
        "JUPYTER_RUNTIME_DIR": str(place / "runtime"),
        "IPYTHONDIR": str(place / "ipython"),
        "JUPYTER_MM_HOME": str(home),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(server: Server) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            server.call("GET", "/api/status")
        except OSError:
            if server.process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    log = (server.place / "server.log").read_text(encoding="utf-8")
    raise RuntimeError(f"the server did not start:\n{log[-2000:]}")


def _make_sure(server: Server, *, with_us: bool) -> None:
    """Look whether the server has jupyter_mm as it should; without this a figure means nothing."""
    try:
        server.call("GET", f"{API}/status")
    except urllib.error.HTTPError as error:
        error.close()
        if with_us:
            raise RuntimeError("jupyter_mm is not installed in this environment") from error
        return
    if not with_us:
        raise RuntimeError("the server that should be without jupyter_mm has it")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:  # happens: an idle thread keeps it
        process.kill()
        process.wait(5)
