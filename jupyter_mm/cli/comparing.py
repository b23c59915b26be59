"""`jupyter mm diff` and `jupyter mm why`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.api import text_comparison as text
from jupyter_mm.api.text_data import difference as data_lines
from jupyter_mm.api.text_environment import environment_difference as environment_lines
from jupyter_mm.cli.printing import difference_line, scope, write

if TYPE_CHECKING:
    from argparse import Namespace

    from jupyter_mm.api.transport import LocalTransport
    from jupyter_mm.domain.comparison import CellChange, CellPair, Comparison

PARTS = ("code", "vars", "data", "env", "metrics")
BODIES = 200
"""Cells that are shown in lines; of more only the headings."""


def diff(options: Namespace, store: LocalTransport) -> int:
    """Print how two states differ: all of it, or the parts that were asked for."""
    parts = [part for part in PARTS if getattr(options, part)] or list(PARTS)
    request = {"before": options.before, "after": options.after, **scope(options)}
    found: Comparison = store.call("compare", body=request)
    answer: dict[str, Any] = {"comparison": found}
    lines = [] if options.quiet else text.summary(found)
    if "code" in parts:
        answer["cells"] = [_pair(store, request, one) for one in _shown(found)]
        lines += _cells(found, answer["cells"], is_all=options.all)
    if found.before.checkpoint is not None and found.after.checkpoint is not None:
        asked = {"before": found.before.checkpoint, "after": found.after.checkpoint}
        if "vars" in parts:
            answer["variables"] = store.call("compare_variables", asked)
            lines += text.variables(answer["variables"], is_all=options.all)
        if "data" in parts:
            answer["data"] = store.call("compare_data", asked)
            lines += data_lines(answer["data"], quiet=True)
        if "env" in parts:
            answer["environment"] = store.call("compare_environments", asked)
            lines += environment_lines(answer["environment"], quiet=True)
    if "metrics" in parts:
        lines += text.metrics(found, is_all=options.all)
    return write(options, answer, lines, colour=difference_line)


def why(options: Namespace, store: LocalTransport) -> int:
    """Print what can have changed a metric."""
    asked = {
        "metric": options.metric,
        "before": options.before,
        "after": options.after,
        **scope(options),
    }
    found = store.call("why", asked)
    return write(options, found, text.why(found))


def _shown(found: Comparison) -> list[CellChange]:
    """Return the cells whose bodies are told."""
    return [one for one in found.cells if one.kind not in {"same", "noise", "moved"}][:BODIES]


def _pair(store: LocalTransport, request: dict[str, Any], change: CellChange) -> CellPair:
    body = {"request": request, "before": change.before, "after": change.after}
    pair: CellPair = store.call("compare_cell", body=body)
    return pair


def _cells(found: Comparison, pairs: list[CellPair], *, is_all: bool) -> list[str]:
    bodies = {(one.before, one.after): pair for one, pair in zip(_shown(found), pairs, strict=True)}
    return [
        line
        for one in found.cells
        if is_all or one.kind not in {"same", "noise"}
        for line in text.cell(one, bodies.get((one.before, one.after)))
    ]
