"""How two states differ, and why a metric does: what the answers show."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.talking.data_verbs import near
from jupyter_mm.kernel.talking.sheets import Action, Line, Sheet, Shown, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINES = 200
"""Of one cell's difference."""
MARKS = {
    "added": "+",
    "removed": "−",
    "changed": "~",
    "moved": "↕",
    "noise": "≈",
    "same": "=",
    "unknown": "?",
}
TONES = {
    "added": "more",
    "removed": "less",
    **dict.fromkeys(("noise", "same", "unknown"), "quiet"),
}
_PARTS = {"variables_changed": "variables", "packages_changed": "packages", "data_changed": "data"}
VERDICTS = {"proved": "✔", "plausible": "?", "ruled out": "✖"}


class Diff(Shown):
    """How two checkpoints differ."""

    __slots__ = ("_everything", "_names", "_parts", "found")

    def __init__(
        self,
        found: dict[str, Any],
        names: tuple[str, str],
        parts: frozenset[str],
        *,
        everything: bool,
    ) -> None:
        """Show these answers of the store: the summary and one for each part."""
        self.found, self._names, self._parts, self._everything = found, names, parts, everything

    def sheet(self) -> Sheet:
        """Return the summary, and a table for each part that differs."""
        summary = self.found["summary"]
        before, after = (summary[side]["checkpoint"] for side in ("before", "after"))
        return Sheet(
            kind="diff",
            title=f"{self._names[0]} → {self._names[1]}: {summary_line(summary)}",
            tables=tuple(self._tables(summary)),
            notes=tuple(summary["notes"]),
            actions=(Action(command="jupyter-mm:compare", args={"a": before, "b": after}),),
        )

    def _tables(self, summary: dict[str, Any]) -> Iterator[Table]:
        if "code" in self._parts:
            yield from self._cells(summary)
        if "vars" in self._parts:
            yield from self._changes("Variables", self.found["vars"]["changes"], "name")
        if "data" in self._parts:
            changes = [{**one, "name": near(one["path"])} for one in self.found["data"]["changes"]]
            yield from self._changes("Data", changes, "name")
        if "env" in self._parts:
            yield from _environment(self.found["env"])
        if "metrics" in self._parts:
            yield from self._metrics(summary["metrics"])

    def _cells(self, summary: dict[str, Any]) -> Iterator[Table]:
        before, after = self.found["sources"]
        lines: list[Line] = []
        for cell in summary["cells"]:
            if cell["kind"] in {"same", "noise"} and not self._everything:
                continue
            mark, tone = MARKS[cell["kind"]], TONES.get(cell["kind"], "")
            parts = f" ({', '.join(cell['parts'])})" if cell["parts"] else ""
            lines.append(Line(cells=(mark, f"{cell['title']}{parts}"), tone=tone))
            if cell["kind"] == "changed" and "source" in cell["parts"]:
                old, new = (
                    _source(side, cell["cell"], cell[name])
                    for side, name in ((before, "before"), (after, "after"))
                )
                lines += _code_lines(old, new)
        if lines:
            yield Table(caption="Cells", header=("", "cell"), lines=tuple(lines))

    def _changes(
        self, caption: str, changes: Sequence[dict[str, Any]], name: str
    ) -> Iterator[Table]:
        lines = tuple(
            Line(
                cells=(MARKS[one["kind"]], one[name], "; ".join(one["lines"]) or one["kind"]),
                tone=TONES.get(one["kind"], ""),
            )
            for one in changes
            if self._everything or one["kind"] != "same"
        )
        if lines:
            yield Table(caption=caption, header=("", "name", "difference"), lines=lines)

    def _metrics(self, metrics: Sequence[dict[str, Any]]) -> Iterator[Table]:
        lines = tuple(
            Line(cells=(one["name"], *_values(one), _change(one)))
            for one in metrics
            if self._everything or _differs(one)
        )
        if lines:
            header = ("metric", "before", "after", "change")
            yield Table(caption="Metrics", header=header, lines=lines)


class Reason(Shown):
    """What can have changed a metric."""

    __slots__ = ("found",)

    def __init__(self, found: dict[str, Any]) -> None:
        """Show this answer of the store."""
        self.found = found

    def sheet(self) -> Sheet:
        """Return the causes, the most likely first, with their evidence."""
        found = self.found
        lines = tuple(
            Line(
                cells=(
                    f"{VERDICTS[one['verdict']]} {one['verdict']}",
                    one["kind"],
                    f"{_cause_name(one)}{one['text']}. {one['reason']}",
                ),
                ref=one["execution"],
                tone={"proved": "good", "ruled out": "quiet"}.get(one["verdict"], ""),
            )
            for one in found["causes"]
        )
        metric, sides = found["metric"], (found["before"], found["after"])
        first, second = (side["checkpoint"] for side in sides)
        values = " → ".join(_values(metric))
        change = f" ({_change(metric)})" if _change(metric) else ""
        titles = " → ".join(f"“{side['message'] or side['title']}”" for side in sides)
        said = f"came from {found['depends_on']} executions"
        header = ("verdict", "kind", "what differs")
        return Sheet(
            kind="why",
            title=f"{metric['name']} {values}{change}, {titles}; it {said}",
            tables=(Table(caption="", header=header, lines=lines),) if lines else (),
            notes=(*(() if lines else ("Nothing that it came from differs.",)), *found["notes"]),
            actions=(Action(command="jupyter-mm:compare", args={"a": first, "b": second}),),
        )


def summary_line(summary: dict[str, Any]) -> str:
    """Return the counts of a comparison in one line, and what is not known of it."""
    counts = [
        _counted(summary["cells_changed"], "cell", "changed"),
        _counted(summary["variables_changed"], "variable"),
        _counted(summary["packages_changed"], "package"),
        _counted(summary["data_changed"], "data path"),
    ]
    differing = [one for one in summary["metrics"] if _differs(one)]
    metrics = [f"{one['name']} {' → '.join(_values(one))}" for one in differing[:3]]
    known = [*(text for text in counts if text), *metrics] or ["nothing known differs"]
    unknown = [f"{what} not known" for field, what in _PARTS.items() if summary[field] is None]
    if not unknown and known == ["nothing known differs"]:
        known = ["nothing differs"]
    timed = sum(cell["parts"] == ["noise"] for cell in summary["cells"])
    noise = [f"{_counted(timed, 'cell')} in times and ids only"] if timed else []
    return " · ".join([*known, *noise, *unknown])


def _counted(count: int | None, what: str, verb: str = "") -> str:
    if not count:
        return ""
    return f"{count} {what}{'s' if count > 1 else ''} {verb}".rstrip()


def _source(cells: Sequence[tuple[str | None, str]], id_: str | None, index: int) -> str:
    """Return a cell's source by its id: the index counts only cells that both sides know."""
    return next(
        (source for one, source in cells if id_ is not None and one == id_), cells[index][1]
    )


def _code_lines(before: str, after: str) -> Iterator[Line]:
    """Yield the lines of a cell that differ, with one line around them."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm="")
    lines = [line for line in found if not line.startswith(("---", "+++"))]
    for line in lines[1:LINES]:  # the first says where the difference begins: at its place
        mark, text = line[:1], line[1:]
        tone = {"+": "more", "-": "less"}.get(mark, "quiet")
        shown = {"-": "−", "@": "…"}.get(mark, mark)
        yield Line(cells=("", "  " + (shown if mark == "@" else f"{shown} {text}")), tone=tone)


def _environment(found: dict[str, Any]) -> Iterator[Table]:
    rows = [
        (MARKS[one["kind"]], one["name"], _arrow(one), "direct" if one["is_direct"] else "")
        for one in found["packages"]
    ]
    rows += [("~", one["name"], _arrow(one), "") for one in found["facts"]]
    if rows:
        lines = tuple(Line(cells=row, tone="" if row[3] else "quiet") for row in rows)
        header = ("", "package", "difference", "asked for")
        yield Table(caption="Environment", header=header, lines=lines)


def _arrow(change: dict[str, Any]) -> str:
    return f"{change['before'] or 'not there'} → {change['after'] or 'not there'}"


def _value(metric: dict[str, Any] | None) -> str:
    if metric is None:
        return "–"
    value = metric["value"]
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _values(metric: dict[str, Any]) -> tuple[str, str]:
    """Return both values of a metric, with so many digits that those that differ look different."""
    before, after = metric["before"], metric["after"]
    short = _value(before), _value(after)
    if short[0] != short[1] or not _differs(metric):
        return short
    return str(before["value"]), str(after["value"])


def _differs(metric: dict[str, Any]) -> bool:
    """Tell whether the values differ, not only what is shown of them; NaN is as NaN."""
    before, after = metric["before"], metric["after"]
    if before is None or after is None:
        return before is not after
    return repr(before["value"]) != repr(after["value"])


def _change(metric: dict[str, Any]) -> str:
    return "" if metric["change"] is None else f"{metric['change']:+.4g}"


def _cause_name(cause: dict[str, Any]) -> str:
    """Return what stands before how it differs: a parameter says its name there."""
    if cause["kind"] == "parameter":
        return ""
    return f"{near(cause['name']) if cause['kind'] == 'data' else cause['name']}: "
