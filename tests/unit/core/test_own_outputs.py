"""Only what a kernel made here may inherit trust: files say what they like."""

from __future__ import annotations

from dataclasses import replace

from jupyter_mm.core.context import Core
from jupyter_mm.core.history import show_notebook
from jupyter_mm.core.observe import record_observation, store_document
from jupyter_mm.domain.document import CellState
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.seeing import LINE, PLOT, code, seen, snapshot

EVIL = {
    "output_type": "display_data", "data": {"text/html": "<script>steal()</script>"},
    "metadata": {},
}  # fmt: skip


def test_outputs_that_no_execution_of_the_cell_showed_are_not_its_own(core: Core) -> None:
    text = CellState(id="m", cell_type="markdown", source="# Words", metadata={})
    document = store_document(
        core,
        snapshot(text, code("a"), code("b"), code("c"), code("d"), code("e")),
        {"a": [LINE, PLOT], "b": [EVIL], "d": [LINE], "e": [LINE, EVIL]},
    )
    record_observation(core, ACTOR, seen(core, "run", LINE, PLOT, cell="a", document=document))
    record_observation(core, ACTOR, seen(core, "later", PLOT, cell="b"))
    record_observation(core, ACTOR, seen(core, "more", LINE, EVIL, PLOT, cell="e"))
    assert show_notebook(core, ACTOR, "run").own == ("a", "c")


def test_an_execution_in_another_notebook_does_not_count(core: Core) -> None:
    document = store_document(core, snapshot(code("a"), code("b")), {"a": [LINE], "b": [EVIL]})
    record_observation(core, ACTOR, seen(core, "run", LINE, cell="a", document=document))
    elsewhere = seen(core, "other", EVIL, cell="b", path="evil.ipynb")
    record_observation(core, ACTOR, elsewhere)
    assert show_notebook(core, ACTOR, "run").own == ("a",)
    record_observation(core, ACTOR, replace(elsewhere, execution="here", path="a.ipynb"))
    assert show_notebook(core, ACTOR, "run").own == ("a", "b")


def test_a_cell_that_stands_in_for_its_document_is_its_own(core: Core) -> None:
    record_observation(core, ACTOR, seen(core, "run", LINE, cell="a"))
    assert show_notebook(core, ACTOR, "run").own == ("a",)
