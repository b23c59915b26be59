from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.kernel.inputs.listening import Listening

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cell(tmp_path: Path) -> Listening:
    return Listening(tmp_path)
