"""Whatever JSON comes, an operation answers or refuses; nothing else is ever raised."""

import json
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_mm.api.dispatch import dispatch, parse_body
from jupyter_mm.api.operation import Operation
from jupyter_mm.api.operations import OPERATIONS
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.history import list_history
from jupyter_mm.core.policy import owner
from jupyter_mm.core.record import record_execution
from jupyter_mm.core.wire import encode
from jupyter_mm.domain import canonical
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.execution import LogBatch, Metric
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.domain.jobs import JobRequest
from jupyter_mm.environment.lock import Locksmith
from jupyter_mm.errors import MMError
from jupyter_mm.settings import Settings
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.jobs import MemoryJobs
from tests.unit.core.using import verdict

ACTOR = owner("t")
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**65), 2**65)
    | st.floats()
    | st.text(st.characters(), max_size=30)
    | st.sampled_from(["now", "x.ipynb", "0" * 64, "\0", "../x", "\ud800", "nan"])
)
CELL = {"id": "c", "cell_type": "code", "source": "1", "metadata": {}}
SHOWN = {**CELL, "outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}]}
ANY = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = open_core(Settings(home=tmp_path / "store"), clock=time.time, jobs=MemoryJobs())
    read = DataRef(path="/data/x.csv", mode="r", size_bytes=1, mtime_ns=1, digest="0" * 64)
    lock = Locksmith().text({}, {})
    record_execution(core, ACTOR, make_capture(core, tags=("t",), inputs=(read,), environment=lock))
    yield core
    core.close()


def bodies(core: Core) -> dict[str, Any]:
    """Return a good body for each operation that takes one, by name."""
    session = make_session()
    metric = Metric(sequence=0, name="a", value=1.0, step=1, logged_at=1.0)
    row = list_history(core, ACTOR, HistoryQuery()).rows[-1]
    checkpoint = row.checkpoint or Digest("")
    document = {
        "kernel_id": "k", "executions": [], "path": "x.ipynb", "metadata": {}, "cells": [CELL],
    }  # fmt: skip
    compared = {"before": "now~0", "after": "now", "document": document, "with_noise": False}
    return {
        "register_session": canonical.plain(session),
        "record_execution": canonical.plain(make_capture(core, session=session)),
        "record_log": canonical.plain(
            LogBatch(session=session.id, execution="e", metrics=(metric,))
        ),
        "record_restore": {
            "id": "r",
            "session": session.id,
            "source": None,
            "target": "0" * 64,
            "names": ["x"],
            "undoes": None,
            "restored_at": 1.0,
        },
        "record_document": {
            "kernel_id": "k",
            "executions": ["e"],
            "path": "x.ipynb",
            "metadata": {},
            "cells": [CELL],
        },
        "annotate_checkpoint": {"message": "m", "tags": ["t"], "pinned": True, "note": "n"},
        "compare": compared,
        "compare_cell": {"request": compared, "before": 0, "after": None},
        "record_notebook_restore": {
            "id": "a" * 32,
            "notebook": "x.ipynb",
            "target": "e",
            "cell": None,
            "restored_at": 1.0,
            "before": {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [SHOWN]},
        },
        "record_verdict": canonical.plain(verdict(checkpoint)),
        "start_job": canonical.plain(JobRequest(kind="reproduce", ref="now")),
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every part of a JSON value."""
    found = [path]
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in inner:
        found += places(part, (*path, key))
    return found


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = replaced(value[path[0]], path[1:], new)
    return changed


def ask(core: Core, operation: Operation, params: dict[str, Any], body: Any) -> None:
    """Send a request as it would come over HTTP; only our own errors may come back."""
    refusal = None
    try:
        sent = json.dumps(body).encode() if operation.has_body else b""
        parsed = parse_body(sent, 1 << 20)
        encode(dispatch(lambda: core, ACTOR, operation, params, parsed))
    except MMError as error:
        refusal = error
    if refusal is not None:
        assert refusal.status < 500
        assert refusal.message


FEW_SECONDS = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FEW_SECONDS
@given(data=st.data())
def test_any_part_of_a_body_may_be_anything(core: Core, data: st.DataObject) -> None:
    good = bodies(core)
    operation = data.draw(st.sampled_from([op for op in OPERATIONS if op.has_body]))
    body = good[operation.name]
    path = data.draw(st.sampled_from(places(body)))
    params = dict.fromkeys(operation.path_names, "now")
    ask(core, operation, params, replaced(body, path, data.draw(ANY)))


@FEW_SECONDS
@given(data=st.data())
def test_any_parameter_may_be_any_text(core: Core, data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from([op for op in OPERATIONS if op.method == "GET"]))
    names = [*operation.path_names, *operation.query_names]
    if operation.request is not None:
        names += [field.name for field in fields(operation.request)]
    text = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
        [
            *("now", "now~1", "@10:30", "best:acc", "last:t", "t", "x.ipynb", "example.ipynb"),
            *("acc>0.9", "tag:t status:ok", "data:x env:0000 verdict:same", "1e9", "1", "true"),
            *("/data/x.csv", "/data", "/data/*.csv", "s3://b/k", "0" * 64, "up", "both", "x"),
        ]
    )
    params = {name: data.draw(text) for name in names if data.draw(st.booleans())}
    ask(core, operation, params, None)


def test_the_good_bodies_are_good(core: Core) -> None:
    good = bodies(core)
    assert set(good) == {op.name for op in OPERATIONS if op.has_body}
    for name in good.keys() - {"record_log", "record_restore"}:
        (operation,) = (op for op in OPERATIONS if op.name == name)
        params = dict.fromkeys(operation.path_names, "now")
        assert dispatch(lambda: core, ACTOR, operation, params, good[name])
