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


async def test_a_paused_kernel_leaves_nothing_not_even_outputs(notebook: Start) -> None:
    running = await notebook("x")
    (before,) = await running.send("print('kept')")
    await whole(running, before)
    pausing, secret = await running.send("%mm_pause", "print('secret')")
    await asyncio.sleep(3)
    resuming, after = await running.send("%mm_resume", "print('kept again')")
    await whole(running, after)
    assert (await running.ask("GET", f"/executions/{secret}")).status == 404
    assert (await running.ask("GET", f"/executions/{pausing}")).status == 404
    assert "secret" not in (await running.ask("GET", "/outputs?notebook=study.ipynb")).text
    assert resuming


async def test_a_paused_kernel_that_dies_leaves_nothing_either(notebook: Start) -> None:
    running = await notebook("x")
    (before,) = await running.send("print('kept')")
    await whole(running, before)
    (pausing,) = await running.send("%mm_pause")
    await asyncio.sleep(2)
    (secret,) = await running.send(
        "print('secret', flush=True)\nimport os, time\ntime.sleep(.5)\nos.kill(os.getpid(), 9)"
    )
    await asyncio.sleep(8)
    for execution in (pausing, secret):
        assert (await running.ask("GET", f"/executions/{execution}")).status == 404


async def test_a_kernel_that_dies_leaves_what_its_last_cell_showed(notebook: Start) -> None:
    running = await notebook("x")
    (before,) = await running.send("print('kept')")
    await whole(running, before)
    (last,) = await running.send(
        "print('last words', flush=True)\nimport os, time\ntime.sleep(.5)\nos.kill(os.getpid(), 9)"
    )
    shown = await running.ended(last)
    assert shown["row"]["status"] == "aborted"
    assert shown["outputs"][0]["text"] == "last words\n"


class TestCaptureOff:
    @pytest.fixture
    def server_options(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        monkeypatch.setenv("JUPYTER_MM_CAPTURE", "off")
        return {}

    async def test_nothing_is_kept_where_capture_is_off(
        self, notebook: Start, jp_serverapp: Any, jp_fetch: Any, ask: Ask
    ) -> None:
        class Quiet(Running):
            async def run(self, source: str) -> dict[str, Any]:
                return {}

        running = Quiet(jp_serverapp, ask, "quiet.ipynb")
        await running.start(["print('x')"], jp_fetch)
        await running.send("print('x')")
        await asyncio.sleep(4)
        assert (await ask("GET", "/status")).json["executions"] == 0


async def test_values_are_seen_while_their_cell_still_runs(
    notebook: Start, ask: Ask, jp_serverapp: Any
) -> None:
    told: list[dict[str, Any]] = []

    async def listen(logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        told.append(data)

    kind = "https://jupyter-mm.invalid/events/values-logged/v1"
    jp_serverapp.event_logger.add_listener(schema_id=kind, listener=listen)
    source = (
        "import time, jupyter_mm as mm\n"
        "for step in range(60):\n    mm.log(loss=1 / (step + 1), step=step); time.sleep(0.1)\n"
        "print(step)"
    )
    running = await notebook(source)
    (execution,) = await running.send(source)

    async def live() -> Any:
        runs = (await running.ask("GET", "/runs?notebook=study.ipynb")).json["runs"]
        return [run for run in runs if run["is_running"] and len(run["metrics"][0]["values"]) > 2]

    (run,) = await until(live, "a run that is live")
    assert (run["id"], run["row"], run["notebook"]) == (execution, None, "study.ipynb")
    assert {"session": run["session"], "execution": execution, "notebook": "study.ipynb"} in told
    await whole(running, execution)
    (run,) = (await running.ask("GET", "/runs?notebook=study.ipynb")).json["runs"]
    assert (run["is_running"], run["metrics"][0]["count"]) == (False, 60)
    assert run["row"]["execution"] == execution
