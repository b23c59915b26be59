"""A page of the history out of 100,000 executions, as the browser asks for it."""

from __future__ import annotations

import http.client
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from jupyter_mm.core import open_core
from jupyter_mm.settings import Settings
from jupyter_mm.testing.bulk import fill
from tests.benchmarks.jupyter import API, running_server
from tests.benchmarks.rows import AtMost, alone
from tests.benchmarks.sampling import by_turns, median, p95

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.benchmarks.jupyter import Server
    from tests.benchmarks.rows import Row

EXECUTIONS = 100_000
NOTEBOOKS = 10
ROUNDS = 60
GOAL = AtMost(50)
PAGE = 100


def measure(place: Path) -> Iterator[Row]:
    """Fill a store, serve it and ask for pages, the kinds by turns."""
    core = open_core(Settings(home=place / "store"), clock=time.time)
    fill(core, EXECUTIONS, notebooks=NOTEBOOKS)
    core.close()
    with running_server(place / "server", with_us=True, home=place / "store") as server:
        if server.executions() != EXECUTIONS:
            raise RuntimeError(f"the store holds {server.executions()} executions")
        found = by_turns(_kinds(server), rounds=ROUNDS, warm_up=5)
    for kind, values in found.items():
        yield alone(f"history of {EXECUTIONS:,}: {kind}, p50", median(values), "ms")
        yield alone(f"history of {EXECUTIONS:,}: {kind}, p95", p95(values), "ms", goal=GOAL)


def _kinds(server: Server) -> dict[str, Callable[[int], float]]:
    url = urlsplit(server.url)
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=30)
    headers = {"Authorization": f"token {server.token}"}

    def ask(**query: object) -> float:
        start = time.perf_counter()
        path = f"{API}/history?{urlencode({'limit': PAGE, **query})}"
        connection.request("GET", path, headers=headers)
        reply = connection.getresponse()
        body = reply.read()
        taken = (time.perf_counter() - start) * 1000
        if reply.status != http.client.OK or len(json.loads(body)["rows"]) != PAGE:
            raise RuntimeError(f"{reply.status} for {path}: {body[:500]!r}")
        return taken

    # Execution and checkpoint take a position each: half of all executions are older than this one.
    return {
        "newest page": lambda _: ask(),
        "page in the middle": lambda number: ask(before=EXECUTIONS + number),
        "newest page of a notebook": lambda number: ask(
            notebook=f"book-{number % NOTEBOOKS}.ipynb"
        ),
    }
