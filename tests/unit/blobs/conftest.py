"""A store's folder for each test of packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.home import open_home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    open_home(tmp_path / "store")
    return tmp_path / "store"
