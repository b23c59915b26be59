"""A damaged row is an error, never an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from jupyter_mm.catalog.seal import seal_of
from jupyter_mm.catalog.tables import tag
from jupyter_mm.core.history import list_history, show_checkpoint, show_execution
from jupyter_mm.core.record import record_execution
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import CorruptError
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR, open_store


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
