"""What a page may ask of a kernel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.kernels.live import LiveKernel


class Page:
    """A page's end of the comm."""

    def __init__(self, kernel: LiveKernel, subshell: str | None = None) -> None:
        self._kernel = kernel
        self._subshell = subshell
        self._number = 0
        self.states: list[dict[str, Any]] = []
        self._send("comm_open", {"comm_id": "page", "target_name": "jupyter_mm", "data": {}})

    def ask(self, verb: str, **arguments: Any) -> dict[str, Any]:
        """Send a request and return its answer."""
        self._number += 1
        data = {"id": self._number, "verb": verb, "arguments": arguments}
        self._send("comm_msg", {"comm_id": "page", "data": data})
        return self.answer(self._number)

    def answer(self, number: int, timeout_s: float = 60.0) -> dict[str, Any]:
        """Return the answer with this id."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            heard = self._kernel.client.get_iopub_msg(timeout=timeout_s)
            if heard["msg_type"] != "comm_msg":
                continue
            data: dict[str, Any] = heard["content"]["data"]
            if data.get("event") == "state":
                self.states.append(data)
            elif data.get("id") == number:
                return data
        raise TimeoutError

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        message = self._kernel.client.session.msg(kind, content)
        if self._subshell is not None:
            message["header"]["subshell_id"] = self._subshell
        self._kernel.client.shell_channel.send(message)


@pytest.fixture
def page(kernel: LiveKernel) -> Page:
    kernel.ok("x = [1]; gen = (i for i in [])\n%mm_checkpoint -t base")
    kernel.settle()
    return Page(kernel)


def test_a_page_sees_plans_restores_and_takes_back(kernel: LiveKernel, page: Page) -> None:
    status = page.ask("status")["result"]
    assert status["head"]["tags"] == ["base"]
    assert (status["can_undo"], status["can_redo"], status["errors"]["count"]) == (False, False, 0)
    kernel.ok("x = [2]; y = 3")
    plan = page.ask("plan", ref="base")["result"]
    assert [one["name"] for one in plan["load"]] == ["x"]
    assert plan["remove"] == ["y"]
    assert [one["name"] for one in plan["cannot"]] == ["gen"]
    assert plan["cannot"][0]["reason"]
    report = page.ask("restore", ref="base")["result"]
    assert (report["restored"], report["removed"]) == (["x"], ["y"])
    assert kernel.value("(x, 'y' in globals())") == "([1], False)"
    assert page.ask("status")["result"]["can_undo"]
    assert page.ask("undo")["ok"]
    assert kernel.value("(x, y)") == "([2], 3)"
    assert page.ask("redo")["ok"]
    assert kernel.value("x") == "[1]"


def test_the_kernel_tells_every_new_state(kernel: LiveKernel, page: Page) -> None:
    before = page.ask("status")["result"]["head"]["id"]
    message = kernel.send("z = 1")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        heard = kernel.client.get_iopub_msg(timeout=30)
        data = heard["content"].get("data", {}) if heard["msg_type"] == "comm_msg" else {}
        if data.get("event") == "state" and data["pending"] == 0:
            assert data["head"]["id"] != before
            assert data["head"]["execution"] == message
            return
    raise TimeoutError


def test_bad_requests_get_an_answer_and_do_nothing(kernel: LiveKernel, page: Page) -> None:
    for verb, arguments, kind in (
        ("nosuch", {}, "invalid"),
        ("restore", {}, "invalid"),
        ("restore", {"ref": "base", "names": "x"}, "invalid"),
        ("restore", {"ref": "base", "names": ["nosuch"]}, "not_found"),
        ("restore", {"ref": "nosuchtag"}, "not_found"),
        ("undo", {}, "conflict"),
    ):
        answer = page.ask(verb, **arguments)
        assert not answer["ok"]
        assert answer["error"]["kind"] == kind, verb
        assert answer["error"]["message"]
    assert kernel.value("x") == "[1]"


def test_a_busy_kernel_answers_over_a_subshell_but_restores_nothing(kernel: LiveKernel) -> None:
    kernel.ok("x = 1\n%mm_checkpoint -t base")
    message = kernel.client.session.msg("create_subshell_request", {})
    kernel.client.control_channel.send(message)
    reply = kernel.client.get_control_msg(timeout=30)
    subshell = reply["content"]["subshell_id"]
    page = Page(kernel, subshell)
    running = kernel.send("import time; time.sleep(6); x = 5")
    time.sleep(0.5)
    assert page.ask("status")["ok"]
    answer = page.ask("restore", ref="base")
    assert (answer["ok"], answer["error"]["kind"]) == (False, "conflict")
    kernel.client.get_shell_msg(timeout=60)
    assert running
    assert page.ask("restore", ref="base")["ok"]
    assert kernel.value("x") == "1"
