"""Outputs and metadata without what says nothing: two runs of unchanged code shall be the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from jupyter_mm.core.noise import Setting, cleaned, masked, numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Output = dict[str, Any]

MARKUP = frozenset({"image/svg+xml", "text/html"})
WIDGET = "widget"
_DRAWN = frozenset({"id", "root_ids", "docid", "roots"})
MADE_UP = {
    "plotly": frozenset({"uid"}),
    "bokeh": _DRAWN,
    "holoviews": _DRAWN,
    WIDGET: frozenset({"model_id"}),
}
"""What drawing libraries and widgets make up anew for each output, in their JSON."""
LOOKED_AT = 1_000_000
"""Characters in which noise is looked for, in one comparison; what is beyond counts as changed."""
MARGIN = 200
_METADATA = frozenset({
    *("collapsed", "scrolled", "trusted", "ExecuteTime", "execution", "executionInfo"),
    *("execution_time", "outputId", "papermill", "vscode", "heading_collapsed"),
})  # fmt: skip
"""Of cells: when they ran and how they are folded, as front ends and runners note it."""
_FOLDED = frozenset({"source_hidden", "outputs_hidden"})
_COUNTED = re.compile(r"\b(In|Out) ?\[\d+\]|<ipython-input-\d+-[0-9a-f]+>")


def quiet_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata of a cell without times and without what is folded."""
    kept = {key: value for key, value in metadata.items() if key not in _METADATA}
    folds = kept.get("jupyter")
    if isinstance(folds, dict):
        kept["jupyter"] = {key: value for key, value in folds.items() if key not in _FOLDED}
        if not kept["jupyter"]:
            del kept["jupyter"]
    return kept


class Likeness(IntEnum):
    """How alike two outputs are; of several parts the greatest counts."""

    SAME = 0
    """They say the same: what differs is a count, an address, the clock of a bar."""
    NOISE = 1
    """They differ in times, durations or ids: most likely of the run, perhaps a result."""
    OTHER = 2


@dataclass(slots=True)
class Quiet:
    """Tells whether two runs showed the same, and whether they differ in more than times and ids.

    Only lines that differ are looked at, and only so many characters of them in all.
    """

    settings: tuple[Setting, Setting]
    """When either side ran, to know the times of day that it printed."""
    left: int = LOOKED_AT

    def likeness(self, before: Sequence[Output], after: Sequence[Output]) -> Likeness:
        """Return how alike outputs are."""
        one, two = joined_streams(before), joined_streams(after)
        if len(one) != len(two):
            return Likeness.OTHER
        return _worst(map(self._outputs, one, two))

    def _outputs(self, one: Output, two: Output) -> Likeness:
        if one.keys() != two.keys():
            return Likeness.OTHER
        return _worst(self._parts(key, one[key], two[key]) for key in one if one[key] != two[key])

    def _parts(self, key: str, one: Any, two: Any) -> Likeness:
        if key == "data" and isinstance(one, dict) and isinstance(two, dict):
            if one.keys() != two.keys():
                return Likeness.OTHER
            differing = (kind for kind in one if one[kind] != two[kind])
            return _worst(self._data(kind, one[kind], two[kind]) for kind in differing)
        if key == "traceback" and isinstance(one, list) and isinstance(two, list):
            lines = ("\n".join(map(str, part)) for part in (one, two))
            return self._texts(*(_COUNTED.sub(r"\1", text) for text in lines))
        return self._texts(str(one), str(two)) if key in {"text", "evalue"} else Likeness.OTHER

    def _data(self, kind: str, one: Any, two: Any) -> Likeness:
        if isinstance(one, str) and isinstance(two, str):
            if kind in MARKUP:
                self.left -= len(one) + len(two)
                if self.left < 0:
                    return Likeness.OTHER
                return max(Likeness.NOISE, self._texts(numbered(one), numbered(two)))
            if kind.startswith("text/"):
                return self._texts(one, two)
        library = next((name for name in MADE_UP if name in kind), None)
        if library is None:
            return Likeness.OTHER
        first, second = (without_made_up(_parsed(part), MADE_UP[library]) for part in (one, two))
        if first != second:
            return Likeness.OTHER
        return Likeness.SAME if library == WIDGET else Likeness.NOISE

    def _texts(self, one: str, two: str) -> Likeness:
        lines, others = one.split("\n"), two.split("\n")
        if len(lines) != len(others):
            return Likeness.OTHER
        differing = ((a, b) for a, b in zip(lines, others, strict=True) if a != b)
        return _worst(self._lines(a, b) for a, b in differing)

    def _lines(self, one: str, two: str) -> Likeness:
        one, two = _around_difference(one, two)
        self.left -= len(one) + len(two)
        if self.left < 0:
            return Likeness.OTHER
        one, two = (
            cleaned(text, told) for text, told in zip((one, two), self.settings, strict=True)
        )
        if one == two:
            return Likeness.SAME
        one, two = (
            masked(text, told) for text, told in zip((one, two), self.settings, strict=True)
        )
        return Likeness.NOISE if one == two else Likeness.OTHER


def _worst(found: Iterable[Likeness]) -> Likeness:
    """Return the greatest; the first that is as great as can be ends the search."""
    worst = Likeness.SAME
    for one in found:
        worst = max(worst, one)
        if worst is Likeness.OTHER:
            break
    return worst


def joined_streams(outputs: Iterable[Output]) -> list[Output]:
    """Return outputs without counts, each stream as one text where it first spoke."""
    made: list[Output] = []
    streams: dict[Any, list[str]] = {}
    for output in outputs:
        if output.get("output_type") != "stream":
            made.append({key: output[key] for key in output if key != "execution_count"})
            continue
        name = output.get("name")
        if name not in streams:
            streams[name] = []
            made.append({**output, "text": streams[name]})
        streams[name].append(str(output.get("text", "")))
    return [
        {**one, "text": "".join(one["text"])} if one.get("output_type") == "stream" else one
        for one in made
    ]


def without_made_up(value: Any, names: frozenset[str]) -> Any:
    """Return JSON without the keys that are made up anew each time."""
    if isinstance(value, dict):
        return {key: without_made_up(one, names) for key, one in value.items() if key not in names}
    return [without_made_up(one, names) for one in value] if isinstance(value, list) else value


def _around_difference(one: str, two: str) -> tuple[str, str]:
    """Return the parts of two long lines that differ, with some of what stands around."""
    if max(len(one), len(two)) < 4 * MARGIN:
        return one, two
    begin = _common(one, two)
    end = _common(one[begin:][::-1], two[begin:][::-1])
    begin, end = max(begin - MARGIN, 0), max(end - MARGIN, 0)
    return one[begin : len(one) - end], two[begin : len(two) - end]


def _common(one: str, two: str) -> int:
    """Return how many characters both begin with, by halves: lines hold megabytes of pictures."""
    least, most = 0, min(len(one), len(two))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == two[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
