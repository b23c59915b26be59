"""nbdime's difference of two cells, in the shape of one between notebooks of one cell."""

from __future__ import annotations

import sys
from collections import Counter
from difflib import SequenceMatcher
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.domain import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

Entry = dict[str, Any]

WHOLE_BYTES = 100_000
"""Larger outputs are replaced whole: to find their differing lines takes seconds."""
MANY_OUTPUTS = 30
"""Of more outputs each is replaced whole: nbdime looks into every pair of them."""
MANY_LINES = 60
"""Beyond that many new lines of code the difference is one of lines, not of what is in them."""


def prepare() -> None:
    """Load nbdime in the background: who sees a summary looks at a cell next."""
    if "nbdime" not in sys.modules:
        Thread(target=import_module, args=["nbdime.diffing.notebooks"], daemon=True).start()


def cell_difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Entry]:
    """Return what turns one cell into the other; the id stays. Empty for cells of two types."""
    import nbformat  # noqa: PLC0415  # only who looks at cells pays for it
    from nbdime.diffing.generic import diff  # noqa: PLC0415  # as above
    from nbdime.diffing.notebooks import notebook_config  # noqa: PLC0415  # as above

    if before["cell_type"] != after["cell_type"]:
        return []
    large: dict[str, Any] = {}
    is_many = max(len(cell.get("outputs", ())) for cell in (before, after)) > MANY_OUTPUTS
    cells = [_light(cell, large, 0 if is_many else WHOLE_BYTES) for cell in (before, after)]
    rewritten = _rewritten(before["source"], after["source"])
    if rewritten:
        cells[0]["source"] = cells[1]["source"]
    one, two = (nbformat.from_dict(cell) for cell in cells)  # type: ignore[no-untyped-call]
    found = rewritten + _plain(diff(one, two, path="/cells/*", config=notebook_config), large)
    found.sort(key=lambda entry: entry["key"])
    if not found:
        return []
    return [{"op": "patch", "key": "cells", "diff": [{"op": "patch", "key": 0, "diff": found}]}]


def _rewritten(before: str, after: str) -> list[Entry]:
    """Return the difference of two texts by lines, if many of them are new; else nothing."""
    old, new = (text.splitlines(keepends=True) for text in (before, after))
    if (Counter(new) - Counter(old)).total() <= MANY_LINES:
        return []
    made: list[Entry] = []
    for kind, start, end, other, other_end in SequenceMatcher(None, old, new).get_opcodes():
        if kind in {"insert", "replace"}:
            made.append({"op": "addrange", "key": start, "valuelist": new[other:other_end]})
        if kind in {"delete", "replace"}:
            made.append({"op": "removerange", "key": start, "length": end - start})
    return [{"op": "patch", "key": "source", "diff": made}]


def _light(cell: Mapping[str, Any], large: dict[str, Any], most_bytes: int) -> dict[str, Any]:
    """Return a cell without its id, with marks in the place of large outputs."""
    made = {key: value for key, value in cell.items() if key != "id"}
    if "outputs" in made:
        made["outputs"] = [_marked(output, large, most_bytes) for output in made["outputs"]]
    return made


def _marked(output: Entry, large: dict[str, Any], most_bytes: int) -> Entry:
    content = canonical.dumps(output)
    if len(content) <= most_bytes:
        return output
    mark = f"application/x-{digest_of(content)}"
    large[mark] = output
    return {"output_type": "display_data", "data": {mark: ""}, "metadata": {}}


def _plain(value: Any, large: Mapping[str, Any]) -> Any:
    """Return nbdime's entries as plain dictionaries, with the outputs that marks stand for."""
    if isinstance(value, dict):
        data = value.get("data")
        if isinstance(data, dict) and len(data) == 1 and (mark := next(iter(data))) in large:
            return large[mark]
        return {key: _plain(one, large) for key, one in value.items()}
    return [_plain(one, large) for one in value] if isinstance(value, list | tuple) else value
