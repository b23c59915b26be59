"""A notebook with the definitions that many tests use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.kernel.book import Notebook
from tests.unit.kernel.capture.sources import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def book() -> Iterator[Notebook]:
    with Notebook(SOURCE) as made:
        yield made
