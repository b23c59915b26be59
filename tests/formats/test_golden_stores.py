"""Stores that released versions wrote are read for ever."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jupyter_mm.core import Core
from jupyter_mm.core.comparison.variables import compare_variables
from jupyter_mm.core.data import list_data
from jupyter_mm.core.data_checks import verify_data
from jupyter_mm.core.drift import drift
from jupyter_mm.core.environments import compare_environments
from jupyter_mm.core.history import list_history
from jupyter_mm.core.lineage import lineage
from jupyter_mm.core.notebook_restores import list_notebook_restores, show_notebook_restore
from jupyter_mm.domain.data_answers import DataQuery
from jupyter_mm.domain.environment import EnvironmentDifference
from jupyter_mm.domain.history import HistoryQuery, HistoryRow
from jupyter_mm.domain.lineage import LineageQuery
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.formats.answers import answers

GOLDEN = Path(__file__).with_name("golden")


def opened(version: str, home: Path) -> Path:
    """Return a copy of a golden store. Its catalog is kept as text, for people to read."""
    shutil.copytree(GOLDEN / version, home)
    (home / "tmp").mkdir()
    (home / "outbox" / "rejected").mkdir(exist_ok=True)
    with closing(sqlite3.connect(home / "catalog.sqlite")) as catalog:
        catalog.executescript((home / "catalog.sql").read_text())
    return home


@pytest.mark.parametrize("version", sorted(path.name for path in GOLDEN.iterdir()))
def test_a_golden_store_says_what_it_always_said(version: str, tmp_path: Path) -> None:
    home = opened(version, tmp_path / "store")
    assert answers(home) == (GOLDEN / version / "answers.json").read_text()


@pytest.mark.parametrize("version", sorted(path.name for path in GOLDEN.iterdir()))
def test_old_checkpoints_have_drift_data_and_lineage_too(version: str, tmp_path: Path) -> None:
    home = opened(version, tmp_path / "store")
    with open_store(home) as core:
        rows = [row for row in list_history(core, ACTOR, HistoryQuery()).rows if row.checkpoint]
        (first,) = [row for row in rows if row.execution == "golden-1"]
        (second,) = [row for row in rows if row.execution == "golden-2"]
        found = drift(core, ACTOR, str(first.checkpoint))
        paths = [check.path for check in verify_data(core, ACTOR, str(second.checkpoint)).checks]
        assert paths == [use.ref.path for use in list_data(core, ACTOR, DataQuery()).items]
        assert paths[0].endswith("load.csv")
        assert {check.path for check in found.data} <= set(paths)
        assert found.environment.before is not None
        named = [one.name for one in difference(core, first, second).packages]
        assert named == ([] if version in {"v1", "v2"} else ["numpy"])
        query = LineageQuery(ref=str(second.checkpoint), name="depth", direction="both")
        assert lineage(core, ACTOR, query).nodes[0].label == "depth"


def difference(core: Core, first: HistoryRow, second: HistoryRow) -> EnvironmentDifference:
    refs = {"before": str(first.checkpoint), "after": str(second.checkpoint)}
    return compare_environments(core, ACTOR, **refs)


def test_the_store_of_today_compares_values_and_knows_what_was_put_back(tmp_path: Path) -> None:
    with open_store(opened("v5", tmp_path / "store")) as core:
        found = compare_variables(core, ACTOR, before="golden-1", after="golden-2")
        (depth,) = [change for change in found.changes if change.name == "depth"]
        assert depth.lines == ("8 → 12", "['depth'] 8 → 12")
        (restore,) = list_notebook_restores(core, ACTOR, notebook="golden.ipynb").items
        assert restore.undone_at == START + 36
        before = show_notebook_restore(core, ACTOR, restore.id).before
        assert before is not None
        assert before["cells"][0]["source"] == "depth = 13"
