"""Two runs of unchanged code are the same; what was changed is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.core.comparison.quiet import Likeness, Quiet, quiet_metadata
from jupyter_mm.core.context import Core
from jupyter_mm.core.noise import Setting
from tests.unit.core.comparing import Book, Output, kinds, result, stream

RAN = Setting(started_at=1_700_000_000.0, ended_at=1_700_000_060.0)


def error(value: str, *traceback: str) -> Output:
    return {
        "output_type": "error", "ename": "ValueError", "evalue": value, "traceback": [*traceback],
    }  # fmt: skip


def display(**data: Any) -> Output:
    kinds = {kind.replace("_", "/", 1).replace("__", "."): one for kind, one in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {}}


def widget(model: str) -> Output:
    data = {"application/vnd.jupyter.widget-view+json": {"version_major": 2, "model_id": model}}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def plotly(uid: str, last: float) -> Output:
    figure = {"data": [{"type": "bar", "uid": uid, "y": [1.5, last]}], "layout": {}}
    return {
        "output_type": "display_data", "data": {"application/vnd.plotly.v1+json": figure},
        "metadata": {},
    }  # fmt: skip


def table_of(name: str) -> Output:
    figure = {"data": [{"type": "table", "id": name}]}
    return {
        "output_type": "display_data", "data": {"application/vnd.plotly.v1+json": figure},
        "metadata": {},
    }  # fmt: skip


SAME: list[tuple[str, list[Output], list[Output]]] = [
    ("counts", [result("2", 1)], [result("2", 9)]),
    ("addresses", [result("<Forest at 0x7f0011223344>")], [result("<Forest at 0x7f9988776655>")]),
    ("streams in pieces", [stream("a\n"), stream("b\n")], [stream("a\nb\n")]),
    (
        "tracebacks",
        [error("bad", "\x1b[0;32mCell In[3], line 1\x1b[0m\n", "bad")],
        [error("bad", "\x1b[0;32mCell In[14], line 1\x1b[0m\n", "bad")],
    ),
    ("widgets", [widget("0a1b")], [widget("ffee")]),
    ("long lines", [stream("x" * 9000 + " at 0x7f0011223344 " + "y" * 9000)],
     [stream("x" * 9000 + " at 0x7f0011223355 " + "y" * 9000)]),
]  # fmt: skip

NOISE: list[tuple[str, list[Output], list[Output]]] = [
    ("durations", [stream("Wall time: 1.21 s\nok\n")], [stream("Wall time: 987 ms\nok\n")]),
    ("ids of drawings", [plotly("a1", 2.0)], [plotly("b2", 2.0)]),
    (
        "ids in markup",
        [display(text_html='<div id="T_12ab">x</div><style>#T_12ab {color: red}</style>')],
        [display(text_html='<div id="T_99ff">x</div><style>#T_99ff {color: red}</style>')],
    ),
    (
        "times of day of either run",
        [stream("started 2023-11-14 22:13:21\n")],
        [stream("started 2023-11-14 22:13:59\n")],
    ),
    (
        "a result that reads like a duration",
        [stream("mean survival duration 12 s\n")],
        [stream("mean survival duration 99 s\n")],
    ),
    (
        "an id that is a value too",
        [display(text_html='<progress id="70" value="70">')],
        [display(text_html='<progress id="80" value="80">')],
    ),
]

DIFFERENT: list[tuple[str, list[Output], list[Output]]] = [
    ("a value", [result("0.919")], [result("0.931")]),
    ("a line more", [stream("a\n")], [stream("a\nb\n")]),
    ("an output more", [result("1")], [result("1"), result("1")]),
    ("another stream", [stream("a\n")], [{**stream("a\n"), "name": "stderr"}]),
    ("another error", [error("bad")], [error("worse")]),
    ("another picture", [display(image_png="AAAA")], [display(image_png="AAAB")]),
    ("another form", [display(image_png="AAAA")], [display(image_jpeg="AAAA")]),
    ("a bar of a drawing", [plotly("a1", 2.0)], [plotly("a1", 3.0)]),
    ("ids in a drawing's data", [table_of("acc")], [table_of("loss")]),
    ("long lines of paths", [stream("/a" * 600 + "1\n")], [stream("x/a" * 600 + "1\n")]),
    ("ends of long lines", [stream("a/" * 600 + "1/\n")], [stream("a/" * 600 + "2\n")]),
    ("text in markup", [display(text_html="<b>1</b>")], [display(text_html="<b>2</b>")]),
    ("the middle of a long line", [stream("x" * 9000 + "1" + "x" * 9000)],
     [stream("x" * 9000 + "2" + "x" * 9000)]),
    ("the end of a long line", [stream("x" * 9000)], [stream("x" * 9001)]),
]  # fmt: skip


def likeness(one: list[Output], two: list[Output]) -> Likeness:
    return Quiet((RAN, RAN)).likeness(one, two)


EVERY = [
    *((Likeness.SAME, one) for one in SAME),
    *((Likeness.NOISE, one) for one in NOISE),
    *((Likeness.OTHER, one) for one in DIFFERENT),
]


@pytest.mark.parametrize(
    ("told", "one", "two"),
    [(told, *pair[1:]) for told, pair in EVERY],
    ids=[pair[0] for _, pair in EVERY],
)
def test_what_says_nothing_what_may_say_something_and_what_does(
    told: Likeness, one: list[Output], two: list[Output]
) -> None:
    assert one != two
    assert likeness(one, one) is Likeness.SAME
    assert likeness(one, two) is told
    assert likeness(two, one) is told


def test_beyond_a_bound_nothing_is_looked_through() -> None:
    judged = Quiet((RAN, RAN), left=10)
    assert judged.likeness(*SAME[1][1:]) is Likeness.OTHER
    assert judged.left < 0


def test_metadata_of_runs_and_folds_is_noise() -> None:
    noisy = {
        "collapsed": True, "scrolled": False, "ExecuteTime": {"start_time": "x"}, "tags": ["t"],
        "execution": {"iopub.execute_input": "2026"}, "jupyter": {"outputs_hidden": True},
    }  # fmt: skip
    assert quiet_metadata(noisy) == {"tags": ["t"]}
    assert quiet_metadata({"jupyter": {"source_hidden": True, "name": "x"}}) == {
        "jupyter": {"name": "x"}
    }


def test_a_notebook_that_was_run_again_has_no_changed_cell(core: Core, tmp_path: Path) -> None:
    book, again = Book(core, tmp_path), [*SAME[:-1], *NOISE[:-3]]
    first, second = (
        [(f"c{n}", name, pair[side]) for n, (name, *pair) in enumerate(again)] for side in (0, 1)
    )
    one = book.ran(first, metadata={"scrolled": True, "execution": {"shell": "1"}})
    two = book.ran(second, metadata={"collapsed": False, "execution": {"shell": "2"}})
    found = book.compare(one, two)
    assert (found.cells_changed, found.noise) == (0, len(first))
    assert kinds(found) == [*["same"] * (len(SAME) - 1), *["noise"] * (len(NOISE) - 3)]
    loud = book.compare(one, two, with_noise=True)
    assert (loud.cells_changed, loud.noise) == (len(first), 0)


def test_a_result_that_only_looks_like_noise_is_not_called_the_same(
    core: Core, tmp_path: Path
) -> None:
    book = Book(core, tmp_path)
    _, *sides = NOISE[-2]
    one, two = (
        book.ran([("a", "survival()", shown), ("b", f"depth = {number}", shown)])
        for number, shown in enumerate(sides)
    )
    found = book.compare(one, two)
    assert [(cell.kind, cell.parts) for cell in found.cells] == [
        ("noise", ("noise",)),
        ("changed", ("source", "noise")),
    ]
    for place in (0, 1):
        pair = book.compare_cell(one, two, place)
        assert "'99'" in str(pair.difference)
