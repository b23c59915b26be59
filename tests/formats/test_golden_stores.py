"""Stores that released versions wrote are read for ever."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

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
