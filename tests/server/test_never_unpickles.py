"""A server under an audit hook: what it stores is never run, whatever it is asked."""

import http.client
import json
import os
import pickle
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.domain import canonical
from jupyter_mm.testing.captures import make_capture

HOOK = '''
"""Writes down what the audit hook sees of running foreign code, imports aside."""
import os, sys

log = os.environ.get("AUDIT_LOG")
if log:
    stream = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    watched = {"pickle.find_class", "marshal.loads", "exec", "os.exec", "subprocess.Popen"}

    def importing():
        frame = sys._getframe()
        while frame is not None:
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                return True
            frame = frame.f_back
        return False

    def hook(event, arguments):
        if event in watched and not importing():
            caller = (sys._getframe().f_back or sys._getframe()).f_code
            os.write(stream, f"{event} {caller.co_filename} {caller.co_name}\\n".encode())

    sys.addaudithook(hook)
'''

CONTROL = """
import pickle, marshal
pickle.loads(pickle.dumps(print))
marshal.loads(marshal.dumps(1))
exec("1")
"""


class Hostile:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, sentinel: Path) -> None:
        self.sentinel = sentinel

    def __reduce__(self) -> tuple[Any, tuple[str, str]]:
        return (open, (str(self.sentinel), "w"))


@pytest.fixture
def audited(tmp_path: Path) -> dict[str, str]:
    """Environment of a Python that writes down what it runs."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(HOOK)
    root = Path(__file__).parents[2]
    return dict(os.environ) | {
        "PYTHONPATH": f"{tmp_path / 'hook'}{os.pathsep}{root}",
        "AUDIT_LOG": str(tmp_path / "audit.log"),
        "JUPYTER_MM_HOME": str(tmp_path / "store"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
    }


@pytest.fixture
def server(tmp_path: Path, audited: dict[str, str]) -> Iterator[int]:
    """Port of a Jupyter server of its own process, with the extension and the token `t`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=t"]
    command += [
        "--ServerApp.jpserver_extensions={'jupyter_mm': True}",
        f"--ServerApp.root_dir={tmp_path}",
    ]
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=audited, stdout=log, stderr=log)
        try:
            wait_for(port, process, tmp_path / "server.log")
            yield port
        finally:
            process.kill()
            process.wait()


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            if fetch(port, "GET", "/status")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text()[-3000:])


def fetch(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": "token t", "Content-Type": "application/json"}
    sent = None if method == "GET" else json.dumps({} if body is None else body)
    try:
        connection.request(method, f"/jupyter-mm/api/v1{path}", sent, headers)
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())
    finally:
        connection.close()


def ran(tmp_path: Path) -> list[str]:
    """Return what was run so far, Python's and its libraries' own code generation aside."""
    log = tmp_path / "audit.log"
    lines = log.read_text().splitlines() if log.exists() else []
    own = (
        "dataclasses.py",
        "sqlalchemy/",
        "collections/__init__.py",
        "typing.py",
        "jinja2/",
    )
    return [line for line in lines if not any(part in line for part in own)]


def test_a_full_round_with_a_hostile_pickle_runs_nothing(server: int, tmp_path: Path) -> None:
    sentinel = tmp_path / "was-unpickled"
    capture = make_capture(tmp_path / "store", variables={"x": Hostile(sentinel), "y": 1})
    assert fetch(server, "GET", "/status")[0] == 200
    before = len(ran(tmp_path))
    assert fetch(server, "POST", "/captures", canonical.plain(capture))[0] == 200
    execution, checkpoint = capture.execution.id, capture.checkpoint
    assert checkpoint is not None
    for path in (
        "/history",
        "/history?where=x",
        f"/executions/{execution}",
        f"/checkpoints/{checkpoint.id}",
        f"/checkpoints/{checkpoint.id}/notebook",
        "/checkpoints/now",
        "/outputs?notebook=example.ipynb",
        "/usage",
        "/status",
    ):
        assert fetch(server, "GET", path)[0] == 200, path
    assert fetch(server, "GET", f"/executions/{execution}/thumbnail")[0] == 404
    note = {"message": "m", "tags": ["t"], "pinned": True}
    assert fetch(server, "POST", f"/checkpoints/{checkpoint.id}/annotations", note)[0] == 200
    status, report = fetch(server, "POST", "/verify")
    assert (status, report["damage"]) == (200, [])
    assert ran(tmp_path)[before:] == []
    assert not sentinel.exists()


def test_the_hook_sees_code_that_is_run(tmp_path: Path, audited: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", CONTROL], env=audited, check=True)
    events = {line.split()[0] for line in (tmp_path / "audit.log").read_text().splitlines()}
    assert {"pickle.find_class", "marshal.loads", "exec"} <= events


def test_the_hostile_value_would_have_been_noticed(tmp_path: Path) -> None:
    sentinel = tmp_path / "was-unpickled"
    pickle.loads(pickle.dumps(Hostile(sentinel))).close()
    assert sentinel.exists()
