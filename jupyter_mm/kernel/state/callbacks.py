"""Whether a callable that somebody else will call leads to code of the user."""

from __future__ import annotations

import collections
import functools
import types
from typing import Any

from jupyter_mm.kernel.state.origin import origin_of

DEEPEST = 6
MOST_PARTS = 100
_COLLECTIONS = {list, dict, set, bytearray, collections.deque}


def is_users(value: Any, depth: int = DEEPEST) -> bool:
    """Tell whether calling this runs code of the notebook or of the user's own files.

    Runs no code itself. What wraps the user's function is looked into, some levels deep.
    """
    kind = type(value)
    if value is None or depth == 0 or kind in {str, bytes, int, float, bool}:
        return False
    if kind is types.FunctionType:
        return _is_function_users(value, depth)
    if kind is types.BuiltinMethodType and type(value.__self__) in _COLLECTIONS:
        return True  # a list's `append`: the list may be the notebook's
    if any(is_users(part, depth - 1) for part in _parts(value)):
        return True
    return is_users_kind(value if issubclass(kind, type) else kind)


def _parts(value: Any) -> tuple[Any, ...]:
    """Return what a call of this may call."""
    kind = type(value)
    if kind is types.MethodType:
        return value.__func__, type(value.__self__)
    if issubclass(kind, functools.partial):
        return value.func, *value.args, *value.keywords.values()
    return tuple(value)[:MOST_PARTS] if kind in {tuple, list} else ()


def is_users_kind(kind: type) -> bool:
    """Tell whether a class, or one it is made from, is the user's."""
    for base in kind.__mro__ if type(kind) is type else type.mro(kind):
        module = type.__dict__["__module__"].__get__(base)
        if origin_of(module) in {"notebook", "own"}:
            return True
    return False


def _is_function_users(function: types.FunctionType, depth: int) -> bool:
    if origin_of(function.__globals__.get("__name__")) in {"notebook", "own"}:
        return True
    for cell in function.__closure__ or ():
        try:
            content = cell.cell_contents
        except ValueError:
            continue
        if is_users(content, depth - 1):
            return True
    return is_users(vars(function).get("__wrapped__"), depth - 1)
