"""Notebooks move and vanish; their history stays."""

from __future__ import annotations

from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event, HistoryChanged
from jupyter_mm.core.history import (
    list_history,
    show_notebook,
)
from jupyter_mm.core.notebooks import forget_path, move_notebook
from jupyter_mm.core.observe import (
    record_observation,
)
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.seeing import rows, seen


def test_history_follows_a_rename_and_outlives_a_deletion(core: Core, events: list[Event]) -> None:
    record_observation(core, ACTOR, seen(core))
    assert move_notebook(core, "a.ipynb", "sub/b.ipynb") == 1
    assert events[-1] == HistoryChanged(what="moved", row=rows(core)[0])
    assert rows(core)[0].notebook == "sub/b.ipynb"
    assert forget_path(core, "sub/b.ipynb") == 1
    assert rows(core)[0].notebook is None
    assert show_notebook(core, ACTOR, "run").path == "sub/b.ipynb"
    record_observation(core, ACTOR, seen(core, "new", path="sub/b.ipynb"))
    found = list_history(core, ACTOR, HistoryQuery(notebook="sub/b.ipynb"))
    assert [row.execution for row in found.rows] == ["new"]


def test_a_folder_takes_its_notebooks_along_and_no_others(core: Core) -> None:
    for path in ("sub/a.ipynb", "sub/deep/b.ipynb", "subway.ipynb", "sub%/c.ipynb"):
        record_observation(core, ACTOR, seen(core, path, path=path))
    assert move_notebook(core, "sub", "moved") == 2
    assert [row.notebook for row in rows(core)[::-1]] == [
        "moved/a.ipynb", "moved/deep/b.ipynb", "subway.ipynb", "sub%/c.ipynb",
    ]  # fmt: skip
    assert forget_path(core, "moved") == 2


def test_a_notebook_that_is_overwritten_keeps_its_history_without_a_path(core: Core) -> None:
    record_observation(core, ACTOR, seen(core, "old", path="old.ipynb"))
    record_observation(core, ACTOR, seen(core, "new", path="new.ipynb"))
    move_notebook(core, "new.ipynb", "old.ipynb")
    assert {row.execution: row.notebook for row in rows(core)} == {
        "old": None, "new": "old.ipynb",
    }  # fmt: skip
    assert move_notebook(core, "old.ipynb", "old.ipynb") == 0


def test_executions_that_were_not_seen_follow_their_session(core: Core) -> None:
    session = make_session("1" * 32, kernel_id="kernel", notebook="hint.ipynb")
    for name in ("one", "two"):
        record_execution(core, ACTOR, make_capture(core, session=session, execution=name))
    assert {row.notebook for row in rows(core)} == {"hint.ipynb"}
    record_observation(core, ACTOR, seen(core, "one", path="real.ipynb"))
    assert {row.notebook for row in rows(core)} == {"real.ipynb"}
    record_execution(core, ACTOR, make_capture(core, session=session, execution="three"))
    assert {row.notebook for row in rows(core)} == {"real.ipynb"}
