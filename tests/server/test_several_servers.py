"""Two servers on one store: each records what it sees, both show it all."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient


@dataclass
class Server:
    """A Jupyter server in a process of its own."""

    port: int
    runtime: Path
    process: "subprocess.Popen[bytes]"

    def fetch(self, method: str, path: str, body: Any = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": "token t", "Content-Type": "application/json"}
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            reply = connection.getresponse()
            content = reply.read()
            return json.loads(content) if reply.status < 300 and content else None
        finally:
            connection.close()

    def history(self) -> dict[str, dict[str, Any]]:
        page = self.fetch("GET", "/jupyter-mm/api/v1/history?limit=200")
        return {row["execution"]: row for row in page["rows"]} if page else {}

    def start_notebook(self, path: str) -> BlockingKernelClient:
        kernel = {"name": "python3"}
        asked = {"path": path, "name": path, "type": "notebook", "kernel": kernel}
        session = self.fetch("POST", "/api/sessions", asked)
        file = self.runtime / f"kernel-{session['kernel']['id']}.json"
        client = BlockingKernelClient(connection_file=str(file))
        client.load_connection_file()
        client.start_channels(hb=False)
        client.kernel_info(reply=True, timeout=60)
        return client


def until(found: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.2)
    raise AssertionError(f"not within 60 s: {what}")


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[Server]]:
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    config = {"IPKernelApp": {"extra_extensions": ["jupyter_mm"]}}
    (profile / "ipython_kernel_config.json").write_text(json.dumps(config))
    started = [start(tmp_path, name) for name in ("one", "two")]
    try:
        for server in started:
            until(partial(answers, server), "the server to answer")
        yield started
    finally:
        for server in started:
            server.process.terminate()
        for server in started:
            try:
                server.process.wait(timeout=8)
            except subprocess.TimeoutExpired:
                server.process.kill()
                server.process.wait()


def answers(server: Server) -> bool:
    try:
        return bool(server.fetch("GET", "/jupyter-mm/api/v1/status"))
    except OSError:
        return False


def start(tmp_path: Path, name: str) -> Server:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / name).mkdir()
    environment = dict(os.environ) | {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "JUPYTER_MM_HOME": str(tmp_path / "store"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / name / "runtime"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
    }
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=t"]
    command += ["--ServerApp.jpserver_extensions={'jupyter_mm': True}"]
    command += [f"--ServerApp.root_dir={tmp_path / name}"]
    log = (tmp_path / name / "server.log").open("wb")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    log.close()
    return Server(port, tmp_path / name / "runtime", process)


def test_two_servers_and_their_kernels_share_one_store(servers: list[Server]) -> None:
    clients = [
        servers[0].start_notebook("a.ipynb"),
        servers[0].start_notebook("b.ipynb"),
        servers[1].start_notebook("c.ipynb"),
    ]
    sent: dict[str, str] = {}
    for turn in range(4):
        for place, client in enumerate(clients):
            text = f"kernel {place} turn {turn}"
            sent[client.execute(f"v{turn} = {turn}; print({text!r})")] = text

    def whole() -> bool:
        rows = servers[0].history()
        return all(
            execution in rows and rows[execution]["outputs"] and rows[execution]["checkpoint"]
            for execution in sent
        )

    try:
        until(whole, "every execution with state and outputs")
        both = [server.history() for server in servers]
        assert both[0] == both[1]
        assert set(both[0]) == set(sent)
        for execution, text in sent.items():
            for server in servers:
                shown = server.fetch("GET", f"/jupyter-mm/api/v1/executions/{execution}")
                assert [output["text"] for output in shown["outputs"]] == [f"{text}\n"]
        names = {row["notebook"] for row in both[0].values()}
        assert names == {"a.ipynb", "b.ipynb", "c.ipynb"}
        report = servers[1].fetch("POST", "/jupyter-mm/api/v1/verify")
        assert report["damage"] == []
    finally:
        for client in clients:
            client.stop_channels()
