"""Kernels that record their executions themselves: what they say and what the server sees meet."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.server.answers import Ask
from tests.server.notebooks import Running, until

Start = Callable[..., Awaitable[Running]]

pytestmark = pytest.mark.parametrize("kernels", ["with support"], indirect=True)


async def whole(running: Running, execution: str) -> dict[str, Any]:
    """Return an execution once its kernel has recorded it and the server has seen its outputs."""

    async def found() -> Any:
        answer = await running.ask("GET", f"/executions/{execution}")
        row = answer.json["row"] if answer.status == 200 else {}
        return answer.json if row.get("outputs") and (row["checkpoint"] or row["lost"]) else None

    return dict(await until(found, f"both sides of {execution}"))


async def test_state_and_outputs_meet_in_one_row(notebook: Start, ask: Ask) -> None:
    running = await notebook("x = 41 + 1\nprint(x)")
    (execution,) = await running.send("x = 41 + 1\nprint(x)")
    shown = await whole(running, execution)
    row = shown["row"]
    assert shown["outputs"][0]["text"] == "42\n"
    assert row["notebook"] == "study.ipynb"
    assert row["checkpoint"] is not None
    assert "x" in row["changed"]
    detail = (await ask("GET", f"/checkpoints/{row['checkpoint']}")).json
    assert "x" in {variable["name"] for variable in detail["variables"]}
    was = (await ask("GET", f"/checkpoints/{row['checkpoint']}/notebook")).json
    assert was["complete"] is True
    assert was["notebook"]["cells"][0]["outputs"][0]["text"] == "42\n"


async def test_an_execution_the_user_did_not_store_leaves_no_row(notebook: Start) -> None:
    running = await notebook("x")
    client = running.client()
    client.start_channels()
    await client.wait_for_ready(timeout=40)
    unstored = client.execute("print('hush')", store_history=False)
    client.stop_channels()
    (execution,) = await running.send("print('kept')")
    await whole(running, execution)
    await asyncio.sleep(12)
    assert (await running.ask("GET", f"/executions/{unstored}")).status == 404


async def test_a_closed_page_loses_neither_state_nor_output(notebook: Start) -> None:
    running = await notebook("x")
    sources = [f"import time; time.sleep(0.4); y = {i}; print(y)" for i in range(4)]
    executions = await running.send(*sources)
    shown = [await whole(running, execution) for execution in executions]
    assert [one["outputs"][0]["text"] for one in shown] == ["0\n", "1\n", "2\n", "3\n"]
    counts = [one["row"]["count"] for one in shown]
    assert counts == sorted(counts)
    parents = [one["row"]["parent"] for one in shown[1:]]
    assert parents == [one["row"]["checkpoint"] for one in shown[:-1]]


async def test_a_row_is_announced_when_recorded_and_when_observed(
    notebook: Start, jp_serverapp: Any
) -> None:
    seen: list[tuple[str, str]] = []

    async def listen(data: dict[str, Any], **_: Any) -> None:
        seen.append((data["what"], data["row"]["execution"]))

    jp_serverapp.event_logger.add_listener(
        schema_id="https://jupyter-mm.invalid/events/history-changed/v1", listener=listen
    )
    running = await notebook("x")
    (execution,) = await running.send("print('x')")
    await whole(running, execution)
    assert ("recorded", execution) in seen
    assert ("observed", execution) in seen
    assert seen.index(("recorded", execution)) < seen.index(("observed", execution))
