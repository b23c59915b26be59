"""The same operations give the same answers in this process and over HTTP."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.api.operations import OPERATIONS
from jupyter_mm.api.transport import HttpTransport, LocalTransport, Transport
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.policy import owner
from jupyter_mm.domain import canonical
from jupyter_mm.domain.execution import LogBatch, Metric
from jupyter_mm.errors import MMError, NotFoundError, StoreUnavailableError
from jupyter_mm.settings import Settings
from jupyter_mm.testing.captures import make_capture
from tests.server.answers import Ask
from tests.unit.core.using import lock_with, used, verdict

Call = Callable[..., Any]
PAIR = {"before": "good", "after": "now"}


@pytest.fixture
def core(home: Path) -> Iterator[Core]:
    core = open_core(Settings(home=home), clock=time.time)
    yield core
    core.close()


@pytest.fixture
def url(jp_serverapp: Any, http_server_client: Any, jp_http_port: int) -> str:
    return f"http://127.0.0.1:{jp_http_port}{jp_serverapp.base_url}"


@pytest.fixture
def transports(jp_serverapp: Any, url: str, core: Core) -> tuple[Transport, Transport]:
    token = jp_serverapp.identity_provider.token
    return LocalTransport(lambda: core, owner("t")), HttpTransport(url, token)


async def outcome(transport: Transport, name: str, params: Any = None, body: Any = None) -> Any:
    """Return the answer, or kind and message of the refusal."""
    try:
        return await asyncio.to_thread(transport.call, name, params, body)
    except MMError as error:
        return error.kind, error.message


async def test_both_transports_tell_the_same(
    transports: tuple[Transport, Transport], core: Core, tmp_path: Path
) -> None:
    local, remote = transports
    path = tmp_path / "churn.csv"
    path.write_text("a\n1\n")
    first = make_capture(
        core,
        variables={"x": 1},
        message="named",
        tags=("good",),
        inputs=(used(core, path),),
        environment=lock_with(tmp_path / "a", probe="1.0"),
    )
    assert first.checkpoint is not None
    second = make_capture(
        core,
        session=first.session,
        parent=first.checkpoint.id,
        lost=None,
        cell="cell-2",
        environment=lock_with(tmp_path / "b", probe="2.0"),
    )
    metric = Metric(sequence=0, name="acc", value=0.5, step=None, logged_at=time.time())
    logged = LogBatch(session=first.session.id, execution=first.execution.id, metrics=(metric,))
    receipt = await outcome(remote, "record_execution", body=canonical.plain(first))
    assert await outcome(local, "record_execution", body=canonical.plain(first)) == receipt
    await outcome(local, "record_execution", body=canonical.plain(second))
    await outcome(remote, "record_log", body=canonical.plain(logged))
    asked: list[tuple[str, Any, Any]] = [
        ("store_status", {}, None),
        ("list_history", {}, None),
        ("list_history", {"where": "tag:good", "limit": 1}, None),
        ("list_history", {"limit": "5", "notebook": "example.ipynb"}, None),
        ("list_history", {"limit": 0}, None),
        ("list_runs", {}, None),
        ("list_runs", {"where": "acc>0.5", "limit": "5", "points": 2}, None),
        ("list_runs", {"notebook": "example.ipynb", "limit": 0}, None),
        ("show_execution", {"id": first.execution.id}, None),
        ("show_execution", {"id": "nobody"}, None),
        ("show_checkpoint", {"ref": "good"}, None),
        ("show_checkpoint", {"ref": "now~1", "session": first.session.id}, None),
        ("show_checkpoint", {"ref": "../x"}, None),
        ("show_notebook", {"ref": first.execution.id}, None),
        ("thumbnail", {"id": first.execution.id}, None),
        ("latest_outputs", {"notebook": "example.ipynb"}, None),
        ("latest_outputs", {}, None),
        ("hidden_state", {"notebook": "example.ipynb"}, None),
        ("recoverable", {"session": "5" * 32, "notebook": "example.ipynb"}, None),
        ("recoverable", {"session": first.session.id, "any": "true"}, None),
        ("recoverable", {"session": first.session.id, "any": "perhaps"}, None),
        ("recoverable", {}, None),
        ("annotate_checkpoint", {"ref": "good"}, {"pinned": True}),
        ("annotate_checkpoint", {"ref": "good"}, {"pinned": "yes"}),
        ("verify_store", {}, None),
        ("show_environment", {"ref": "good"}, None),
        ("show_environment", {"ref": "nowhere"}, None),
        ("compare_environments", {"before": "good", "after": "now"}, None),
        ("compare_environments", {"before": "good"}, None),
        ("list_data", {}, None),
        ("list_data", {"path": str(path), "limit": "3"}, None),
        ("list_data", {"ref": "good", "limit": "0"}, None),
        ("compare_data", {"before": "good", "after": "now"}, None),
        ("verify_data", {"ref": "good"}, None),
        ("data_profile", {"digest": "0" * 64}, None),
        ("lineage", {"path": str(path), "direction": "down"}, None),
        ("lineage", {"ref": "good", "name": "x"}, None),
        ("lineage", {}, None),
        ("drift", {"ref": "good"}, None),
        ("record_verdict", {}, canonical.plain(verdict(first.checkpoint.id))),
        ("record_verdict", {}, {"outcome": "same"}),
        ("list_verdicts", {"ref": "good"}, None),
        ("start_job", {}, {"kind": "reproduce"}),
        ("compare", {}, {"before": "good", "after": "now"}),
        ("compare", {}, {"before": "good"}),
        ("compare_cell", {}, {"request": PAIR, "before": 0, "after": 0}),
        ("compare_cell", {}, {"request": PAIR, "before": 9, "after": None}),
        ("compare_variables", PAIR, None),
        ("variable_life", {"name": "x", "notebook": "example.ipynb"}, None),
        ("cell_history", {"id": "cell-1", "notebook": "example.ipynb"}, None),
        ("known_cells", {"notebook": "example.ipynb"}, None),
        ("baseline", {"notebook": "example.ipynb", "goals": "acc:down"}, None),
        ("baseline", {"notebook": "example.ipynb", "kind": "worst"}, None),
        ("why", {"metric": "acc", **PAIR}, None),
        ("list_notebook_restores", {"notebook": "example.ipynb"}, None),
        ("show_notebook_restore", {"id": "a" * 32}, None),
        ("nothing", {}, None),
        ("store_status", {"unknown": "1"}, None),
        ("record_log", {}, {"session": 5}),
    ]
    for name, params, body in asked:
        here = await outcome(local, name, params, body)
        assert await outcome(remote, name, params, body) == here, (name, params)
    assert {name for name, _, _ in asked} >= {op.name for op in OPERATIONS if not op.writes} - {
        "disk_usage",
        "list_jobs",
        "show_job",
    }


async def test_a_server_that_is_gone_is_said_so() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/"
        with pytest.raises(StoreUnavailableError, match="cannot be reached"):
            HttpTransport(url, "t").call("store_status")


async def test_a_wrong_token_is_said_so(url: str) -> None:
    with pytest.raises(MMError) as refusal:
        await asyncio.to_thread(HttpTransport(url, "wrong").call, "store_status")
    assert refusal.value.kind == "denied"


async def test_an_error_keeps_its_class_over_http(transports: Any) -> None:
    with pytest.raises(NotFoundError):
        await asyncio.to_thread(transports[1].call, "show_execution", {"id": "nobody"})


async def test_requests_are_answered_while_another_one_is_slow(ask: Ask, core: Core) -> None:
    body = canonical.plain(make_capture(core, lost="x", source="y" * 20_000_000))
    slow = asyncio.ensure_future(ask("POST", "/captures", body))
    started = time.monotonic()
    assert (await ask("GET", "/status")).status == 200
    assert time.monotonic() - started < 5
    answer = await slow
    assert answer.status in {200, 400, 413}, answer.text
