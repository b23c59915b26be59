"""One line for people about a value. Never calls the value's own code."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any

from jupyter_mm.kernel import shapes

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
        text = _module(ModuleType.__getattribute__(value, "__dict__"))
    elif kind is FunctionType:
        text = f"({', '.join(value.__code__.co_varnames[: value.__code__.co_argcount])})"
    elif issubclass(kind, type):
        text = "class"
    else:
        text = shapes.shape_of(value, kind)
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


def _module(known: dict[str, Any]) -> str:
    """Return name and version of a module."""
    name, version = known.get("__name__", ""), known.get("__version__")
    return f"{name} {version}" if type(version) is str else str(name)


def _plural(value: Any) -> str:
    return "" if len(value) == 1 else "s"
