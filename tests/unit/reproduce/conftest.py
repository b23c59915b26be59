"""A store in a temporary folder, with a notebook whose executions are told and not run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.observe import record_observation
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.capture import Read
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import KernelSession
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.unit.core.seeing import seen


@dataclass
class Told:
    """Executions of one kernel, each with a checkpoint that follows the one before."""

    core: Core
    clock: FrozenClock
    session: KernelSession = field(default_factory=make_session)
    head: Digest | None = None
    writers: dict[str, str] = field(default_factory=dict)
    ran: int = 0

    def run(self, source: str, reads: str = "", writes: str = "", **changes: Any) -> str:
        """Record an execution that reads and writes these names; return its id."""
        self.ran += 1
        execution = f"run-{self.ran}"
        known = {name: self.writers.get(name) for name in reads.split()}
        given: dict[str, Any] = {
            "session": self.session,
            "execution": execution,
            "cell": f"cell-{self.ran}",
            "count": self.ran,
            "source": source,
            "started_at": self.clock.advance(10),
            "changed": tuple(writes.split()),
            "reads": tuple(Read(name=name, execution=known[name]) for name in sorted(known)),
            "parent": self.head,
        }
        capture = make_capture(self.core, **(given | changes))
        receipt = record_execution(self.core, ACTOR, capture)
        self.head = receipt.checkpoint or self.head
        self.writers |= dict.fromkeys(writes.split(), execution)
        return execution

    def show(self, execution: str, *outputs: dict[str, Any]) -> None:
        """Let a server see what an execution showed."""
        record_observation(self.core, ACTOR, seen(self.core, execution, *outputs, cell=None))


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def core(tmp_path: Path, clock: FrozenClock) -> Iterator[Core]:
    with open_store(tmp_path / "store", clock=clock, events=[]) as opened:
        yield opened


@pytest.fixture
def told(core: Core, clock: FrozenClock) -> Told:
    return Told(core, clock)
