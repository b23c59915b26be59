"""Dataclasses of the domain from and to JSON: the only place that validates what came from outside.

Feed it what `canonical.loads` returned, which refuses depth, duplicate keys, lone surrogates.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import msgspec

from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import InvalidError

T = TypeVar("T")

INT64 = 1 << 63
_MAY_BE_ODD = re.compile(rb"\\u0000|[:,\[-][0-9]{19}")
"""A NUL, or an integer that may lie beyond 64 bits; one that is text begins with a quote."""
FIX_THE_BODY = "docs/reference/operations.md lists the fields of each record."


def decode(kind: type[T], value: Any, *, text: bool = False, newer: bool = False) -> T:
    """Return `value` as a `kind`.

    With `text`, numbers may come as text (a URL's query); with `newer`, unknown fields are
    left out.
    Raises InvalidError naming the place: a missing or unknown field, a wrong type, an integer
    beyond 64 bits, a NUL in text.
    """
    _refuse_odd_leaves(value)
    try:
        result = msgspec.convert(value, kind, strict=not text, dec_hook=_read_special)
    except msgspec.ValidationError as error:
        raise InvalidError(f"{error}.".replace("..", "."), hint=FIX_THE_BODY) from error
    if text:
        _refuse_odd_leaves(canonical.plain(result))
    if not newer:
        _refuse_unknown(value, result, "$")
    return result


def decode_plain(kind: type[T], content: bytes) -> T | None:
    """Return canonical JSON that holds nothing odd as a `kind`, fast; None where that is not sure.

    What it returns has exactly these canonical bytes. Where it is None, ask `decode` for the
    reason.
    """
    if _MAY_BE_ODD.search(content):
        return None
    try:
        made = msgspec.json.decode(content, type=kind, dec_hook=_read_special)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    plain = msgspec.to_builtins(made, enc_hook=_write_special)
    return made if canonical.dumps(plain) == content else None


def encode(value: Any) -> bytes:
    """Return the JSON of a dataclass, all fields present; keys in the order of the class."""
    return msgspec.json.encode(value, enc_hook=_write_special)


def json_schemas(kinds: tuple[type, ...], ref_template: str) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every dataclass that `kinds` reach, by name."""
    _, components = msgspec.json.schema_components(
        kinds, schema_hook=_describe_special, ref_template=ref_template
    )
    return components


def _read_special(kind: type, value: Any) -> Any:
    if kind is Digest:
        try:
            return Digest.parse(value)
        except InvalidError as error:
            raise ValueError(error.message.rstrip(".")) from error
    raise NotImplementedError(kind)


def _write_special(value: Any) -> Any:
    if isinstance(value, Digest):
        return str(value)
    raise NotImplementedError(type(value))


def _describe_special(kind: type) -> dict[str, Any]:
    if kind is Digest:
        return {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    raise NotImplementedError(kind)


def _refuse_odd_leaves(value: Any) -> None:
    """Refuse what JSON can say and SQL cannot keep, without recursion."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str) and "\0" in item:
            raise InvalidError("Text with a NUL character.", hint=FIX_THE_BODY)
        elif isinstance(item, int) and not -INT64 <= item < INT64:
            raise InvalidError("An integer beyond 64 bits.", hint=FIX_THE_BODY)


def _refuse_unknown(given: Any, made: Any, place: str) -> None:
    """Refuse keys that no field took: a misspelt field must not pass as left out."""
    if is_dataclass(made):
        known = {field.name for field in fields(made)}
        if unknown := sorted(set(given) - known):
            raise InvalidError(f"Unknown field `{unknown[0][:80]}` - at `{place}`.")
        for name in given:
            _refuse_unknown(given[name], getattr(made, name), f"{place}.{name}")
    elif isinstance(made, tuple):
        for index, (part, result) in enumerate(zip(given, made, strict=True)):
            _refuse_unknown(part, result, f"{place}[{index}]")
