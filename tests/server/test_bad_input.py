"""Bad input gets a clear refusal: never a 500, never a change, never a hang."""

import time
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.api.operations import OPERATIONS
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.policy import owner
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain import canonical
from jupyter_mm.settings import Settings
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.damage import lose_blob
from tests.server.answers import Ask

WRITING = [op for op in OPERATIONS if op.has_body]
DEEP = "[" * 200 + "]" * 200

BODIES = {
    "nothing": "",
    "half an object": '{"session": ',
    "a list": "[]",
    "a number": "7",
    "null": "null",
    "nested 200 deep": '{"metadata": ' + DEEP + "}",
    "nested 200,000 deep": "[" * 200_000,
    "a key twice": '{"session": "a", "session": "b"}',
    "NaN": '{"session": NaN}',
    "infinity": '{"session": 1e999}',
    "a number of 5,000 digits": '{"session": ' + "9" * 5000 + "}",
    "a lone surrogate": '{"session": "\\ud800"}',
    "NUL": '{"session": "a\\u0000b"}',
    "not UTF-8": b'{"session": "\xff"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "an unknown field": '{"nothing": 1}',
    "a wrong type": '{"session": {"id": 5}}',
}


@pytest.fixture
def core(home: Path) -> Any:
    core = open_core(Settings(home=home), clock=time.time)
    yield core
    core.close()


def capture(core: Core, **changes: Any) -> dict[str, Any]:
    plain = canonical.plain(make_capture(core, **changes))
    assert isinstance(plain, dict)
    return plain


@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES)
async def test_a_body_that_means_nothing_is_refused(ask: Ask, raw: str | bytes) -> None:
    for operation in WRITING:
        path = operation.path.replace("{ref}", "now")
        if operation.name == "annotate_checkpoint" and raw == "":
            continue
        answer = await ask("POST", path, raw=raw)
        assert (answer.status, answer.kind) == (400, "invalid"), (operation.name, answer.text)
        assert len(answer.text) < 3000
    assert (await ask("GET", "/status")).json["executions"] == 0


async def test_a_body_over_the_limit_is_refused(ask: Ask) -> None:
    raw = b'{"session": "' + b"x" * (64 << 20) + b'"}'
    started = time.monotonic()
    answer = await ask("POST", "/captures", raw=raw)
    assert (answer.status, answer.kind) == (413, "too_large")
    assert time.monotonic() - started < 10


async def test_a_body_over_the_limit_in_chunks_is_refused(ask: Ask) -> None:
    piece = b"x" * (1 << 20)

    async def produce(write: Any) -> None:
        for _ in range(66):
            await write(piece)

    answer = await ask("POST", "/captures", body_producer=produce)
    assert (answer.status, answer.kind) == (413, "too_large")


async def test_the_largest_allowed_body_is_read(ask: Ask) -> None:
    raw = b'{"session": "' + b"x" * ((64 << 20) - 15) + b'"}'
    assert len(raw) == 64 << 20
    answer = await ask("POST", "/captures", raw=raw)
    assert (answer.status, answer.kind) == (400, "invalid")


async def test_integers_beyond_64_bits_are_refused(ask: Ask, core: Core) -> None:
    for number in (2**63, -(2**63) - 1, 10**30):
        body = capture(core)
        body["execution"]["count"] = number
        answer = await ask("POST", "/captures", body)
        assert (answer.status, answer.kind) == (400, "invalid"), number
        answer = await ask("GET", f"/history?before={number}")
        assert (answer.status, answer.kind) == (400, "invalid"), number


async def test_facts_that_cannot_be_are_refused(ask: Ask, core: Core) -> None:
    for part, field, value in (
        ("execution", "status", "fine"),
        ("execution", "id", ""),
        ("execution", "id", "a\nb"),
        ("execution", "id", "x" * 300),
        ("execution", "cell", "\u202eabc"),
        ("execution", "started_at", -1.0),
        ("execution", "duration_s", -0.5),
        ("execution", "count", -1),
        ("session", "id", "short"),
        ("session", "pid", -3),
        ("session", "project", "a\tb"),
        ("checkpoint", "id", "0" * 64),
        ("checkpoint", "manifest", "xyz"),
        ("checkpoint", "manifest", "A" * 64),
    ):
        body = capture(core)
        body[part][field] = value
        answer = await ask("POST", "/captures", body)
        assert (answer.status, answer.kind) == (400, "invalid"), (part, field, answer.text)
    assert (await ask("GET", "/status")).json["executions"] == 0


async def test_a_record_without_its_blobs_is_refused(ask: Ask, core: Core) -> None:
    body = capture(core, variables={"y": list(range(50))})
    for blob in list(core.blobs.digests()):
        lose_blob(core.settings.home, blob)
    answer = await ask("POST", "/captures", body)
    assert (answer.status, answer.kind) == (409, "missing_blob")


PATHS = {
    "/checkpoints/..%2f..%2fetc%2fpasswd": 404,
    "/checkpoints/%2e%2e": 400,
    "/checkpoints/..": 400,
    "/checkpoints/%00": 400,
    "/checkpoints/%ff": 400,
    "/checkpoints/%0a": 400,
    "/checkpoints/now": 404,
    "/checkpoints/now~999999999999999999999": 400,
    "/checkpoints/now~-1": 404,
    "/checkpoints/ffff": 404,
    "/checkpoints/ff": 400,
    "/checkpoints/@25:61": 400,
    "/checkpoints/run:x": 400,
    "/checkpoints/model:x@y": 400,
    "/checkpoints/best:": 400,
    "/checkpoints/" + "f" * 5000: 413,
    "/checkpoints/now?session=nobody": 404,
    "/checkpoints/now?session=a&session=b": 400,
    "/checkpoints/now?ref=then": 400,
    "/checkpoints/now?unknown=1": 400,
    "/checkpoints/now?notebook=%00": 400,
    "/executions/nobody": 404,
    "/executions/..%2f..": 404,
    "/executions/nobody/thumbnail": 404,
    "/history?limit=0": 400,
    "/history?limit=-1": 400,
    "/history?limit=1.5": 400,
    "/history?limit=many": 400,
    "/history?limit=%E2%80%8B5": 400,
    "/history?before=x": 400,
    "/history?where=" + "x" * 257: 400,
    "/history?where=%27%3B%20drop%20table%20execution": 200,
    "/history?where=" + "%25a" * 80: 200,
    "/history?sort=started_at": 400,
    "/history?notebook=%ff": 400,
    "/history?notebook=..%2f..%2fetc": 400,
    "/outputs": 400,
    "/outputs?notebook=": 400,
    "/outputs?notebook=..%2fx": 400,
    "/outputs?notebook=nowhere.ipynb": 200,
}


@pytest.mark.parametrize(("path", "status"), PATHS.items(), ids=[path[:60] for path in PATHS])
async def test_a_path_or_query_without_meaning_is_refused(
    ask: Ask, core: Core, path: str, status: int
) -> None:
    record_execution(core, owner("t"), make_capture(core, lost="nothing kept"))
    answer = await ask("GET", path)
    assert answer.status == status, answer.text
    if status != 200:
        assert answer.kind in {"invalid", "not_found", "too_large"}
        assert "Traceback" not in answer.text


async def test_jupyterlabs_cache_buster_is_let_through(ask: Ask) -> None:
    assert (await ask("GET", "/status?1763700000000")).status == 200
    assert (await ask("GET", "/status?1763700000000=")).status == 200
    assert (await ask("GET", "/status?1763700000000=x")).status == 400


async def test_an_ambiguous_short_id_names_the_candidates(ask: Ask, core: Core) -> None:
    for execution in ("beef-1", "beef-2"):
        record_execution(core, owner("t"), make_capture(core, execution=execution))
    answer = await ask("GET", "/checkpoints/beef")
    assert (answer.status, answer.kind) == (409, "ambiguous")
    assert "beef" in answer.json["error"]["message"]


async def test_an_annotation_is_checked(ask: Ask, core: Core) -> None:
    receipt = record_execution(core, owner("t"), make_capture(core))
    path = f"/checkpoints/{receipt.checkpoint}/annotations"
    for body in (
        {"tags": ["a b\n"]},
        {"tags": "good"},
        {"tags": [""]},
        {"pinned": 1},
        {"message": 5},
        {"mesage": "x"},
    ):
        answer = await ask("POST", path, body)
        assert (answer.status, answer.kind) == (400, "invalid"), body
    answer = await ask("POST", path, {"message": "first good <b>model</b>", "tags": ["good"]})
    assert answer.status == 200
    assert answer.json["message"] == "first good <b>model</b>"
    assert answer.json["pinned"] is False


async def test_an_operation_without_body_takes_none(ask: Ask) -> None:
    assert (await ask("POST", "/verify", raw="")).status == 200
    assert (await ask("POST", "/verify", {})).status == 200
    assert (await ask("POST", "/verify", {"deep": True})).status == 400


async def test_a_log_for_a_session_that_is_unknown_is_refused_or_kept(ask: Ask) -> None:
    body = {"session": make_session().id, "execution": "e", "metrics": []}
    assert (await ask("POST", "/logs", body)).status in {200, 404, 409}


async def test_markup_and_control_characters_come_back_as_text(ask: Ask, core: Core) -> None:
    source = "<img src=x onerror=alert(1)>\x1b[31m"
    body = capture(core, source=source)
    answer = await ask("POST", "/captures", body)
    assert answer.status == 200, answer.text
    shown = await ask("GET", f"/executions/{body['execution']['id']}")
    assert shown.json["source"] == source
    assert shown.headers["Content-Type"] == "application/json"
