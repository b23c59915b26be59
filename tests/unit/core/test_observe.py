"""Outputs and documents, as the server saw them."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.events import DocumentSeen, Event, HistoryChanged
from jupyter_mm.core.history import (
    latest_outputs,
    list_history,
    show_execution,
    show_notebook,
    thumbnail,
)
from jupyter_mm.core.notebooks import forget_path, move_notebook
from jupyter_mm.core.observe import (
    awaits_capture,
    load_document,
    record_document,
    record_observation,
    store_document,
    store_outputs,
)
from jupyter_mm.core.record import record_execution, register_session
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import CorruptError, InvalidError, NotFoundError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.stores import ACTOR

PNG = base64.b64encode(b"\x89PNG picture").decode()
PLOT = {
    "output_type": "display_data",
    "data": {"image/png": PNG + "\n", "text/plain": "<Figure>"},
    "metadata": {},
}
LINE = {"output_type": "stream", "name": "stdout", "text": "hello\n"}
ERROR = {
    "output_type": "error",
    "ename": "KeyError",
    "evalue": "'x'",
    "traceback": ["Traceback", "KeyError: 'x'"],
}


def seen(
    core: Core, execution: str = "run", *outputs: dict[str, Any], **changes: Any
) -> Observation:
    given = Observation(
        execution=execution,
        kernel_id="kernel",
        path="a.ipynb",
        cell="cell-1",
        count=7,
        source="x = 1",
        status="ok",
        started_at=100.0,
        duration_s=2.0,
        outputs=store_outputs(core, outputs, 1 << 20),
        document=None,
    )
    return replace(given, **changes)


def snapshot(*cells: CellState, **changes: Any) -> DocumentSnapshot:
    given = DocumentSnapshot(
        kernel_id="kernel",
        executions=("run",),
        path="a.ipynb",
        metadata={"kernelspec": {"name": "python3"}},
        cells=cells,
    )
    return replace(given, **changes)


def code(id_: str, source: str = "x = 1") -> CellState:
    return CellState(id=id_, cell_type="code", source=source, metadata={})


def rows(core: Core) -> list[Any]:
    return list(list_history(core, ACTOR, HistoryQuery()).rows)


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


def test_a_document_comes_back_with_its_outputs(core: Core) -> None:
    text = CellState(id="m", cell_type="markdown", source="# Über", metadata={"tags": ["t"]})
    digest = store_document(
        core, snapshot(text, code("a"), code("b")), {"a": [LINE, PLOT]}, counts={"a": 4}
    )
    found = load_document(core, digest)
    assert found["metadata"] == {"kernelspec": {"name": "python3"}}
    assert found["cells"][0] == {
        "id": "m", "cell_type": "markdown", "source": "# Über", "metadata": {"tags": ["t"]},
    }  # fmt: skip
    assert found["cells"][1]["outputs"] == [LINE, PLOT]
    assert [cell.get("execution_count") for cell in found["cells"]] == [None, 4, None]
    assert found["cells"][2]["outputs"] == []


def test_pictures_pasted_into_text_come_back(core: Core) -> None:
    pasted = {"image.png": {"image/png": "aGVsbG8="}}
    text = CellState(
        id="m", cell_type="markdown", source="![](attachment:image.png)", metadata={},
        attachments=pasted,
    )  # fmt: skip
    digest = store_document(core, snapshot(text, code("a")), {})
    found = load_document(core, digest)["cells"]
    assert found[0]["attachments"] == pasted
    assert "attachments" not in found[1]


def test_a_document_whose_output_is_damaged_is_not_returned(core: Core) -> None:
    digest = store_document(core, snapshot(code("a")), {"a": [LINE]})
    record_observation(core, ACTOR, seen(core, "run", document=digest))
    (name,) = (ref.digest for ref in store_outputs(core, [LINE], 1 << 20))
    path = core.info.home / "blobs" / name[:2] / name[2:]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"hello", b"hullo"))
    with pytest.raises(CorruptError, match=name):
        show_notebook(core, ACTOR, "run")


def test_a_document_of_a_newer_version_is_refused(core: Core) -> None:
    with pytest.raises(InvalidError, match="newer"):
        load_document(core, core.blobs.put(b'{"version":2}'))


def test_where_no_document_was_seen_the_cell_stands_in(core: Core) -> None:
    record_observation(core, ACTOR, seen(core, "run", LINE))
    found = show_notebook(core, ACTOR, "run")
    assert not found.complete
    assert found.path == "a.ipynb"
    assert [cell["source"] for cell in found.notebook["cells"]] == ["x = 1"]
    assert found.notebook["cells"][0]["outputs"] == [LINE]


def test_a_snapshot_is_handed_on_and_not_stored(core: Core, events: list[Event]) -> None:
    receipt = record_document(core, ACTOR, snapshot(path="./b/../a.ipynb".replace("../", "")))
    assert receipt.id == "run"
    assert events == [DocumentSeen(snapshot=snapshot(path="b/a.ipynb"))]
    for bad in (snapshot(path="../a.ipynb"), snapshot(executions=())):
        with pytest.raises(InvalidError):
            record_document(core, ACTOR, bad)


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
    watching = replace(core, running=lambda path: (f"cell of {path}",))
    assert latest_outputs(watching, ACTOR, "a.ipynb").running == ("cell of a.ipynb",)


# ------------------------------------------------------------------ notebooks move


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
