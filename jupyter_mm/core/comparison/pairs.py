"""One cell at both sides, whole, with nbdime's difference between them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.core import policy
from jupyter_mm.core.comparison.cell_diff import cell_difference
from jupyter_mm.core.comparison.compare import judge_of, states_of
from jupyter_mm.core.comparison.documents import bytes_of
from jupyter_mm.core.comparison.quiet import Likeness, Quiet, quiet_metadata
from jupyter_mm.core.outputs import cut_output
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.comparison import CellPair
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.core.comparison.documents import Cell, Document, Output
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.comparison import CellPairRequest

OUTPUT_BYTES = 1 << 20
IMAGE_BYTES = 8 << 20
IMAGE = b'"image/'
_KERNEL = ("kernelspec", "language_info")


@dataclass(frozen=True, slots=True)
class _Whole:
    """A cell with its outputs, and what was left out of them."""

    cell: dict[str, Any]
    cut: tuple[str, ...]


def compare_cell(core: Core, actor: Actor, request: CellPairRequest) -> CellPair:
    """Return a cell of both sides as notebooks of one cell. Unless it is asked for, noise is not in
    the difference; the notebooks have it.

    Raises InvalidError for a place where no cell is, what `compare` raises, CorruptError for an
    output that is damaged.
    """  # noqa: D205  # one sentence more than a line
    policy.require(actor, Scope.READ)
    states = states_of(core, request.request)
    judge = judge_of(core, request.request, *states)
    places = (request.before, request.after)
    before, after = (
        None if place is None else _whole(core.blobs, _cell(state.document, place))
        for state, place in zip(states, places, strict=True)
    )
    difference: list[dict[str, Any]] = []
    if before is not None and after is not None:
        quiet = after.cell
        if not request.request.with_noise:
            quiet = _without_noise(before.cell, after.cell, judge.quiet)
        difference = cell_difference(before.cell, quiet)
    return CellPair(
        before=None if before is None else _notebook(states[0].document, before.cell),
        after=None if after is None else _notebook(states[1].document, after.cell),
        difference=tuple(difference),
        cut=(
            *(f"Before: {text}" for text in (before.cut if before else ())),
            *(f"After: {text}" for text in (after.cut if after else ())),
        ),
    )


def _cell(document: Document, place: int) -> Cell:
    if not 0 <= place < len(document.cells):
        raise InvalidError(
            f"There is no cell {place}: the notebook has {len(document.cells)}.",
            hint="The notebook may have changed since; compare anew.",
        )
    return document.cells[place]


def _whole(blobs: BlobStore, cell: Cell) -> _Whole:
    made: dict[str, Any] = {
        "cell_type": cell.cell_type,
        "source": cell.source,
        "metadata": dict(cell.metadata),
    }
    if cell.id is not None:
        made["id"] = cell.id
    if cell.attachments is not None:
        made["attachments"] = json.loads(bytes_of(blobs, cell.attachments))
    cut: list[str] = []
    if cell.cell_type == "code":
        made["execution_count"] = cell.count
        made["outputs"] = []
        for number, part in enumerate(cell.outputs, 1):
            content = bytes_of(blobs, part)
            output: Output = json.loads(content)
            if len(content) > (IMAGE_BYTES if IMAGE in content[:200] else OUTPUT_BYTES):
                output = cut_output(output, content, OUTPUT_BYTES)
                cut.append(f"output {number} has {len(content) / 1e6:,.1f} MB and is cut.")
            made["outputs"].append(output)
    return _Whole(made, tuple(cut))


def _without_noise(before: dict[str, Any], after: dict[str, Any], quiet: Quiet) -> dict[str, Any]:
    """Return the later cell with what surely says nothing as it is in the earlier one.

    Times and ids that differ stay: they may be a result, and who opens a cell wants to see them.
    """
    made = {**after, "metadata": _quiet_metadata(before["metadata"], after["metadata"])}
    if "outputs" in before and "outputs" in after:
        made["execution_count"] = before["execution_count"]
        one, two = before["outputs"], after["outputs"]
        is_same = quiet.likeness(one, two) is Likeness.SAME
        made["outputs"] = one if is_same else _quiet_each(one, two, quiet)
    return made


def _quiet_metadata(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    one, two = quiet_metadata(before), quiet_metadata(after)
    noise = {key: value for key, value in before.items() if key not in one}
    return before if one == two else {**two, **noise}


def _quiet_each(before: list[Output], after: list[Output], quiet: Quiet) -> list[Output]:
    made = list(after)
    for place, (old, new) in enumerate(zip(before, after, strict=False)):
        if quiet.likeness([old], [new]) is Likeness.SAME:
            made[place] = old
        elif "execution_count" in old and "execution_count" in new:
            made[place] = {**new, "execution_count": old["execution_count"]}
    return made


def _notebook(document: Document, cell: dict[str, Any]) -> dict[str, Any]:
    metadata = {key: document.metadata[key] for key in _KERNEL if key in document.metadata}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [cell]}
