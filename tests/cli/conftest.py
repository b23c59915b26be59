"""A store of its own for every test of the command line."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_mm.core import Core, open_core
from jupyter_mm.settings import Settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_MM_HOME", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def core(home: Path) -> Iterator[Core]:
    core = open_core(Settings(home=home), clock=time.time)
    yield core
    core.close()
