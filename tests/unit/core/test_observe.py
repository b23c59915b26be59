"""Outputs, as the server saw them."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from jupyter_mm.catalog.executions import find_execution
from jupyter_mm.core.assembly import SeenExecution
from jupyter_mm.core.compose import Scene, record_seen
from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event, HistoryChanged
from jupyter_mm.core.history import (
    list_history,
    show_execution,
    show_notebook,
    thumbnail,
)
from jupyter_mm.core.latest_outputs import latest_outputs
from jupyter_mm.core.observe import (
    awaits_capture,
    record_observation,
    store_document,
    store_outputs,
)
from jupyter_mm.core.record import record_execution, register_session
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import InvalidError, NotFoundError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.seeing import ERROR, LINE, PLOT, PNG, code, seen, snapshot


def test_either_witness_may_come_first(core: Core) -> None:
    ends = []
    for name, order in (("first", (0, 1)), ("second", (1, 0))):
        capture = make_capture(
            core, execution=name, session=make_session("1" * 32, kernel_id="kernel"), count=7
        )
        observation = seen(core, name, LINE, PLOT)
        records = (
            lambda capture=capture: record_execution(core, ACTOR, capture),
            lambda observation=observation: record_observation(core, ACTOR, observation),
        )
        for place in order:
            records[place]()
        row = show_execution(core, ACTOR, name).row
        ends.append(replace(row, execution="", position=0, checkpoint=None))
    assert ends[0] == ends[1]
    assert ends[0].notebook == "a.ipynb"
    assert (ends[0].outputs, ends[0].thumbnail) == (2, "image/png")


def test_a_kernel_without_support_still_has_a_history(core: Core, events: list[Event]) -> None:
    record_observation(core, ACTOR, seen(core, "run", ERROR, status="error"))
    shown = show_execution(core, ACTOR, "run")
    assert shown.row.session == shown.session.id == "kernel"
    assert shown.row.error == shown.row.title == "KeyError: 'x'"
    assert shown.row.checkpoint is None
    assert shown.outputs == (ERROR,)
    found = list_history(core, ACTOR, HistoryQuery(session="kernel"))
    assert [row.execution for row in found.rows] == ["run"]
    assert [event.what for event in events if isinstance(event, HistoryChanged)] == ["observed"]


def test_a_later_observation_replaces_the_earlier(core: Core) -> None:
    document = store_document(core, snapshot(code("cell-1")), {})
    record_observation(core, ACTOR, seen(core, "run", LINE, PLOT))
    record_observation(core, ACTOR, seen(core, "run", PLOT, document=document))
    assert show_execution(core, ACTOR, "run").outputs == (PLOT,)
    assert show_notebook(core, ACTOR, "run").complete


def test_an_observation_without_a_document_leaves_the_one_that_is_known(core: Core) -> None:
    document = core.blobs.put(b"{}")
    record_observation(core, ACTOR, seen(core, document=document))
    record_observation(core, ACTOR, seen(core, "run", LINE))
    with core.catalog.read() as tx:
        row = find_execution(tx, "run")
    assert row is not None
    assert (row["document"], row["outputs"]) == (document, 1)


@pytest.mark.parametrize("with_document", [True, False])
def test_a_source_that_no_row_can_hold_is_recorded_all_the_same(
    core: Core, *, with_document: bool
) -> None:
    ran = SeenExecution("run", "x = '\ud800\0'", 1, 100.0, ended_at=101.0)
    scene = Scene(
        kernel_id="k", path="a.ipynb", snapshot=snapshot(code("cell-1", ran.source)), file=None,
        output_limit_bytes=100, with_document=with_document,
    )  # fmt: skip
    record_seen(core, ACTOR, ran, scene)
    shown = show_execution(core, ACTOR, "run")
    assert (shown.source, shown.row.cell) == ("x = '?\ufffd'", "cell-1")


def test_outputs_come_back_as_they_were(core: Core) -> None:
    json_output = {
        "output_type": "execute_result",
        "data": {"application/json": {"b": [1, 2.5, None], "a": "é"}, "text/plain": "x"},
        "metadata": {"isolated": True},
        "execution_count": 3,
    }
    record_observation(core, ACTOR, seen(core, "run", LINE, PLOT, json_output, ERROR))
    shown = show_execution(core, ACTOR, "run")
    assert shown.outputs == (LINE, PLOT, json_output, ERROR)
    assert not shown.truncated


def test_equal_outputs_are_stored_once(core: Core) -> None:
    store_outputs(core, [PLOT, LINE, PLOT], 1 << 20)
    store_outputs(core, [PLOT], 1 << 20)
    assert len(list(core.blobs.digests())) == 2


def test_output_over_the_limit_is_cut_and_marked(core: Core) -> None:
    long = {**LINE, "text": "ä" * 4000}
    big = {"output_type": "display_data", "data": {"image/png": "x" * 9000}, "metadata": {}}
    bad = {**ERROR, "traceback": ["y" * 9000]}
    refs = store_outputs(core, [LINE, long, big, bad], 3000)
    assert [ref.truncated for ref in refs] == [False, True, True, True]
    record_observation(core, ACTOR, seen(core, "run", outputs=refs))
    shown = show_execution(core, ACTOR, "run")
    assert shown.truncated
    assert shown.outputs[1]["text"].startswith("ää")
    assert "BLAKE3" in shown.outputs[1]["text"]
    assert len(shown.outputs[1]["text"].encode()) < 3200
    assert "bytes left out" in shown.outputs[2]["data"]["text/plain"]
    assert shown.outputs[3]["ename"] == "KeyError"
    with pytest.raises(NotFoundError):
        thumbnail(core, ACTOR, "run")


def test_the_last_image_is_the_thumbnail(core: Core) -> None:
    svg = {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}, "metadata": {}}
    record_observation(core, ACTOR, seen(core, "plot", svg, PLOT, LINE))
    assert thumbnail(core, ACTOR, "plot").base64 == PNG
    record_observation(core, ACTOR, seen(core, "drawing", PLOT, svg))
    found = thumbnail(core, ACTOR, "drawing")
    assert (found.mime_type, base64.b64decode(found.base64)) == ("image/svg+xml", b"<svg/>")
    record_observation(core, ACTOR, seen(core, "text", LINE))
    with pytest.raises(NotFoundError):
        thumbnail(core, ACTOR, "text")


@pytest.mark.parametrize(
    "changes",
    [
        {"execution": ""},
        {"cell": "a\u202e"},
        {"path": "../x"},
        {"path": "a\nb"},
        {"status": "busy"},
        {"count": -2},
        {"started_at": float("nan")},
        {"duration_s": -1.0},
    ],
    ids=str,
)
def test_observations_that_cannot_be_are_refused(core: Core, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        record_observation(core, ACTOR, seen(core, **changes))


def test_the_server_waits_for_captures_of_kernels_that_make_them(core: Core) -> None:
    session = make_session(kernel_id="kernel")
    assert not awaits_capture(core, "run", "kernel")
    register_session(core, ACTOR, session)
    assert awaits_capture(core, "run", "kernel")
    assert not awaits_capture(core, "run", "another")
    record_execution(core, ACTOR, make_capture(core, session=session, execution="run"))
    assert not awaits_capture(core, "run", "kernel")


def test_each_cell_shows_its_latest_outputs(core: Core) -> None:
    record_observation(core, ACTOR, seen(core, "one", LINE))
    record_observation(core, ACTOR, seen(core, "two", PLOT))
    record_observation(core, ACTOR, seen(core, "three", ERROR, cell="cell-2", status="error"))
    found = latest_outputs(core, ACTOR, "a.ipynb")
    assert [(cell.cell, cell.execution) for cell in found.cells] == [
        ("cell-1", "two"), ("cell-2", "three"),
    ]  # fmt: skip
    assert found.cells[0].outputs == (PLOT,)
    assert found.cells[0].ended_at == 102.0
    assert found.session == "kernel"
    assert latest_outputs(core, ACTOR, "unknown.ipynb").cells == ()


def test_running_cells_are_those_the_host_names(core: Core) -> None:
    watching = replace(core, running=lambda path: {"e": f"cell of {path}", "f": None})
    assert latest_outputs(watching, ACTOR, "a.ipynb").running == ("cell of a.ipynb",)
