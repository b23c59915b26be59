"""Comparisons as text for people; what begins with `+`, `-` or `@` may be coloured."""

from __future__ import annotations

from difflib import unified_diff
from itertools import islice
from typing import TYPE_CHECKING, Any

from jupyter_mm.api.text import moment, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.domain.comparison import (
        CellChange,
        CellPair,
        Comparison,
        MetricChange,
        Side,
        VariableChange,
        VariableDifferences,
    )
    from jupyter_mm.domain.why import Why

SIGNS = {
    "added": "+",
    "removed": "-",
    "changed": "~",
    "moved": "↕",
    "noise": "≈",
    "same": " ",
    "unknown": "?",
}
VERDICTS = {"proved": "✔", "plausible": "?", "ruled out": "✗"}
OUTPUT_LINES = 40


def summary(found: Comparison) -> list[str]:
    """Return both sides, the counts, and what is to be known of the comparison."""
    counts = [_counted(found.cells_changed, "cell"), _counted(found.variables_changed, "variable")]
    counts += [_counted(found.packages_changed, "package"), _counted(found.data_changed, "file")]
    sides = {
        "variables": found.variables_changed,
        "packages": found.packages_changed,
        "data": found.data_changed,
    }
    unknown = [f"{what} not known" for what, count in sides.items() if count is None]
    known = [one for one in counts if one] or ["nothing known" if unknown else "nothing"]
    told = ", ".join([*known, *unknown])
    timed = sum(one.parts == ("noise",) for one in found.cells)
    noise = [f"{timed} in times and ids only"] if timed else []
    noise += [f"{found.noise - timed} in counts and addresses only"] if found.noise > timed else []
    return [
        f"before  {_side(found.before)}",
        f"after   {_side(found.after)}",
        f"differ  {'; '.join([told, *noise])}",
        *(plain(f"note    {note}") for note in found.notes),
    ]


def metrics(found: Comparison, *, is_all: bool) -> list[str]:
    """Return one line for each logged name that differs, or for all of them."""
    changed = [one for one in found.metrics if is_all or not _is_same(one)]
    return [plain(_metric(one)) for one in changed]


def cell(change: CellChange, pair: CellPair | None) -> list[str]:
    """Return the heading of a cell and, where its body is at hand, what differs in lines."""
    place = change.before if change.after is None else change.after
    parts = f" ({', '.join(change.parts)})" if change.parts else ""
    sign = SIGNS.get(change.kind, "?")
    lines = [plain(f"{sign} cell {(place or 0) + 1}: {change.title}{parts}")]
    if pair is not None:
        old, new = (_only(side) for side in (pair.before, pair.after))
        lines += _lines(_source(old), _source(new))
        if {"outputs", "noise"} & {*change.parts}:
            lines += islice(_lines(_shown(old), _shown(new)), OUTPUT_LINES)
        lines += [plain(f"    {text}") for text in pair.cut]
    return lines


def variables(found: VariableDifferences, *, is_all: bool) -> list[str]:
    """Return the variables that differ, and below each what is known of it."""
    lines = []
    for one in found.changes:
        if is_all or one.kind != "same":
            lines.append(plain(f"{SIGNS.get(one.kind, '?')} {one.name}{_value(one)}"))
            lines += [plain(f"    {line}") for line in one.lines]
    return lines


def why(found: Why) -> list[str]:
    """Return how a metric changed, and its causes with their verdicts."""
    lines = [plain(_metric(found.metric)), f"came from {found.depends_on} executions"]
    for cause in found.causes:
        sign = VERDICTS.get(cause.verdict, "?")
        # What a parameter was says its name already.
        name = "" if cause.kind == "parameter" else f" {cause.name}:"
        lines.append(plain(f"{sign} {cause.verdict:<9} {cause.kind}{name} {cause.text}"))
        lines.append(plain(f"    {cause.reason}"))
    return [*lines, *(plain(f"note    {note}") for note in found.notes)]


def _counted(number: int | None, what: str) -> str:
    if not number:
        return ""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _side(side: Side) -> str:
    when = "" if side.at is None else f"{moment(side.at)}  "
    short = "" if side.checkpoint is None else f"{side.checkpoint.short}  "
    return plain(f"{short}{when}{side.title}")


def _metric(one: MetricChange) -> str:
    values = ["–" if side is None else _figure(side.value) for side in (one.before, one.after)]
    if values[0] == values[1] and one.before and one.after and not _is_same(one):
        values = [str(one.before.value), str(one.after.value)]  # they differ further on
    change = f" ({one.change:+.3g})" if one.change else ""
    return f"{one.name} {values[0]} → {values[1]}{change}"


def _figure(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _is_same(one: MetricChange) -> bool:
    return one.before is not None and one.after is not None and one.before.value == one.after.value


def _value(one: VariableChange) -> str:
    shown = one.after or one.before
    return f": {shown.type} {shown.summary}" if shown is not None and not one.lines else ""


def _only(side: dict[str, Any] | None) -> dict[str, Any]:
    return {} if side is None else side["cells"][0]


def _source(cell: dict[str, Any]) -> str:
    return str(cell.get("source", ""))


def _shown(cell: dict[str, Any]) -> str:
    """Return what a cell shows as text; of pictures only that they are there."""
    texts = []
    for output in cell.get("outputs", ()):
        data = output.get("data") or {}
        texts.append(str(output.get("text") or data.get("text/plain") or output.get("evalue", "")))
        texts += [f"[{kind}]" for kind in sorted(data) if kind.startswith("image/")]
    return "\n".join(text.rstrip("\n") for text in texts)


def _lines(before: str, after: str) -> Iterator[str]:
    """Yield a unified difference without its heading."""
    compared = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return (plain(line) for line in islice(compared, 2, None))
