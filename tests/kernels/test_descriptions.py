"""What a real kernel says of its values lets two checkpoints be compared without loading any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.comparison.life import variable_life
from jupyter_mm.core.comparison.variables import compare_variables
from jupyter_mm.core.context import Core
from jupyter_mm.core.history import list_history
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.comparison import VariableChange
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.kernels.live import LiveKernel

BOOK = "book.ipynb"
START = """
import numpy as np, pandas as pd
from sklearn.ensemble import RandomForestClassifier
df = pd.DataFrame({"age": np.arange(800.0), "city": ["Bern", "Basel"] * 400})
weights = np.ones((100, 100))
config = {"lr": 0.1, "layers": [64, 32]}
"""
MODEL = "clf = RandomForestClassifier(n_estimators=3, max_depth=8, random_state=0)"
CHANGE = """
df["tenure_log"] = np.log1p(df["age"])
df.loc[:23, "age"] = np.nan
weights[0, 0] += 1
config["lr"] = 0.01
clf.max_depth = 12
"""


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Core]:
    """Return a store with what a kernel left after three cells."""
    home = tmp_path_factory.mktemp("kernel") / "home"
    with LiveKernel(home, JPY_SESSION_NAME=BOOK) as kernel:
        for code in (START, MODEL, CHANGE):
            kernel.ok(code)
        kernel.settle()
    with open_store(home) as opened:
        take_in(opened, ACTOR, Outbox(home))
        yield opened


def executions(core: Core) -> list[str]:
    """Return the ids of the cells, oldest first."""
    rows = list_history(core, ACTOR, HistoryQuery()).rows
    return [row.execution for row in reversed(rows)]


def compared(core: Core, before: str, after: str) -> dict[str, VariableChange]:
    found = compare_variables(core, ACTOR, before=before, after=after)
    return {change.name: change for change in found.changes}


def test_what_differs_is_said_in_words(core: Core) -> None:
    _first, second, third = executions(core)
    changed = compared(core, second, third)
    assert changed["df"].lines == (
        "800 × 2 → 800 × 3",
        "+ column tenure_log",
        "age: 3 % missing, was 0",
        "age: mean 399.5 → 411.5",
    )
    assert changed["weights"].lines[0] == "‖difference‖ ≈ 1 (1 % of the norm)"
    assert changed["config"].lines == ("['lr'] 0.1 → 0.01",)
    assert changed["clf"].lines == ("max_depth 8 → 12",)
    assert changed["np"].kind == "same"


def test_what_is_said_is_known_to_the_store(core: Core) -> None:
    report = verify_store(core, ACTOR)
    assert (report.damage, report.orphans) == ((), 0)


def test_a_variable_has_a_life(core: Core) -> None:
    life = variable_life(core, ACTOR, "clf", notebook=BOOK)
    assert [moment.lines for moment in life.moments] == [("max_depth 8 → 12",), ()]
