"""Two texts with numbers in them: the same, close, or where they differ first."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][-+]?\d+)?(?!\w)"
    r"|(?<![\w.])[-+]?\.\d+(?:[eE][-+]?\d+)?(?!\w)"
)
_SPACE = re.compile(r"\s+")
LONGEST = 90

SAME, CLOSE, DIFFERENT = "same", "close", "different"
ORDER = (SAME, CLOSE, DIFFERENT)


@dataclass(frozen=True, slots=True)
class Finding:
    """How two things compare."""

    outcome: str = SAME
    detail: str = ""
    """For people; empty when they are the same."""


def compare_texts(before: str, after: str, tolerance: float) -> Finding:
    """Return how two texts compare, numbers by relative tolerance, blanks as one."""
    if before == after:
        return Finding()
    lines, others = before.split("\n"), after.split("\n")
    close, count = "", max(len(lines), len(others))
    for place in range(count):
        line = lines[place] if place < len(lines) else None
        other = others[place] if place < len(others) else None
        outcome = _lines(line, other, tolerance)
        if outcome == DIFFERENT:
            return Finding(DIFFERENT, became(line, other, place if count > 1 else None))
        if outcome == CLOSE:
            close = close or became(line, other, place if count > 1 else None)
    return Finding(CLOSE, close) if close else Finding()


def compare_numbers(before: float, after: float, tolerance: float) -> str:
    """Return `same`, `close` or `different`; two counts are never close."""
    if before == after or (math.isnan(before) and math.isnan(after)):
        return SAME
    if isinstance(before, int) and isinstance(after, int):
        return DIFFERENT
    return CLOSE if math.isclose(before, after, rel_tol=tolerance, abs_tol=0.0) else DIFFERENT


def compare_values(before: Any, after: Any, tolerance: float, where: str = "") -> Finding:
    """Return how two JSON values compare."""
    if _is_number(before) and _is_number(after):
        outcome = compare_numbers(before, after, tolerance)
        return Finding(outcome, "" if outcome == SAME else f"{where}{_changed(before, after)}")
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        return worst(
            compare_values(before[key], after[key], tolerance, f"{where}{key}: ") for key in before
        )
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = zip(before, after, strict=True)
        return worst(compare_values(one, two, tolerance, where) for one, two in pairs)
    if isinstance(before, str) and isinstance(after, str):
        found = compare_texts(before, after, tolerance)
        return Finding(found.outcome, f"{where}{found.detail}" if found.detail else "")
    return Finding() if before == after else Finding(DIFFERENT, f"{where}{_changed(before, after)}")


def worst(findings: Any) -> Finding:
    """Return the first of the most severe findings."""
    found = Finding()
    for one in findings:
        if ORDER.index(one.outcome) > ORDER.index(found.outcome):
            found = one
            if found.outcome == DIFFERENT:
                break
    return found


def became(before: str | None, after: str | None, place: int | None) -> str:
    """Return a sentence on one line of two texts."""
    where = "" if place is None else f"line {place + 1}: "
    if before is None:
        return f"{where}“{_short(after)}” is new"
    if after is None:
        return f"{where}“{_short(before)}” is gone"
    return f"{where}“{_short(before, after)}” became “{_short(after, before)}”"


def _lines(line: str | None, other: str | None, tolerance: float) -> str:
    if line is None or other is None:
        return SAME if not (line or other) else DIFFERENT
    if _SPACE.sub(" ", line).strip() == _SPACE.sub(" ", other).strip():
        return SAME
    if _frame(line) != _frame(other):
        return DIFFERENT
    pairs = zip(_NUMBER.findall(line), _NUMBER.findall(other), strict=True)
    found = (_written(one, two, tolerance) for one, two in pairs if one != two)
    return max(found, key=ORDER.index, default=SAME)


def _frame(line: str) -> str:
    """Return a line without its numbers; width of columns and dashes below a heading vary."""
    return _SPACE.sub(" ", _NUMBER.sub("<number>", re.sub(r"-{3,}", "---", line))).strip()


def _written(before: str, after: str, tolerance: float) -> str:
    """Compare two numbers as they are written; what is too large for one is a name."""
    one, two = (text.replace(",", "") for text in (before, after))
    if one.lstrip("+-").isdigit() and two.lstrip("+-").isdigit():
        return compare_numbers(int(one), int(two), tolerance) if len(one) == len(two) else DIFFERENT
    numbers = float(one), float(two)
    if not all(map(math.isfinite, numbers)):
        return DIFFERENT
    return compare_numbers(*numbers, tolerance)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _changed(before: object, after: object) -> str:
    return f"{_short(str(before))} became {_short(str(after))}"


def _short(text: str | None, other: str | None = None) -> str:
    """Return a line cut around the place where it leaves another one."""
    line = _SPACE.sub(" ", text or "").strip()
    if len(line) <= LONGEST:
        return line
    twin = _SPACE.sub(" ", other or "").strip()
    same = next((n for n, (a, b) in enumerate(zip(line, twin, strict=False)) if a != b), 0)
    start = max(min(same - LONGEST // 3, len(line) - LONGEST), 0)
    return ("…" if start else "") + line[start : start + LONGEST - 2].strip() + "…"
