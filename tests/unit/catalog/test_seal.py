"""A damaged row is an error, never an answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text

from jupyter_mm.catalog.integrity import NOT_CHECKED
from jupyter_mm.catalog.seal import fetch, seal_of
from jupyter_mm.catalog.tables import execution, metric, tag
from jupyter_mm.core.context import Core
from jupyter_mm.core.history import list_history, show_checkpoint, show_execution
from jupyter_mm.core.record import record_execution
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import CorruptError, ReadOnlyError
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR, open_store


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def test_a_seal_is_what_the_format_says() -> None:
    row = {"checkpoint": "c", "name": "best", "place": 0}
    # blake2b-64 of ["tag",{"checkpoint":"c","name":"best","place":0}]
    assert seal_of(tag, row) == seal_of(tag, {**row, "seal": 5})
    assert seal_of(tag, row) == 6770209003082511286
    assert seal_of(tag, {**row, "place": 1}) != seal_of(tag, row)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE execution SET source = source || ' '",
        "UPDATE execution SET started_at = started_at + 1",
        "UPDATE execution SET lost = 'x'",
        "UPDATE execution SET count = NULL",
        "UPDATE execution SET seal = seal + 1",
        "UPDATE checkpoint SET size_bytes = size_bytes + 1",
        "UPDATE checkpoint SET manifest = parent WHERE parent IS NOT NULL",
        "UPDATE change SET name = 'y'",
        "DELETE FROM change",
        "UPDATE notebook SET path = 'z'",
        "UPDATE tag SET name = 'worst'",
        "DELETE FROM tag",
    ],
)
def test_a_changed_row_is_never_listed_and_verify_names_it(tmp_path: Path, damage: str) -> None:
    with open_store(tmp_path / "store") as core:
        first = record_execution(core, ACTOR, make_capture(core, tags=("best",)))
        record_execution(core, ACTOR, make_capture(core, parent=first.checkpoint))
        with core.catalog.write() as tx:
            tx.execute(text(damage))
        with pytest.raises(CorruptError, match="damaged"):
            list_history(core, ACTOR, HistoryQuery())
        if not damage.startswith("DELETE"):
            found = verify_store(core, ACTOR).damage
            assert any(one.kind == "catalog" for one in found)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE read SET name = 'y'",
        "UPDATE read SET source = 'elsewhere'",
        "DELETE FROM read",
        "UPDATE effect SET detail = 'nothing'",
        "DELETE FROM effect",
    ],
)
def test_a_changed_read_or_effect_is_never_shown(tmp_path: Path, damage: str) -> None:
    with open_store(tmp_path / "store") as core:
        capture = make_capture(
            core,
            reads=(Read(name="x", execution=None),),
            effects=(Effect(kind="network", detail="host"),),
        )
        record_execution(core, ACTOR, capture)
        with core.catalog.write() as tx:
            tx.execute(text(damage))
        with pytest.raises(CorruptError, match="damaged"):
            show_execution(core, ACTOR, capture.execution.id)


def test_a_negative_zero_is_sealed_as_the_zero_that_sqlite_keeps() -> None:
    row = {"execution": "e", "number": -0.0}
    assert seal_of(metric, row) == seal_of(metric, {**row, "number": 0.0})


def test_other_rows_are_still_shown(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as core:
        for number in range(3):
            capture = make_capture(core, execution=f"run-{number}")
            record_execution(core, ACTOR, capture)
        with core.catalog.write() as tx:
            tx.execute(text("UPDATE execution SET source = 'z' WHERE id = 'run-1'"))
        assert show_execution(core, ACTOR, "run-2").source == "x = 1"
        assert show_checkpoint(core, ACTOR, "now").checkpoint.execution == "run-2"
        with pytest.raises(CorruptError, match="execution"):
            show_execution(core, ACTOR, "run-1")


def test_rows_with_columns_of_a_newer_version_are_read_and_never_written(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as core:
        capture = make_capture(core)
        record_execution(core, ACTOR, capture)
        with core.catalog.write() as tx:
            tx.execute(text("ALTER TABLE execution ADD COLUMN told TEXT DEFAULT 'newer'"))
            tx.execute(text("UPDATE execution SET told = 'newer', seal = seal + 1"))
        with pytest.raises(CorruptError, match="damaged"):
            list_history(core, ACTOR, HistoryQuery())
        with core.catalog.write() as tx:
            tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        (row,) = list_history(core, ACTOR, HistoryQuery()).rows
        assert row.execution == capture.execution.id
        (damage,) = verify_store(core, ACTOR).damage
        assert (damage.kind, damage.detail) == ("catalog", NOT_CHECKED)
        with pytest.raises(ReadOnlyError, match="9999"):
            record_execution(core, ACTOR, make_capture(core))


def test_a_newer_catalog_is_asked_for_its_revision_once(core: Core) -> None:
    for number in range(5):
        record_execution(core, ACTOR, make_capture(core, execution=f"run-{number}"))
    with core.catalog.write() as tx:
        tx.execute(text("UPDATE execution SET seal = seal + 1"))
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    asked: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    with core.catalog.read() as tx:
        event.listen(tx, "before_cursor_execute", note)
        assert len(fetch(tx, execution, select(execution))) == 5
    assert len([one for one in asked if "alembic_version" in one]) == 1
