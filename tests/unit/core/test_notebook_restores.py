"""Notebooks that were put back, and the documents before them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.notebook_restores import (
    list_notebook_restores,
    record_notebook_restore,
    show_notebook_restore,
)
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.notebook_restore import NotebookRestore
from jupyter_mm.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from jupyter_mm.testing.faulty import SpoiledStore
from jupyter_mm.testing.stores import ACTOR

LINE = {"output_type": "stream", "name": "stdout", "text": "hello\n"}
RESULT = {
    "output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {},
    "execution_count": 7,
}  # fmt: skip


def code(id_: str, source: str, *outputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    cell = {"id": id_, "cell_type": "code", "source": source, "metadata": {"collapsed": True}}
    return {**cell, "execution_count": None, "outputs": list(outputs), **more}


DOCUMENT: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3"}, "ünknown": [1, 2.5, None]},
    "cells": [
        code("a", "x = 1", LINE, RESULT),
        code("a", "the same id\r\nagain", RESULT, LINE, surprise={"kept": True}),
        {"cell_type": "raw", "source": ["two\n", "lines"], "metadata": {}},
        {
            "id": "m", "cell_type": "markdown", "source": "![](attachment:a.png)", "metadata": {},
            "attachments": {"a.png": {"image/png": "aGVsbG8="}},
        },
    ],
}  # fmt: skip


def restore(id_: str = "a" * 32, **changes: Any) -> NotebookRestore:
    given = NotebookRestore(
        id=id_, notebook="a/b.ipynb", target="e1", cell=None, restored_at=100.0, before=DOCUMENT
    )
    return replace(given, **changes)


def test_the_document_before_comes_back_to_the_letter(core: Core) -> None:
    before = json.loads(json.dumps(DOCUMENT))
    given = restore(before=before)
    record_notebook_restore(core, ACTOR, given)
    assert before == DOCUMENT
    assert show_notebook_restore(core, ACTOR, given.id) == restore()


def test_lists_are_newest_first_short_and_without_documents(core: Core) -> None:
    for number in range(25):
        one = restore(f"{number:032x}", restored_at=float(number), cell=f"c{number}")
        record_notebook_restore(core, ACTOR, one)
    record_notebook_restore(core, ACTOR, restore(notebook="other.ipynb"))
    items = list_notebook_restores(core, ACTOR, notebook="a/b.ipynb").items
    assert [one.cell for one in items] == [f"c{number}" for number in range(24, 4, -1)]
    assert {one.before for one in items} == {None}
    assert list_notebook_restores(core, ACTOR, notebook="never.ipynb").items == ()


def test_the_latest_word_says_whether_it_is_undone(core: Core) -> None:
    first = record_notebook_restore(core, ACTOR, restore())
    for undone_at in (120.0, None, 140.0):
        again = restore(undone_at=undone_at, before=None, target="another")
        assert record_notebook_restore(core, ACTOR, again) == first
        (item,) = list_notebook_restores(core, ACTOR, notebook="a/b.ipynb").items
        assert (item.undone_at, item.target) == (undone_at, "e1")
    assert show_notebook_restore(core, ACTOR, "a" * 32).before == DOCUMENT


def test_a_record_holds_what_the_last_turn_replaced(core: Core) -> None:
    record_notebook_restore(core, ACTOR, restore(kernel_restore="k1"))
    for undone_at, text, step in ((120.0, "x = 2", "k2"), (None, "x = 3", "k3")):
        shown = {**DOCUMENT, "cells": [code("a", text)]}
        again = restore(undone_at=undone_at, before=shown, kernel_restore=step)
        record_notebook_restore(core, ACTOR, again)
        assert show_notebook_restore(core, ACTOR, "a" * 32) == again


def test_of_two_turns_at_once_the_second_is_refused(core: Core) -> None:
    def turn(text: str, turned_from: float, undone_at: float | None) -> None:
        shown = {**DOCUMENT, "cells": [code("a", text)]}
        again = restore(before=shown, turned_from=turned_from, undone_at=undone_at)
        record_notebook_restore(core, ACTOR, again)

    record_notebook_restore(core, ACTOR, restore())
    turn("an hour of work", 0.0, 120.0)
    with pytest.raises(ConflictError, match="meanwhile"):
        turn("what the first one put back", 0.0, 120.5)
    turn("an hour of work, and a word", 120.0, 120.0)
    held = show_notebook_restore(core, ACTOR, "a" * 32)
    assert held.before is not None
    assert held.before["cells"][0]["source"] == "an hour of work, and a word"
    assert (held.undone_at, held.turned_from) == (120.0, None)
    turn("what was there", 120.0, None)
    with pytest.raises(ConflictError, match="meanwhile"):
        turn("what the first one did again", 120.0, None)


def test_verify_reads_the_documents_before(core: Core) -> None:
    record_notebook_restore(core, ACTOR, restore())
    report = verify_store(core, ACTOR)
    # The document, two different outputs and the attachments.
    assert (report.blobs, report.damage, report.orphans) == (4, (), 0)
    for digest in core.blobs.digests():
        hurt = replace(core, blobs=SpoiledStore(core.blobs, damaged=[Digest(digest)]))
        assert ("blob_corrupt", digest) in {
            (one.kind, one.name) for one in verify_store(hurt, ACTOR).damage
        }


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "short"},
        {"before": None},
        {"before": {}},
        {"before": {**DOCUMENT, "nbformat": 3}},
        {"before": {**DOCUMENT, "cells": {}}},
        {"before": {**DOCUMENT, "cells": ["text"]}},
        {"before": {**DOCUMENT, "cells": [{"cell_type": "code", "outputs": 1}]}},
        {"before": {**DOCUMENT, "version": 9}},
        {"before": {**DOCUMENT, "metadata": {"text": "\ud800"}}},
        {"notebook": "../b.ipynb"},
        {"target": " "},
        {"cell": ""},
        {"restored_at": float("nan")},
        {"undone_at": -1.0},
        {"turned_from": -1.0},
        {"kernel_restore": "\u202e"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(core: Core, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        record_notebook_restore(core, ACTOR, restore(**changes))
    assert list_notebook_restores(core, ACTOR, notebook="a/b.ipynb").items == ()


def test_what_is_not_there_and_what_is_not_allowed(core: Core) -> None:
    with pytest.raises(NotFoundError):
        show_notebook_restore(core, ACTOR, "b" * 32)
    reader = Actor("reader", frozenset({Scope.READ}))
    with pytest.raises(DeniedError):
        record_notebook_restore(core, reader, restore())
