"""Studies in temporary folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import open_store
from tests.reproduce.locks import Builder
from tests.reproduce.recording import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    folder = tmp_path / "work"
    folder.mkdir()
    return Study(folder, tmp_path / "store")


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_store(tmp_path / "store", clock=FrozenClock(), events=[]) as opened:
        yield opened


@pytest.fixture
def builder(core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    return Builder(core)
