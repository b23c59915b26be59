"""Listing and searching what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event

from jupyter_mm.catalog import listing
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.catalog.terms import count_of
from jupyter_mm.core.annotate import annotate_checkpoint
from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event, HistoryChanged
from jupyter_mm.core.filters import parse
from jupyter_mm.core.history import execution_row, list_history, show_execution
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.record import record_execution, record_log
from jupyter_mm.domain.execution import Failure, LogBatch, Metric
from jupyter_mm.domain.history import Annotation, HistoryQuery
from jupyter_mm.errors import DeniedError, InvalidError, NotFoundError
from jupyter_mm.testing.bulk import fill
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR, open_store

SESSION, OTHER = make_session("1" * 32), make_session("2" * 32, notebook="other.ipynb")


def found(core: Core, where: str = "", **query: object) -> list[str]:
    page = list_history(core, ACTOR, HistoryQuery(where=where, **query))  # type: ignore[arg-type]
    return sorted(row.execution for row in page.rows)


@pytest.fixture
def kept(core: Core) -> Core:
    """Keep three executions that differ in everything that can be searched."""
    record_execution(
        core,
        ACTOR,
        make_capture(
            core,
            session=SESSION,
            execution="load",
            source="df = read('Load_100%.csv')",
            variables={"df": 1},
            tags=("base line",),
        ),
    )
    record_execution(
        core,
        ACTOR,
        make_capture(
            core,
            session=SESSION,
            execution="train",
            source="model = fit(df, depth=3)",
            variables={"model": 1, "df": 2},
            changed=("model",),
            message="first good one",
            tags=("best",),
        ),
    )
    record_execution(
        core,
        ACTOR,
        make_capture(
            core,
            session=OTHER,
            execution="fail",
            source="boom()",
            status="error",
            failure=Failure(name="ValueError", message="größe too small"),
            lost="interrupted",
        ),
    )
    values = (("acc", 0.5), ("acc", 0.93), ("opt", "adam"), ("val loss", 2))
    metrics = tuple(
        Metric(sequence=place, name=name, value=value, step=None, logged_at=1.0)  # type: ignore[arg-type]
        for place, (name, value) in enumerate(values)
    )
    record_log(core, ACTOR, LogBatch(session=SESSION.id, execution="train", metrics=metrics))
    return core


@pytest.mark.parametrize(
    ("where", "executions"),
    [
        ("", ["fail", "load", "train"]),
        ("   ", ["fail", "load", "train"]),
        ("DEPTH", ["train"]),
        ("df", ["load", "train"]),
        ("df depth", ["train"]),
        ("good", ["train"]),
        ("größe", ["fail"]),
        ("ValueError", ["fail"]),
        ('"base line"', ["load"]),
        ('tag:"base line"', ["load"]),
        ("tag:best", ["train"]),
        ("tag:bes", []),
        ("var:df", ["load"]),
        ("var:model", ["train"]),
        ("status:error", ["fail"]),
        ("status:ok df", ["load", "train"]),
        ("acc>0.9", ["train"]),
        ("acc>0.93", []),
        ("acc>=0.93", ["train"]),
        ("acc<0.9", []),
        ("acc<=9e-1", []),
        ("acc=0.93", ["train"]),
        ("acc!=0.93", []),
        ("acc!=0.5", ["train"]),
        ('"val loss"<3', ["train"]),
        ("opt=adam", ["train"]),
        ("opt!=sgd", ["train"]),
        ("opt>3", []),
        ("loss>0", []),
        ("100%", ["load"]),
        ("100_", []),
        ("load_1", ["load"]),
        ("_oad_1", []),
        ('"depth=3"', ["train"]),
        ("'; drop table execution; --", []),
        ("unknown:word", []),
        ("acc=nan", []),
    ],
)
def test_a_filter_finds_what_it_says(kept: Core, where: str, executions: list[str]) -> None:
    assert found(kept, where) == executions
    total = list_history(kept, ACTOR, HistoryQuery(where=where)).total
    assert total == len(executions)


@pytest.mark.parametrize(
    "where",
    [
        "x" * 257,
        '"open',
        "tag:",
        'tag:""',
        "status:maybe",
        "verdict:maybe",
        "data:",
        "env:12",
        "env:12%4",
        "a\0b",
        'x "',
    ],
)
def test_a_filter_without_meaning_is_refused(kept: Core, where: str) -> None:
    with pytest.raises(InvalidError):
        found(kept, where)


def test_pages_follow_one_another_without_gap_or_repetition(core: Core) -> None:
    for number in range(7):
        record_execution(core, ACTOR, make_capture(core, execution=f"run-{number}"))
    seen: list[str] = []
    before = None
    while True:
        page = list_history(core, ACTOR, HistoryQuery(limit=3, before=before))
        assert page.total == 7
        seen += [row.execution for row in page.rows]
        before = page.next_before
        if before is None:
            break
    assert seen == [f"run-{number}" for number in range(6, -1, -1)]


def test_a_page_has_at_most_as_many_rows_as_are_allowed(core: Core) -> None:
    for number in range(3):
        record_execution(core, ACTOR, make_capture(core, execution=f"run-{number}"))
    assert len(list_history(core, ACTOR, HistoryQuery(limit=2**60)).rows) == 3
    for limit in (0, -1):
        with pytest.raises(InvalidError):
            list_history(core, ACTOR, HistoryQuery(limit=limit))
    for before in (-1, 2**63):
        with pytest.raises(InvalidError):
            list_history(core, ACTOR, HistoryQuery(before=before))


def test_a_notebook_and_a_session_narrow_the_list(kept: Core) -> None:
    assert found(kept, notebook="example.ipynb") == ["load", "train"]
    assert found(kept, notebook="other.ipynb") == ["fail"]
    assert found(kept, notebook="unknown.ipynb") == []
    assert found(kept, session=SESSION.id) == ["load", "train"]
    assert found(kept, session="unknown") == []
    with pytest.raises(InvalidError):
        found(kept, notebook="../x.ipynb")


def test_an_unknown_execution_is_not_found(core: Core) -> None:
    for ask in (show_execution, execution_row):
        with pytest.raises(NotFoundError, match="nothing"):
            ask(core, ACTOR, "nothing")


def test_who_may_not_read_is_refused(core: Core) -> None:
    with pytest.raises(DeniedError, match="recorder"):
        list_history(core, Actor("recorder", frozenset({Scope.RECORD})), HistoryQuery())


def test_what_people_add_replaces_what_was_there(kept: Core, events: list[Event]) -> None:
    row = annotate_checkpoint(
        kept, ACTOR, "best", Annotation(message="better", tags=("a", "b", "a"), pinned=True)
    )
    assert (row.title, row.message, row.tags, row.pinned) == ("better", "better", ("a", "b"), True)
    assert annotate_checkpoint(kept, ACTOR, "a", Annotation()) == row
    row = annotate_checkpoint(kept, ACTOR, "a", Annotation(message="", pinned=False, tags=()))
    assert (row.title, row.message, row.tags, row.pinned) == ("model", None, (), False)
    best = str(row.checkpoint)
    row = annotate_checkpoint(kept, ACTOR, best, Annotation(note=" try again\nwith depth 12 "))
    assert (row.title, row.note) == ("model", "try again\nwith depth 12")
    row = annotate_checkpoint(kept, ACTOR, best, Annotation(note=""))
    assert row.note is None
    told = [event for event in events if isinstance(event, HistoryChanged)]
    assert [event.what for event in told][-5:] == ["annotated"] * 5
    assert told[-1].row == row


@pytest.mark.parametrize(
    "annotation",
    [
        Annotation(tags=("now",)),
        Annotation(tags=("@x",)),
        Annotation(tags=("-x",)),
        Annotation(tags=("a:b",)),
        Annotation(tags=("a~1",)),
        Annotation(tags=('a"b',)),
        Annotation(tags=("",)),
        Annotation(tags=(" ",)),
        Annotation(tags=("a\u202eb",)),
        Annotation(tags=("a\u200bb",)),
        Annotation(tags=("é" * 128,)),
        Annotation(tags=tuple(f"t{n}" for n in range(33))),
        Annotation(message="a\x1b[31mb"),
        Annotation(message="x" * 4097),
        Annotation(note="a\0b"),
        Annotation(note="x" * 4001),
    ],
    ids=lambda annotation: ascii((annotation.tags, annotation.message, annotation.note))[:40],
)
def test_notes_that_cannot_be_are_refused(kept: Core, annotation: Annotation) -> None:
    with pytest.raises(InvalidError):
        annotate_checkpoint(kept, ACTOR, "best", annotation)


def test_a_page_of_a_long_history_is_answered_from_indexes(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as core:
        fill(core, 300)
        asked: list[str] = []
        event.listen(
            core.catalog.engine,
            "before_cursor_execute",
            lambda *given: asked.append(_filled(given[2], given[3])),
        )
        for query in (
            HistoryQuery(),
            HistoryQuery(before=150),
            HistoryQuery(notebook="book-1.ipynb"),
            HistoryQuery(session="5e" * 16),
            HistoryQuery(session="a kernel without support"),
        ):
            list_history(core, ACTOR, query)
        with core.catalog.read() as tx:
            plans = [
                (sql, row[3])
                for sql in asked
                if sql.lstrip().startswith("SELECT")
                for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
            ]
    assert plans
    for sql, step in plans:
        sorts = "ORDER BY execution.position" in sql and "TEMP B-TREE" in step
        scans = step.startswith("SCAN execution") and "INDEX" not in step and "LIMIT" not in sql
        assert not sorts, (sql, step)
        assert not scans, (sql, step)


@pytest.mark.parametrize("where", ["tag:best", "verdict:same", "data:churn.csv", "acc>0.9"])
def test_a_filter_reads_the_executions_that_match_and_no_others(tmp_path: Path, where: str) -> None:
    with open_store(tmp_path / "store") as core:
        fill(core, 300)
        with core.catalog.read() as tx:
            book = notebook_at(tx, "book-1.ipynb")
            clauses = listing.conditions(tx, notebook=book, session=None, terms=parse(where))
            counting = count_of(*clauses).compile(tx, compile_kwargs={"literal_binds": True})
            steps = [row[3] for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {counting}")]
    of_notebook = [step for step in steps if "notebook=?" in step]
    assert all("COVERING INDEX" in step for step in of_notebook), steps
    assert any(" execution " in step for step in steps)


def _filled(sql: str, values: tuple[object, ...]) -> str:
    for value in values:
        sql = sql.replace("?", repr(value), 1)
    return sql
