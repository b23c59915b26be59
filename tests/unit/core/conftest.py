"""A store in a temporary folder, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import open_store
from tests.unit.core.asking_why import Notebook, begun
from tests.unit.core.using import lock_with


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


@pytest.fixture
def book(core: Core, tmp_path: Path) -> Notebook:
    """A notebook for the question why: its environment is known, and its first cell ran."""
    return begun(core, lock_with(tmp_path / "old", probe="1.0", other="1.0"))
