"""One line for people about a value. Never calls the value's own code."""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType
from typing import Any

LONGEST = 200
_SHOWN = 120
_SIZED = (list, tuple, dict, set, frozenset, bytes, bytearray)


def type_name(value: Any) -> str:
    """Return module and qualified name of a value's type."""
    kind = type(value)
    module = type.__dict__["__module__"].__get__(kind)
    qualified = type.__dict__["__qualname__"].__get__(kind)
    name = qualified if module in {"builtins", "__main__"} else f"{module}.{qualified}"
    return printable(name)


def summary(value: Any) -> str:
    """Return shape, size or text of a value of a known type; nothing for the others."""
    kind = type(value)
    if kind in {int, float, bool, complex} or value is None:
        text = _number(value)
    elif kind is str:
        text = repr(value[:_SHOWN]) + ("…" if len(value) > _SHOWN else "")
    elif kind in _SIZED:
        text = f"{len(value):,} {'byte' if kind in {bytes, bytearray} else 'item'}{_plural(value)}"
    elif kind is ModuleType:
        text = str(ModuleType.__getattribute__(value, "__dict__").get("__name__", ""))
    elif kind is FunctionType:
        text = f"({', '.join(value.__code__.co_varnames[: value.__code__.co_argcount])})"
    elif issubclass(kind, type):
        text = "class"
    else:
        text = _table(value, kind)
    return printable(text)


def storable(text: str) -> str:
    """Return text that a record can hold: without NUL and lone surrogates."""
    return str(text).encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def printable(text: str) -> str:
    """Return text without control characters and lone surrogates, at most 200 characters long."""
    clean = text.encode("utf-8", "replace").decode()
    shown = "".join(letter if letter.isprintable() else " " for letter in clean)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _number(value: Any) -> str:
    if type(value) is int and abs(value) >= 10**60:
        return f"integer of {value.bit_length():,} bits"
    return repr(value)


def _plural(value: Any) -> str:
    return "" if len(value) == 1 else "s"


def _table(value: Any, kind: type) -> str:
    """Return the shape of the arrays and tables of numpy and pandas."""
    if kind is _loaded("numpy", "ndarray"):
        return f"{_shape(value.shape)} {value.dtype}"
    if kind is _loaded("pandas", "DataFrame"):
        return f"{len(value.index)} × {len(value.columns)}"
    if kind is _loaded("pandas", "Series"):
        return f"{len(value.index)} × {value.dtype}"
    return ""


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(str(length) for length in shape) or "scalar"


def _loaded(module: str, name: str) -> Any:
    """Return a type of a library, if the user has loaded it; else something no type is."""
    return getattr(sys.modules.get(module), name, "")
