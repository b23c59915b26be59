"""A store in a temporary folder, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import open_store


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def core(tmp_path: Path, events: list[Event], clock: FrozenClock) -> Iterator[Core]:
    with open_store(tmp_path / "store", clock=clock, events=events) as opened:
        yield opened
