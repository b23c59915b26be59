"""Cores on real folders, for tests."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from jupyter_mm.core.context import Core, open_core
from jupyter_mm.core.policy import Actor, owner
from jupyter_mm.settings import Settings
from jupyter_mm.testing.clocks import FrozenClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jupyter_mm.core.events import Event

ACTOR: Actor = owner("tester")


@contextmanager
def open_store(
    home: Path, *, clock: FrozenClock | None = None, events: list[Event] | None = None
) -> Iterator[Core]:
    """Open a core inside and close it after; what it publishes is appended to `events`."""
    seen: list[Event] = [] if events is None else events
    core = open_core(Settings(home=home), clock=clock or FrozenClock(), publish=seen.append)
    try:
        yield core
    finally:
        core.close()
