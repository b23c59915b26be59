"""Canonical JSON: one value, one sequence of bytes. Format: docs/formats/manifest.md, section 1."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from jupyter_mm.errors import InvalidError

MAX_DEPTH = 64
MAX_DIGITS = 100

_PLAIN = frozenset({str, int, float, bool, type(None)})

JSON = None | bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"]


def plain(value: Any) -> JSON:
    """Return dataclasses and tuples as the dictionaries and lists that JSON has."""
    kind = type(value)
    if kind in _PLAIN:
        return value  # type: ignore[no-any-return]  # a leaf
    names = _names(kind)  # type: ignore[arg-type]  # every type can be hashed
    if names is not None:
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value  # type: ignore[no-any-return]  # a leaf; dumps refuses what JSON lacks


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """Return the fields of a dataclass; None for other types. Ours are few and live for ever."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


def dumps(value: Any) -> bytes:
    """Return the canonical bytes: UTF-8, keys sorted by code point, no blanks, no NaN.

    Raises InvalidError for what JSON cannot hold, lone surrogates included.
    """
    try:
        text = json.dumps(
            plain(value),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
        )
        return text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidError(f"Cannot be written as canonical JSON: {error}") from error


def loads(data: bytes) -> Any:
    """Return the value of JSON bytes from outside.

    Raises InvalidError for duplicate keys, NaN or Infinity, numbers of over 100 digits, lone
    surrogates, nesting deeper than 64, and anything that is not UTF-8 JSON.
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_int=_bounded_int,
            parse_float=_finite_float,
        )
    except RecursionError as error:
        raise InvalidError(f"JSON nested deeper than {MAX_DEPTH}.") from error
    except ValueError as error:
        raise InvalidError(f"Not valid JSON: {error}") from error
    _check(value)
    return value


def _check(value: Any) -> None:
    """Refuse deep nesting and text that UTF-8 cannot hold, without recursion."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            if not item.isascii() and not _encodable(item):
                raise InvalidError("Text with a lone surrogate.")
        elif isinstance(item, dict | list):
            if depth > MAX_DEPTH:
                raise InvalidError(f"JSON nested deeper than {MAX_DEPTH}.")
            inner = [*item.keys(), *item.values()] if isinstance(item, dict) else item
            waiting.extend((part, depth + 1) for part in inner)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise InvalidError("A key stands twice in one JSON object.", hint="Send each key once.")
    return result


def _refuse_constant(name: str) -> float:
    raise InvalidError(f"{name} is not JSON.")


def _bounded_int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise InvalidError(f"A number of over {MAX_DIGITS} digits.")
    return int(digits)


def _finite_float(digits: str) -> float:
    value = float(digits)
    if value in {float("inf"), float("-inf")}:
        raise InvalidError(f"{digits[:20]} is out of range.")
    return value
