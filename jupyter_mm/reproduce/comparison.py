"""What a cell showed and logged, then and now. When in doubt it is not the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.core.noise import Setting, cleaned, masked, numbered
from jupyter_mm.domain.execution import Metric
from jupyter_mm.reproduce.images import compare_images
from jupyter_mm.reproduce.texts import (
    CLOSE,
    DIFFERENT,
    Finding,
    compare_texts,
    compare_values,
    worst,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Output = dict[str, Any]

_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
_TEXTS = ("text/plain", "text/markdown", "text/latex", "image/svg+xml", "text/html")
"""The best witness first."""
_MARKUP = {"image/svg+xml", "text/html"}
_MERE = re.compile(
    r"\s*[\[(]*<(?:[^<>]*<address>[^<>]*|IPython\.core\.display\.\w+ object)>[\])]*\s*"
)
"""A text that names an object and tells nothing of it."""
_MADE_UP = {"vnd.plotly": "uid", "vnd.bokehjs": "id"}
"""By a part of a MIME type: the key of what its library makes up for every drawing."""
OUTSIDE_NOISE = "only times or ids differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one run of a cell showed and logged."""

    outputs: tuple[Output, ...]
    metrics: tuple[Metric, ...]
    setting: Setting


def compare_shown(before: Shown, after: Shown, tolerance: float) -> Finding | None:
    """Return the first of the most severe differences between two runs of a cell.

    None when neither showed or logged anything that can be compared.
    """
    found = [compare_outputs(before, after, tolerance)]
    if before.metrics or after.metrics:
        found.append(compare_metrics(before.metrics, after.metrics, tolerance))
    told = [one for one in found if one is not None]
    return worst(told) if told else None


def compare_metrics(before: Sequence[Metric], after: Sequence[Metric], tolerance: float) -> Finding:
    """Return how logged values compare: by name and step, the order among names aside."""
    one, two = _by_name(before), _by_name(after)
    findings = []
    for name in dict.fromkeys([*one, *two]):
        if name not in two:
            findings.append(Finding(DIFFERENT, f"{name} was not logged"))
        elif name not in one:
            findings.append(Finding(DIFFERENT, f"{name} was logged, and was not before"))
        else:
            findings.append(compare_values(one[name], two[name], tolerance, f"{name}: "))
    return worst(findings)


def compare_outputs(before: Shown, after: Shown, tolerance: float) -> Finding | None:
    """Return how the outputs compare, one after the other; streams count as one text each."""
    one, two = _joined(before), _joined(after)
    if len(one) != len(two):
        pairs = zip(one, two, strict=False)
        found = [_outputs(a, b, tolerance, (before.setting, after.setting)) for a, b in pairs]
        first = worst(done for done in found if done is not None)
        counted = f"{_counted(len(one))} became {len(two)}"
        return first if first.outcome == DIFFERENT else Finding(DIFFERENT, counted)
    found = [
        _outputs(a, b, tolerance, (before.setting, after.setting))
        for a, b in zip(one, two, strict=True)
    ]
    told = [done for done in found if done is not None]
    return worst(told) if told else None


def _by_name(metrics: Sequence[Metric]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in metrics:
        found.setdefault(one.name, []).append([one.step, one.value])
    return {name: values[0][1] if len(values) == 1 else values for name, values in found.items()}


def _joined(shown: Shown) -> list[Output]:
    """Return the outputs with each stream as one text where it first spoke; empty ones are gone."""
    made: list[Output] = []
    streams: dict[str, Output] = {}
    for output in shown.outputs:
        name = output.get("name") if output.get("output_type") == "stream" else None
        if name in streams:
            streams[name]["text"] += _text(output.get("text"))
        elif name is not None:
            streams[name] = {**output, "text": _text(output.get("text"))}
            made.append(streams[name])
        else:
            made.append(output)
    return [one for one in made if one.get("output_type") != "stream" or one["text"].strip()]


def _outputs(
    one: Output, two: Output, tolerance: float, settings: tuple[Setting, Setting]
) -> Finding | None:
    kinds = one.get("output_type"), two.get("output_type")
    if kinds[0] != kinds[1] or one.get("name") != two.get("name"):
        return Finding(DIFFERENT, f"{_named(one)} became {_named(two)}")
    if kinds[0] == "stream":
        return _texts(one["text"], two["text"], tolerance, settings)
    if kinds[0] == "error":
        then, now = (f"{output.get('ename')}: {output.get('evalue')}" for output in (one, two))
        return _texts(then, now, tolerance, settings)
    return _bundles(one.get("data") or {}, two.get("data") or {}, tolerance, settings)


def _bundles(
    one: Output, two: Output, tolerance: float, settings: tuple[Setting, Setting]
) -> Finding | None:
    """Compare what stands for a value in several forms: images, JSON, or the best text.

    None where no form says anything that can be compared.
    """
    if set(one) != set(two):
        return Finding(DIFFERENT, f"{_forms(one)} became {_forms(two)}")
    findings = [compare_images(_text(one[k]), _text(two[k])) for k in _IMAGES if k in one]
    rich = [kind for kind in one if kind.endswith(("+json", "/json")) and "widget" not in kind]
    findings += [_json(kind, one[kind], two[kind], tolerance) for kind in rich]
    if findings:
        return worst(findings)
    for kind in _TEXTS:
        if kind in one:
            then, now = _text(one[kind]), _text(two[kind])
            if kind != "text/plain" or not _are_mere(then, now, settings):
                forms = (numbered(then), numbered(now)) if kind in _MARKUP else (then, now)
                return _texts(*forms, tolerance, settings)
    others = [kind for kind in one if kind not in _TEXTS and "widget" not in kind]
    if not others:
        return None
    is_same = all(one[kind] == two[kind] for kind in others)
    return Finding() if is_same else Finding(DIFFERENT, f"{_forms(others)} differs")


def _texts(before: str, after: str, tolerance: float, settings: tuple[Setting, Setting]) -> Finding:
    """Compare two texts; those that agree only without times and ids are close at best."""
    then, now = cleaned(before, settings[0]), cleaned(after, settings[1])
    found = compare_texts(then, now, tolerance)
    if found.outcome != DIFFERENT:
        return found
    rest = compare_texts(masked(then, settings[0]), masked(now, settings[1]), tolerance)
    if rest.outcome == DIFFERENT:
        return rest
    return Finding(CLOSE, f"{OUTSIDE_NOISE}: {found.detail}")


def _json(kind: str, one: Any, two: Any, tolerance: float) -> Finding:
    """Compare JSON; ids that a drawing library makes up may differ, and are told."""
    then, now = _parsed(one), _parsed(two)
    found = compare_values(then, now, tolerance)
    key = next((key for name, key in _MADE_UP.items() if name in kind), None)
    if found.outcome != DIFFERENT or key is None:
        return found
    rest = compare_values(_without(key, then), _without(key, now), tolerance)
    return rest if rest.outcome == DIFFERENT else Finding(CLOSE, f"{OUTSIDE_NOISE}: {found.detail}")


def _are_mere(one: str, two: str, settings: tuple[Setting, Setting]) -> bool:
    return all(
        _MERE.fullmatch(cleaned(text, setting)) is not None
        for text, setting in zip((one, two), settings, strict=True)
    )


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _without(left_out: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(left_out, one) for key, one in value.items() if key != left_out}
    return [_without(left_out, one) for one in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value or "")


def _named(output: Output) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        return f"text on {output.get('name')}"
    return (
        f"the error {output.get('ename')}" if kind == "error" else _forms(output.get("data") or {})
    )


def _forms(data: Iterable[str]) -> str:
    return " and ".join(sorted(data)) or "nothing"


def _counted(number: int) -> str:
    return f"{number} output" if number == 1 else f"{number} outputs"
