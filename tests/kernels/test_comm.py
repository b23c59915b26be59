"""What a page may ask of a kernel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.kernels.live import LiveKernel

if TYPE_CHECKING:
    from pathlib import Path


class Page:
    """A page's end of the comm."""

    def __init__(
        self, kernel: LiveKernel, subshell: str | None = None, said: dict[str, Any] | None = None
    ) -> None:
        self._kernel = kernel
        self._subshell = subshell
        self._number = 0
        self.states: list[dict[str, Any]] = []
        line = {"comm_id": "page", "target_name": "jupyter_mm", "data": said or {}}
        self._send("comm_open", line)

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


def test_the_state_names_the_restores_that_can_be_taken_back(
    kernel: LiveKernel, page: Page
) -> None:
    kernel.ok("x = [2]")
    before = page.ask("status")["result"]
    assert (before["undo"], before["redo"]) == (None, None)
    report = page.ask("restore", ref="base")["result"]
    after = page.ask("status")["result"]
    assert (after["undo"]["id"], after["redo"]) == (report["undo"], None)
    back = page.ask("undo")["result"]
    undone = page.ask("status")["result"]
    assert (undone["undo"], undone["redo"]["id"]) == (None, back["undo"])
    assert undone["redo"]["at"] >= after["undo"]["at"]


def test_a_branch_names_the_first_checkpoint_after_it(kernel: LiveKernel, page: Page) -> None:
    def named(code: str) -> Any:
        kernel.run(code)
        kernel.settle()
        return page.ask("status")["result"]["head"]["message"]

    assert page.ask("restore", ref="base")["ok"]
    assert page.ask("branch", name=" try xgb ")["ok"]
    assert named("x.append(6); 1 / 0") is None
    assert named("x.append(7)") == "try xgb"
    assert named("x.append(8)") is None
    assert page.ask("branch", name="again")["ok"]
    assert page.ask("undo")["ok"]
    assert named("x.append(9)") is None, "a restore in between forgets it"


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
    page = Page(kernel, kernel.subshell())
    running = kernel.send("import time; time.sleep(6); x = 5")
    time.sleep(0.5)
    assert page.ask("status")["ok"]
    answer = page.ask("restore", ref="base")
    assert (answer["ok"], answer["error"]["kind"]) == (False, "conflict")
    kernel.client.get_shell_msg(timeout=60)
    assert running
    assert page.ask("restore", ref="base")["ok"]
    assert kernel.value("x") == "1"


def test_what_is_kept_is_told_and_decided_over_the_line(kernel: LiveKernel, page: Page) -> None:
    status = page.ask("status")["result"]
    assert (status["saving"], status["late"], status["asks"]) == (None, None, [])
    assert (status["paused"], status["recoverable"]) == (False, None)
    assert page.ask("pause", paused=True)["result"]["paused"]
    assert kernel.value("get_ipython().magics_manager.registry['MMMagics'].keeper.is_paused")
    assert not page.ask("pause", paused=False)["result"]["paused"]
    told = page.ask("exclude", names=["tmp*", "token"])["result"]["excluded"]
    assert {"tmp*", "token"} <= set(told)
    told = page.ask("exclude", names=["token"], on=False)["result"]["excluded"]
    assert "token" not in told
    for verb, arguments in (
        ("pause", {}),
        ("pause", {"paused": "yes"}),
        ("exclude", {"names": "x"}),
        ("exclude", {"names": [1]}),
        ("decide", {"name": "x"}),
        ("get", {"ref": "base", "name": "x"}),
    ):
        assert page.ask(verb, **arguments)["error"]["kind"] == "invalid", verb


def test_what_opens_the_line_holds_for_the_next_cell(kernel: LiveKernel) -> None:
    page = Page(kernel, said={"notebook": "a.ipynb", "exclude": ["secret*"]})
    kernel.ok("secret_key = 1; x = 2")
    kernel.settle()
    status = page.ask("status")["result"]
    assert status["excluded"] == ["secret*"]
    plan = page.ask("plan", ref=status["head"]["id"])["result"]
    assert "x" in plan["unchanged"]
    assert "secret_key" not in plan["unchanged"]


def test_a_line_that_is_opened_as_paused_keeps_nothing(kernel: LiveKernel) -> None:
    page = Page(kernel, said={"notebook": "a.ipynb", "paused": True})
    kernel.ok("x = 2")
    status = page.ask("status")["result"]
    assert (status["paused"], status["head"]) == (True, None)


def test_an_opening_that_makes_no_sense_is_counted_and_the_line_is_good(
    kernel: LiveKernel,
) -> None:
    page = Page(kernel, said={"notebook": 3, "exclude": "x"})
    assert page.ask("status")["result"]["errors"]["count"] == 1


def test_an_opening_with_an_odd_path_is_paused_all_the_same(kernel: LiveKernel) -> None:
    page = Page(kernel, said={"notebook": 3, "exclude": ["secret*"], "paused": True})
    state = page.ask("status")["result"]
    assert (state["errors"]["count"], state["paused"], state["excluded"]) == (1, True, ["secret*"])


def test_a_renamed_notebook_recovers_by_its_new_name(kernel: LiveKernel, page: Page) -> None:
    assert page.ask("notebook", path="b.ipynb")["ok"]
    source = "next(o for o in __import__('gc').get_objects() if type(o).__name__ == 'Recovery')"
    assert kernel.value(f"{source}.notebook") == "'b.ipynb'"


def test_a_magic_that_changes_what_is_kept_tells_the_pages(kernel: LiveKernel, page: Page) -> None:
    page.ask("status")
    kernel.client.execute("%mm_ignore secret")
    page.states.clear()
    kernel.client.execute("%mm_pause")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        page.ask("status")
        if any(state["paused"] and "secret" in state["excluded"] for state in page.states):
            return
    raise TimeoutError


def test_an_old_value_is_bound_to_another_name(kernel: LiveKernel, page: Page) -> None:
    kernel.ok("x = [2]")
    assert page.ask("get", ref="base", name="x", **{"as": "old"})["result"] == {"name": "old"}
    assert kernel.value("x, old") == "([2], [1])"


def test_a_plan_says_which_cell_could_run_again(kernel: LiveKernel, page: Page) -> None:
    kernel.ok("gen = x = None")
    plan = page.ask("plan", ref="base")["result"]
    (again,) = plan["recompute"]
    assert (again["name"], again["possible"], again["why"]) == ("gen", True, None)
    assert "gen = (i for i in [])" in again["source"]
    assert plan["notes"] == []
    answer = page.ask("restore", ref="base", recompute=["gen"])
    assert answer["ok"], answer
    report = answer["result"]
    assert (report["recomputed"], report["restored"]) == (["gen"], ["x"])
    assert kernel.value("list(gen), x") == "([], [1])"


def test_a_new_kernel_offers_what_the_one_before_it_had(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with LiveKernel(home, JPY_SESSION_NAME="a.ipynb") as kernel:
        kernel.ok("x = [1]; y = x; gen = (i for i in [])")
        kernel.settle()
        kernel.restart()
        page = Page(kernel)
        deadline = time.monotonic() + 60
        while (offer := page.ask("status")["result"]["recoverable"]) is None:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert (offer["variables"], offer["lost"]) == (2, 1)
        assert offer["title"] == "x, y, gen"
        assert offer["at"] <= time.time()
        plan = page.ask("plan", ref=offer["ref"], recovery=True)["result"]
        assert [one["name"] for one in plan["load"]] == ["x", "y"]
        report = page.ask("recover")["result"]
        assert report["restored"] == ["x", "y"]
        assert page.ask("status")["result"]["recoverable"] is None
        assert kernel.value("x, x is y") == "([1], True)"


def test_a_saving_that_lasts_is_told_while_it_does(kernel: LiveKernel, page: Page) -> None:
    kernel.ok("import numpy as np; big = np.random.default_rng(0).random(20_000_000)")
    deadline = time.monotonic() + 60
    while page.ask("status")["result"]["pending"]:
        assert time.monotonic() < deadline
    saving = [state["saving"] for state in page.states if state["saving"] is not None]
    assert page.ask("status")["result"]["saving"] is None
    assert all(one["variables"] >= 1 and one["bytes"] > 1 << 20 for one in saving)
