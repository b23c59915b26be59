"""Every route of the table, walked: a new operation is walked by itself."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jupyter_server.auth import Authorizer

from jupyter_mm.api.operation import Operation
from jupyter_mm.api.operations import BASE, OPERATIONS
from jupyter_mm.core.policy import Scope
from jupyter_mm.domain.history import HistoryRow
from tests.server.answers import JSON, Ask

ROOT = Path(__file__).parents[2]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WRITING = [operation for operation in OPERATIONS if operation.method == "POST"]
WITH_DOCUMENTS = {"compare", "compare_cell"}
"""They change nothing and are sent: what a page shows fits no URL."""

each_operation = pytest.mark.parametrize(
    "operation", OPERATIONS, ids=[operation.name for operation in OPERATIONS]
)


def route(operation: Operation) -> str:
    path = operation.path.format(**dict.fromkeys(operation.path_names, "abcd"))
    required = [name[:-1] for name in operation.query if name.endswith("!")]
    return path + ("?" + "&".join(f"{name}=x.ipynb" for name in required) if required else "")


class ReadersOnly(Authorizer):
    """Lets everybody read and nobody write."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return resource != "jupyter_mm" or action == "read"


class NobodyRuns(Authorizer):
    """Lets everybody read and write, and nobody run anything."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return resource != "jupyter_mm" or action in {"read", "write"}


class Nobody(Authorizer):
    """Lets nobody do anything with jupyter_mm."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return resource != "jupyter_mm"


async def test_no_route_answers_a_stranger(ask: Ask) -> None:
    for operation in OPERATIONS:
        for method in METHODS:
            answer = await ask(method, route(operation), token=False)
            assert answer.status in {401, 403}, (method, operation.name)
            assert method == "HEAD" or answer.kind == "denied"


async def test_no_route_answers_a_wrong_token(ask: Ask) -> None:
    for operation in OPERATIONS:
        headers = JSON | {"Authorization": "token wrong"}
        answer = await ask(operation.method, route(operation), headers=headers, token=False)
        assert answer.status == 403, operation.name


async def test_every_route_refuses_other_methods(ask: Ask) -> None:
    served = {(operation.method, operation.path) for operation in OPERATIONS}
    for operation in OPERATIONS:
        for method in METHODS:
            if (method, operation.path) not in served:
                answer = await ask(method, route(operation))
                assert answer.status == 405, (method, operation.name)


async def test_an_unknown_route_is_not_found(ask: Ask) -> None:
    assert (await ask("GET", "/nothing", token=False)).status == 403
    answer = await ask("GET", "/nothing")
    assert (answer.status, answer.kind) == (404, "not_found")


@each_operation
async def test_a_token_in_the_url_is_refused(
    ask: Ask, jp_serverapp: Any, operation: Operation, caplog: pytest.LogCaptureFixture
) -> None:
    token = jp_serverapp.identity_provider.token
    path = route(operation)
    path += f"{'&' if '?' in path else '?'}token={token}"
    answer = await ask(operation.method, path, token=False)
    assert answer.status == 401
    assert answer.kind == "invalid"
    assert token not in answer.text
    assert token not in caplog.text
    assert "Set-Cookie" not in answer.headers


async def test_a_body_that_is_not_json_is_refused(ask: Ask) -> None:
    for operation in WRITING:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            answer = await ask("POST", route(operation), headers={"Content-Type": kind})
            assert (answer.status, answer.kind) == (415, "unsupported_type"), operation.name


async def test_a_cookie_session_needs_the_xsrf_token(ask: Ask) -> None:
    first = await ask("GET", "/status")
    login = "; ".join(part.split(";")[0] for part in first.headers.get_list("Set-Cookie"))
    assert login
    for operation in WRITING:
        for cookie, header in (
            (login, {}),
            (f"{login}; _xsrf=mine", {}),
            (f"{login}; _xsrf=mine", {"X-XSRFToken": "theirs"}),
        ):
            headers = JSON | {"Cookie": cookie} | header
            answer = await ask("POST", route(operation), headers=headers, token=False)
            assert (answer.status, answer.kind) == (403, "denied"), operation.name


async def test_a_cookie_session_with_the_xsrf_token_is_served(ask: Ask) -> None:
    first = await ask("GET", "/status")
    login = "; ".join(part.split(";")[0] for part in first.headers.get_list("Set-Cookie"))
    headers = JSON | {"Cookie": f"{login}; _xsrf=mine", "X-XSRFToken": "mine"}
    answer = await ask("POST", "/verify", headers=headers, token=False)
    assert answer.status == 200, answer.text


async def test_a_page_of_another_origin_is_not_served(ask: Ask) -> None:
    first = await ask("GET", "/status")
    login = "; ".join(part.split(";")[0] for part in first.headers.get_list("Set-Cookie"))
    origin = {"Origin": "https://localhost.example.com.invalid", "Cookie": login}
    for operation in OPERATIONS:
        answer = await ask(operation.method, route(operation), headers=JSON | origin, token=False)
        assert answer.status in {403, 404}, operation.name
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_foreign_host_name_is_refused(ask: Ask) -> None:
    answer = await ask("GET", "/status", headers={"Host": "rebind.invalid"})
    assert answer.status == 403


class TestWithReadersOnly:
    @pytest.fixture
    def server_options(self) -> dict[str, Any]:
        return {"authorizer_class": ReadersOnly}

    async def test_a_reader_may_read_and_nothing_else(self, ask: Ask) -> None:
        for operation in OPERATIONS:
            answer = await ask(operation.method, route(operation))
            refused = operation.scope is not Scope.READ
            assert (answer.status == 403) is refused, (operation.name, answer.text)


class TestWithNobodyRunning:
    @pytest.fixture
    def server_options(self) -> dict[str, Any]:
        return {"authorizer_class": NobodyRuns}

    async def test_jobs_need_the_right_to_execute(self, ask: Ask) -> None:
        running = [operation for operation in OPERATIONS if operation.scope is Scope.RUN]
        assert {operation.name for operation in running} == {"start_job", "cancel_job"}
        for operation in running:
            answer = await ask(operation.method, route(operation))
            assert (answer.status, answer.kind) == (403, "denied"), operation.name
        assert (await ask("GET", "/jobs")).status == 200


class TestWithNobodyAllowed:
    @pytest.fixture
    def server_options(self) -> dict[str, Any]:
        return {"authorizer_class": Nobody}

    async def test_who_may_not_read_gets_nothing(self, ask: Ask) -> None:
        for operation in OPERATIONS:
            answer = await ask(operation.method, route(operation))
            assert (answer.status, answer.kind) == (403, "denied"), operation.name


async def test_every_answer_forbids_caching_and_sniffing(ask: Ask) -> None:
    for operation in OPERATIONS:
        answer = await ask(operation.method, route(operation))
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "application/json"


async def test_an_error_never_repeats_what_the_request_held(ask: Ask) -> None:
    headers = JSON | {"Cookie": "session=hush", "X-Secret": "hush"}
    for operation in OPERATIONS:
        answer = await ask(operation.method, route(operation) + "#hush", headers=headers)
        assert "hush" not in answer.text


def test_every_operation_is_in_the_openapi_document() -> None:
    paths = json.loads((ROOT / "docs/reference/openapi.json").read_text())["paths"]
    listed = {
        (described["operationId"], method.upper(), path)
        for path, methods in paths.items()
        for method, described in methods.items()
    }
    assert listed == {(op.name, op.method, BASE + op.path) for op in OPERATIONS}


@each_operation
def test_every_operation_is_in_the_reference(operation: Operation) -> None:
    page = (ROOT / "docs/reference/operations.md").read_text()
    assert f"\n## {operation.name}\n\n{operation.summary}\n" in page


@each_operation
def test_what_changes_nothing_is_a_get_and_the_reverse(operation: Operation) -> None:
    assert not operation.writes or operation.method == "POST"
    is_get = operation.method == "GET" or operation.name in WITH_DOCUMENTS
    assert is_get or operation.scope is not Scope.READ


def test_the_event_requires_fields_that_a_row_has() -> None:
    text = (ROOT / "jupyter_mm/server/events/history-changed-v1.yaml").read_text()
    row = yaml.safe_load(text)["properties"]["row"]
    assert set(row["required"]) <= set(HistoryRow.__dataclass_fields__)
