"""What columns of text mean: numbers, truths and times, when every value of a column is one."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MISSING = frozenset({"", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "<NA>"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,99})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?|[+-]?inf")
_DAY_LENGTH = 10
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?")


def read_values(words: Sequence[str | None]) -> list[Any]:
    """Return values for words; the words themselves when they are not all of one kind.

    A number that begins with 0, as many post codes do, is a word.
    """
    present = {word for word in words if word is not None and word not in MISSING}
    for form in (_truth, _integer, _number, _time):
        try:
            meanings = {word: form(word) for word in present}
        except (KeyError, ValueError):
            continue
        return [meanings.get(word) for word in words]  # type: ignore[arg-type]  # None has no meaning
    return [None if word is None or word in MISSING else word for word in words]


def _truth(word: str) -> bool:
    return _TRUTH[word]


def _integer(word: str) -> int:
    return int(_fitting(_INTEGER, word))


def _number(word: str) -> float:
    if word.lstrip("+-")[:2].isdigit() and word.lstrip("+-").startswith("0"):
        raise ValueError(word)
    return float(_fitting(_NUMBER, word))


def _time(word: str) -> date:
    read: Callable[[str], date] = (
        date.fromisoformat if len(word) == _DAY_LENGTH else datetime.fromisoformat
    )
    return read(_fitting(_DAY, word))


def _fitting(form: re.Pattern[str], word: str) -> str:
    if not form.fullmatch(word):
        raise ValueError(word)
    return word
