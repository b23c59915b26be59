"""A notebook whose values have all the time they need to be looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jupyter_mm.kernel.describing import looking
from tests.unit.kernel.book import Notebook


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    monkeypatch.setattr(looking, "BUDGET_S", 60.0)
    with Notebook() as made:
        yield made
