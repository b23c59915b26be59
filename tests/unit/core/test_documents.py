"""Documents, as pages told them or files held them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.events import DocumentSeen, Event
from jupyter_mm.core.history import (
    show_notebook,
)
from jupyter_mm.core.observe import (
    load_document,
    record_document,
    record_observation,
    store_document,
    store_outputs,
)
from jupyter_mm.domain.document import CellState
from jupyter_mm.errors import CorruptError, InvalidError
from jupyter_mm.testing.faulty import SpoiledStore
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.seeing import LINE, PLOT, code, seen, snapshot


def test_a_document_comes_back_with_its_outputs(core: Core) -> None:
    text = CellState(id="m", cell_type="markdown", source="# Über", metadata={"tags": ["t"]})
    digest = store_document(
        core, snapshot(text, code("a"), code("b")), {"a": [LINE, PLOT]}, counts={"a": 4}
    )
    found = load_document(core, digest)
    assert found["metadata"] == {"kernelspec": {"name": "python3"}}
    assert found["cells"][0] == {
        "id": "m", "cell_type": "markdown", "source": "# Über", "metadata": {"tags": ["t"]},
    }  # fmt: skip
    assert found["cells"][1]["outputs"] == [LINE, PLOT]
    assert [cell.get("execution_count") for cell in found["cells"]] == [None, 4, None]
    assert found["cells"][2]["outputs"] == []


def test_pictures_pasted_into_text_come_back(core: Core) -> None:
    pasted = {"image.png": {"image/png": "aGVsbG8="}}
    text = CellState(
        id="m", cell_type="markdown", source="![](attachment:image.png)", metadata={},
        attachments=pasted,
    )  # fmt: skip
    digest = store_document(core, snapshot(text, code("a")), {})
    found = load_document(core, digest)["cells"]
    assert found[0]["attachments"] == pasted
    assert "attachments" not in found[1]


def test_a_document_whose_output_is_damaged_is_not_returned(core: Core) -> None:
    digest = store_document(core, snapshot(code("a")), {"a": [LINE]})
    record_observation(core, ACTOR, seen(core, "run", document=digest))
    (name,) = (ref.digest for ref in store_outputs(core, [LINE], 1 << 20))
    hurt = replace(core, blobs=SpoiledStore(core.blobs, damaged=[name]))
    with pytest.raises(CorruptError, match=name):
        show_notebook(hurt, ACTOR, "run")


def test_a_document_of_a_newer_version_is_refused(core: Core) -> None:
    with pytest.raises(InvalidError, match="newer"):
        load_document(core, core.blobs.put(b'{"version":2}'))


def test_where_no_document_was_seen_the_cell_stands_in(core: Core) -> None:
    record_observation(core, ACTOR, seen(core, "run", LINE))
    found = show_notebook(core, ACTOR, "run")
    assert not found.complete
    assert found.path == "a.ipynb"
    assert [cell["source"] for cell in found.notebook["cells"]] == ["x = 1"]
    assert found.notebook["cells"][0]["outputs"] == [LINE]


def test_a_snapshot_is_handed_on_and_not_stored(core: Core, events: list[Event]) -> None:
    receipt = record_document(core, ACTOR, snapshot(path="./b/../a.ipynb".replace("../", "")))
    assert receipt.id == "run"
    assert events == [DocumentSeen(snapshot=snapshot(path="b/a.ipynb"))]
    for bad in (snapshot(path="../a.ipynb"), snapshot(executions=())):
        with pytest.raises(InvalidError):
            record_document(core, ACTOR, bad)
