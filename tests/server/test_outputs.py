"""Outputs come from the kernel's own messages: no page needs to be open."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.server.answers import Ask
from tests.server.notebooks import Running, until

Start = Callable[..., Awaitable[Running]]
EVENT = "https://jupyter-mm.invalid/events/history-changed/v1"

PICTURE = """
import base64, time
from IPython.display import display
pixel = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
class Picture:
    def _repr_png_(self): return pixel
    def __repr__(self): return "a picture"
"""
LONG = (
    PICTURE
    + """
import sys
print("start")
time.sleep(1.5)
print("middle", file=sys.stderr)
display(Picture())
print("50%\\r100%\\x08", end="")
print(" done")
42
"""
)


def kinds(shown: dict[str, Any]) -> list[str]:
    return [output["output_type"] for output in shown["outputs"]]


async def test_a_long_cell_without_a_page_loses_no_output(notebook: Start, ask: Ask) -> None:
    running = await notebook(LONG)
    shown = await running.run(LONG)
    assert kinds(shown) == ["stream", "stream", "display_data", "stream", "execute_result"]
    start, middle, picture, done, result = shown["outputs"]
    assert (start["name"], start["text"]) == ("stdout", "start\n")
    assert (middle["name"], middle["text"]) == ("stderr", "middle\n")
    assert picture["data"]["text/plain"] == "a picture"
    assert picture["data"]["image/png"].startswith("iVBOR")
    assert done["text"] == "50%\r100%\x08 done\n"
    assert result["data"]["text/plain"] == "42"
    assert result["execution_count"] == shown["row"]["count"]
    assert shown["row"]["thumbnail"] == "image/png"
    assert shown["row"]["duration_s"] > 1.4
    picture = (await ask("GET", f"/executions/{shown['row']['execution']}/thumbnail")).json
    assert picture["mime_type"] == "image/png"


async def test_a_failing_cell_keeps_its_error(notebook: Start) -> None:
    running = await notebook("1/0")
    shown = await running.run("print('before'); 1/0")
    assert kinds(shown) == ["stream", "error"]
    assert shown["outputs"][1]["ename"] == "ZeroDivisionError"
    assert shown["row"]["status"] == "error"
    assert shown["row"]["error"] == "ZeroDivisionError: division by zero"


async def test_pieces_of_one_stream_are_one_output(notebook: Start) -> None:
    running = await notebook("x")
    shown = await running.run(
        "import sys, time\n"
        "for i in range(5):\n    print(i, flush=True); time.sleep(0.05)\n"
        "print('e', file=sys.stderr, flush=True); time.sleep(0.05); print('o')"
    )
    assert [output.get("text") for output in shown["outputs"]] == ["0\n1\n2\n3\n4\n", "e\n", "o\n"]


async def test_cleared_output_is_gone_and_waiting_clears_with_the_next(notebook: Start) -> None:
    running = await notebook("x")
    clear = "from IPython.display import clear_output\nprint('a', flush=True)\n"
    shown = await running.run(clear + "clear_output()\nprint('b')")
    assert [output["text"] for output in shown["outputs"]] == ["b\n"]
    shown = await running.run(clear + "clear_output(wait=True)")
    assert [output["text"] for output in shown["outputs"]] == ["a\n"]
    shown = await running.run(clear + "clear_output(wait=True)\nprint('c')")
    assert [output["text"] for output in shown["outputs"]] == ["c\n"]


async def test_a_display_is_updated_within_and_after_its_cell(notebook: Start) -> None:
    running = await notebook("x")
    first = await running.run(
        "handle = display({'text/plain': 'one'}, raw=True, display_id=True)\n"
        "handle.update({'text/plain': 'two'}, raw=True)"
    )
    assert [output["data"]["text/plain"] for output in first["outputs"]] == ["two"]
    later = await running.run("handle.update({'text/plain': 'three'}, raw=True)")
    assert later["outputs"] == []

    async def updated() -> bool:
        shown = await running.ended(first["row"]["execution"])
        return bool(shown["outputs"][0]["data"]["text/plain"] == "three")

    await until(updated, "the update of the earlier cell's display")


async def test_what_a_thread_prints_after_the_cell_is_kept(notebook: Start) -> None:
    running = await notebook("x")
    source = (
        "import threading, time\n"
        "def late():\n    time.sleep(0.7); print('late')\n"
        "threading.Thread(target=late).start()\nprint('now')"
    )
    shown = await running.run(source)

    async def complete() -> bool:
        outputs = (await running.ended(shown["row"]["execution"]))["outputs"]
        return "".join(output["text"] for output in outputs) == "now\nlate\n"

    await until(complete, "the late line")


async def test_a_chatty_thread_is_recorded_now_and_then(notebook: Start, jp_serverapp: Any) -> None:
    events: list[str] = []

    async def listen(data: dict[str, Any], **_: Any) -> None:
        events.append(data["row"]["execution"])

    jp_serverapp.event_logger.add_listener(schema_id=EVENT, listener=listen)
    running = await notebook("x")
    source = (
        "import threading, time\n"
        "def chat():\n    for i in range(20): print(i, flush=True); time.sleep(0.25)\n"
        "threading.Thread(target=chat).start()"
    )
    shown = await running.run(source)
    wanted = "".join(f"{i}\n" for i in range(20))

    async def complete() -> bool:
        outputs = (await running.ended(shown["row"]["execution"]))["outputs"]
        return "".join(output["text"] for output in outputs) == wanted

    await until(complete, "all that the thread printed")
    assert events.count(shown["row"]["execution"]) <= 8


async def test_a_flood_of_messages_is_kept_whole(notebook: Start) -> None:
    running = await notebook("x")
    shown = await running.run("for i in range(2000): display({'text/plain': str(i)}, raw=True)")
    assert [output["data"]["text/plain"] for output in shown["outputs"]] == [
        str(i) for i in range(2000)
    ]


async def test_output_over_the_limit_is_cut_and_marked(notebook: Start) -> None:
    running = await notebook("x")
    shown = await running.run("for i in range(24): print('x' * 500_000)")
    assert shown["truncated"] is True
    assert len(shown["outputs"]) == 1
    text = shown["outputs"][0]["text"]
    assert 9_000_000 < len(text) < 11_000_000
    assert "left out" in text[-300:]


async def test_what_canonical_json_cannot_hold_is_kept_as_near_as_can_be(notebook: Start) -> None:
    running = await notebook("x")
    shown = await running.run(
        "print('lone \\ud800 surrogate')\n"
        "display({'application/json': {'x': float('nan'), 'y': 1}}, raw=True)\n"
        "deep = []\nfor _ in range(80): deep = [deep]\n"
        "display({'application/json': deep}, raw=True)\nprint('end')"
    )
    assert shown["outputs"][-1]["text"] == "end\n"
    values = [output.get("data", {}).get("application/json") for output in shown["outputs"]]
    assert [value["y"] for value in values if value] == [1]


async def test_a_silent_execution_leaves_no_row(notebook: Start) -> None:
    running = await notebook("x")
    client = running.client()
    client.start_channels()
    await client.wait_for_ready()
    silent = client.execute("print('hush')", silent=True)
    client.stop_channels()
    await running.run("1")
    assert (await running.ask("GET", f"/executions/{silent}")).status == 404


async def test_a_restarted_kernel_ends_what_ran(notebook: Start, jp_fetch: Any) -> None:
    running = await notebook("x")
    (execution,) = await running.send("import time\nprint('kept', flush=True)\ntime.sleep(600)")
    collected = await until(lambda: seen_running(running), "the cell to run")
    assert collected
    await asyncio.sleep(0.5)
    await jp_fetch(f"api/kernels/{running.kernel_id}/restart", method="POST", body="")
    shown = await running.ended(execution)
    assert shown["row"]["status"] in {"aborted", "error"}  # some restarts interrupt first
    assert shown["outputs"][0]["text"] == "kept\n"
    assert (await running.run("print('again')"))["outputs"][0]["text"] == "again\n"


async def test_a_kernel_that_dies_ends_what_ran(notebook: Start) -> None:
    running = await notebook("x")
    (execution,) = await running.send(
        "print('kept', flush=True)\nimport os, time\ntime.sleep(.5)\nos.kill(os.getpid(), 9)"
    )
    shown = await running.ended(execution)
    assert shown["row"]["status"] == "aborted"
    assert shown["outputs"][0]["text"] == "kept\n"


async def test_a_kernel_that_is_shut_down_ends_what_ran(notebook: Start, jp_fetch: Any) -> None:
    running = await notebook("x")
    (execution,) = await running.send("import time\nprint('kept', flush=True)\ntime.sleep(600)")
    await until(lambda: seen_running(running), "the cell to run")
    await asyncio.sleep(0.5)
    await jp_fetch(f"api/sessions/{running.session['id']}", method="DELETE")
    shown = await running.ended(execution)
    assert shown["row"]["status"] in {"aborted", "error"}
    assert shown["row"]["notebook"] == "study.ipynb"


async def test_a_kernel_of_another_extension_is_watched(
    kernels: str, jp_serverapp: Any, ask: Ask
) -> None:
    kernel_id = await jp_serverapp.kernel_manager.start_kernel()
    running = Running(jp_serverapp, ask, "none", {"kernel": {"id": kernel_id}})
    shown = await running.run("print('from elsewhere')")
    assert shown["outputs"][0]["text"] == "from elsewhere\n"
    assert shown["row"]["notebook"] is None


async def test_every_change_is_announced_on_the_bus(notebook: Start, jp_serverapp: Any) -> None:
    seen: list[dict[str, Any]] = []

    async def listen(data: dict[str, Any], **_: Any) -> None:
        seen.append(data)

    jp_serverapp.event_logger.add_listener(schema_id=EVENT, listener=listen)
    running = await notebook("x")
    shown = await running.run("print('told')")
    wanted = shown["row"]["execution"]
    (event,) = await until(
        lambda: [e for e in seen if e["row"]["execution"] == wanted], "the event"
    )
    assert event["what"] == "observed"
    assert event["row"] == shown["row"]
    assert json.dumps(event)


async def seen_running(running: Running) -> bool:
    kernel = running.app.kernel_manager.get_kernel(running.kernel_id)
    return bool(kernel.execution_state == "busy")
