"""Comparing states and asking why, in a real kernel without a server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jupyter_mm.kernel.talking.sheets import MIME_TYPE, WIDTH

if TYPE_CHECKING:
    from tests.kernels.live import Answer, LiveKernel


def fits(answer: Answer) -> bool:
    return all(len(line) <= WIDTH for line in answer.result.splitlines())


def test_why_follows_what_a_logged_name_came_from(kernel: LiveKernel) -> None:
    kernel.ok("rows = list(range(10))")
    kernel.ok("colour = 'red'")
    kernel.ok("depth = 8")
    kernel.ok("acc = depth * len(rows)")
    kernel.ok("%mm_log acc")
    kernel.ok("%mm_checkpoint -t first")
    kernel.ok("depth = 12")
    kernel.ok("colour = 'blue'")
    kernel.ok("acc = depth * len(rows)")
    kernel.ok("%mm_log acc")
    answer = kernel.ok("%mm_why acc first now")
    assert "acc 80 → 120 (+40)" in answer.result
    assert "parameter  depth 8 → 12" in answer.result
    causes = answer.outputs[-1]["data"][MIME_TYPE]["tables"][0]["rows"]
    kinds = {row["cells"][2].split(".")[0]: row["cells"][0] for row in causes}
    assert kinds["depth 8 → 12"] != "✖ ruled out"
    assert fits(answer)


def test_a_diff_names_what_differs_and_what_does_not(kernel: LiveKernel) -> None:
    kernel.ok("depth, rows = 8, [1, 2]\n%mm_log acc=0.5")
    kernel.ok("depth = 12\n%mm_log acc=0.75")
    answer = kernel.ok("%mm_diff now~1 now")
    assert "acc  0.5  0.75  +0.25" in answer.result
    assert "depth  8 → 12" in answer.result
    assert "−  depth" not in answer.result
    assert "+ depth = 12" in answer.result
    assert "rows" not in answer.result.split("Variables")[1]
    assert fits(answer)
    data = answer.outputs[-1]["data"][MIME_TYPE]
    assert data["actions"][0]["command"] == "jupyter-mm:compare"
    assert set(data["actions"][0]["args"]) == {"a", "b"}
    whole = kernel.ok("%mm_diff now~2 now~1 --vars --all").result
    assert "rows" in whole
    assert "acc  " not in whole
    assert kernel.run("%mm_diff a b c").stderr.startswith("UsageError: ")


def test_notes_tags_and_pins_are_given_afterwards(kernel: LiveKernel) -> None:
    kernel.ok("x = 1")
    assert "Noted on" in kernel.ok('%mm_note "looks too good"').result
    kernel.ok("y = 1")
    assert "has the tags baseline" in kernel.ok("%mm_tag now~2 baseline").result
    assert "is pinned" in kernel.ok("%mm pin baseline").result
    assert "has the tags no more" in kernel.ok("%mm_tag baseline baseline --remove").result
    assert kernel.run("%mm_note").stderr.startswith("UsageError: ")
    assert kernel.run("%mm_tag now").stderr.startswith("UsageError: ")


def test_what_is_given_back_shows_itself_on_any_page(kernel: LiveKernel) -> None:
    kernel.ok("x = '<img src=x>'")
    for line in ("%mm_history", "%mm_show now", "%mm_checkout now~1 --dry-run"):
        data = kernel.ok(line).outputs[-1]["data"]
        assert set(data) == {"text/plain", "text/html", MIME_TYPE}, line
        assert "<img" not in data["text/html"]
        assert json.loads(json.dumps(data[MIME_TYPE]))["actions"], line
    report = kernel.ok("%mm_checkout now~1 x").outputs[-1]["data"]
    assert report[MIME_TYPE]["actions"] == [{"command": "jupyter-mm:undo-restore", "args": {}}]
