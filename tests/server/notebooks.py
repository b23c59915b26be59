"""A notebook and its kernel on the test's server, driven without any page."""

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import nbformat

from tests.server.answers import Ask

PATIENCE_S = 40


async def until(found: Callable[[], Any], what: str) -> Any:
    """Wait until `found` returns something true, and return it."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        value = found()
        value = await value if asyncio.iscoroutine(value) else value
        if value:
            return value
        await asyncio.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE_S} s: {what}")


@dataclass
class Running:
    """A notebook file, its session and its kernel."""

    app: Any
    ask: Ask
    path: str
    session: dict[str, Any] = field(default_factory=dict)

    @property
    def kernel_id(self) -> str:
        return str(self.session["kernel"]["id"])

    async def start(self, cells: list[str], fetch: Any) -> None:
        """Save the file and start its kernel."""
        notebook = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell(source, id=f"cell-{place}")
                for place, source in enumerate(cells)
            ]
        )
        model = {"type": "notebook", "format": "json", "content": notebook}
        await fetch(f"api/contents/{self.path}", method="PUT", body=json.dumps(model))
        asked = {
            "path": self.path,
            "name": self.path,
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        reply = await fetch("api/sessions", method="POST", body=json.dumps(asked))
        self.session = json.loads(reply.body)
        await self.run("None")

    def client(self) -> Any:
        """Return a client of the kernel with message ids of its own."""
        client = self.app.kernel_manager.get_kernel(self.kernel_id).client()
        client.session.session = uuid.uuid4().hex
        return client

    async def send(self, *sources: str) -> list[str]:
        """Send executions and hang up at once, as a page that is closed; return their ids."""
        client = self.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=PATIENCE_S)
            sent = [client.execute(source, stop_on_error=False) for source in sources]
            # Closing a channel drops what the kernel has not taken yet.
            while (await client.get_iopub_msg(PATIENCE_S))["parent_header"]["msg_id"] != sent[0]:
                pass
            await asyncio.sleep(0.05)
            return sent
        finally:
            client.stop_channels()

    async def run(self, source: str) -> dict[str, Any]:
        """Run one cell and return its execution when its outputs are in the history."""
        (execution,) = await self.send(source)
        return await self.ended(execution)

    async def ended(self, execution: str) -> dict[str, Any]:
        """Return an execution as the history shows it, once the server has seen its end."""

        async def found() -> Any:
            answer = await self.ask("GET", f"/executions/{execution}")
            return answer.json if answer.status == 200 else None

        shown = await until(found, f"the end of {execution}")
        return dict(shown)

    async def row(self, execution: str) -> dict[str, Any]:
        return dict((await self.ended(execution))["row"])
