"""`jupyter mm diff` and `why`: what people read, what scripts read."""

import json
import sys
from pathlib import Path

import pytest

from jupyter_mm.core import Core
from jupyter_mm.core.comparison.sides import SAVED_ONLY
from tests.cli.calling import call
from tests.unit.core.comparing import Book, result, stream


@pytest.fixture
def book(core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.chdir(tmp_path)
    made = Book(core, tmp_path)
    load = ("load", "df = load()", [stream("800 rows\n")])
    made.ran(
        [load, ("fit", "clf = fit(\n    depth=8,\n)", [result("0.919")])],
        variables={"depth": 8, "x": 1}, metrics={"acc": 0.919, "n": 800.0},
    )  # fmt: skip
    made.ran(
        [load, ("fit", "clf = fit(\n    depth=12,\n)", [result("0.931", 2)])],
        variables={"depth": 12, "x": 1}, metrics={"acc": 0.931, "n": 800.0},
    )  # fmt: skip
    return made


def test_all_that_differs_from_the_checkpoint_before(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(capsys, "diff", "run-1", "run-2")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    told = "1 cell, 1 variable, packages not known; 1 in counts and addresses only"
    assert lines[2] == f"differ  {told}"
    assert lines[3:12] == [
        "~ cell 2: clf = fit( (source, outputs)",
        "@@ -1,3 +1,3 @@", " clf = fit(", "-    depth=8,", "+    depth=12,", " )",
        "@@ -1 +1 @@", "-0.919", "+0.931",
    ]  # fmt: skip
    assert [line for line in lines if line.startswith("~ depth")]
    assert lines[-1] == "acc 0.919 → 0.931 (+0.012)"
    assert "x" not in {line[2:3] for line in lines[12:-1]}
    assert call(capsys, "diff")[1].splitlines()[3:] == [
        "note    Now stands for the latest recorded state: the notebook's file was not found.",
        *lines[3:],
    ]
    assert book.runs == 2


def test_parts_and_what_is_the_same(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(capsys, "diff", "run-1", "run-2", "--metrics", "--all", "-q")
    assert out == "acc 0.919 → 0.931 (+0.012)\nn 800 → 800\n"
    _, out, _ = call(capsys, "diff", "run-1", "run-2", "--code", "--all", "-q")
    assert out.startswith("  cell 1: df = load()\n~ cell 2")
    assert call(capsys, "diff", "run-1", "run-2", "--env", "--data", "-q") == (0, "", "")
    assert book.runs == 2


def test_the_saved_notebook(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book.save([("load", "df = load()", [stream("800 rows\n")])])
    _, out, _ = call(capsys, "diff", "run-2", "file", "--notebook", "a.ipynb", "-q", "--code")
    assert out == "- cell 2: clf = fit(\n@@ -1,3 +0,0 @@\n-clf = fit(\n-    depth=12,\n-)\n"
    _, out, _ = call(capsys, "diff", "run-2", "now", "--notebook", "a.ipynb")
    assert f"note    {SAVED_ONLY}" in out
    book.write(b"{")
    code, _, err = call(capsys, "diff", "run-2", "file", "--notebook", "a.ipynb")
    assert (code, "is no notebook" in err) == (2, True)
    code, _, err = call(capsys, "diff", "run-2", "file", "--notebook", "b.ipynb")
    assert (code, "There is no file b.ipynb" in err) == (3, True)
    Path("c.ipynb").symlink_to("c.ipynb")
    code, _, err = call(capsys, "diff", "run-2", "file", "--notebook", "c.ipynb")
    assert (code, "c.ipynb cannot be read: Too many levels" in err) == (2, True)


def test_scripts_get_json(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(call(capsys, "diff", "run-1", "run-2", "--json")[1])
    assert set(found) == {"comparison", "cells", "variables", "data", "environment"}
    assert found["comparison"]["cells_changed"] == len(found["cells"]) == 1
    assert found["cells"][0]["difference"][0]["key"] == "cells"
    assert book.runs == 2


def test_colour_is_for_terminals(
    book: Book, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    _, out, _ = call(capsys, "diff", "run-1", "run-2", "--code")
    assert "\x1b[32m+    depth=12,\x1b[0m\n" in out
    assert "\x1b[31m-    depth=8,\x1b[0m\n" in out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in call(capsys, "diff", "run-1", "run-2", "--code")[1]
    assert book.runs == 2


def test_why_a_metric_changed(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "why", "acc", "run-1", "run-2")
    assert (code, err) == (0, "")
    assert out.startswith("acc 0.919 → 0.931 (+0.012)\n")
    assert "depth" in out
    code, _, err = call(capsys, "why", "never", "run-1", "run-2")
    assert (code, bool(err)) == (3, True)
    assert book.runs == 2
