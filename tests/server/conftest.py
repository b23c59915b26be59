"""A real Jupyter server with the extension, its store in a folder of the test's own."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.answers import BASE, JSON, Answer, Ask
from tests.server.notebooks import Running


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_MM_HOME", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture(autouse=True)
def jp_asyncio_loop(jp_asyncio_loop: Any) -> Iterator[Any]:
    """The loop of pytest-jupyter; what the server still does when a test ends is ended with it."""
    yield jp_asyncio_loop
    left = asyncio.all_tasks(jp_asyncio_loop)
    for task in left:
        task.cancel()
    jp_asyncio_loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


@pytest.fixture
def server_options() -> dict[str, Any]:
    """More options for ServerApp; tests override it."""
    return {}


@pytest.fixture
def jp_server_config(home: Path, server_options: dict[str, Any]) -> dict[str, Any]:
    own = {"jpserver_extensions": {"jupyter_mm": True}, "allow_unauthenticated_access": False}
    return {"ServerApp": own | server_options, "JupyterMM": {"home": ""}}


@pytest.fixture
def ask(jp_serverapp: Any, http_server_client: Any, jp_base_url: str) -> Ask:
    """Call a route below the API; refusals come back as answers.

    `raw` replaces the JSON of the body, `headers` and `token` what is sent for login.
    """

    async def call(method: str, path: str, body: Any = None, **options: Any) -> Answer:
        raw = options.pop("raw", None)
        if raw is None and method == "POST" and "body_producer" not in options:
            raw = json.dumps({} if body is None else body)
        headers = dict(options.pop("headers", JSON))
        if options.pop("token", True):
            headers["Authorization"] = f"token {jp_serverapp.identity_provider.token}"
        reply = await http_server_client.fetch(
            f"{jp_base_url}{BASE}{path}",
            method=method,
            headers=headers,
            body=raw,
            allow_nonstandard_methods=True,
            raise_error=False,
            **options,
        )
        return Answer(reply)

    return call


@pytest.fixture(params=["without support"])
def kernels(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: Any) -> str:
    """Let the kernels of the test load our extension, or not."""
    folder = tmp_path / "ipython" / "profile_default"
    folder.mkdir(parents=True)
    loaded = ["jupyter_mm"] if request.param == "with support" else []
    config = {"IPKernelApp": {"extra_extensions": loaded}}
    (folder / "ipython_kernel_config.json").write_text(json.dumps(config))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    return str(request.param)


@pytest.fixture
def notebook(kernels: str, jp_serverapp: Any, jp_fetch: Any, ask: Ask) -> Any:
    """Return a function that starts a notebook with given cells."""

    async def start(*cells: str, path: str = "study.ipynb") -> Running:
        running = Running(jp_serverapp, ask, path)
        await running.start(list(cells), jp_fetch)
        return running

    return start
