"""Functions that the notebook defines: restored, they see the live namespace.

Closures that share a variable still share it afterwards: cells are made empty, remembered by the
pickler, and filled once the function that needs them exists.
"""

from __future__ import annotations

from sys import intern
from types import CellType, CodeType, FunctionType
from typing import Any

Cells = tuple[CellType, ...] | None


def make_function(code: CodeType, scope: dict[str, Any], closure: Cells) -> FunctionType:
    """Return a function without its attributes; `fill_function` adds them."""
    return FunctionType(code, scope, closure=closure)


def make_code(*parts: Any) -> CodeType:
    """Return a code object whose texts are the interpreter's own, as when it was compiled."""
    maker: Any = CodeType
    return maker(*(intern(part) if type(part) is str else part for part in parts))  # type: ignore[no-any-return]


def make_cell() -> CellType:
    """Return an empty closure cell."""
    return CellType()


def state_of(function: FunctionType, seen: set[int]) -> dict[str, Any]:
    """Return the attributes of a function, and its cells unless `seen` has them already."""
    cells: list[tuple[CellType, Any]] = []
    for cell in function.__closure__ or ():
        if id(cell) not in seen:
            seen.add(id(cell))
            try:
                cells.append((cell, cell.cell_contents))
            except ValueError:
                continue  # empty, and so it stays
    return {
        "annotations": function.__annotations__,
        "cells": cells,
        "defaults": function.__defaults__,
        "dict": dict(function.__dict__),
        "doc": function.__doc__,
        "globals": {},
        "kwdefaults": function.__kwdefaults__,
        "module": function.__module__,
        "name": "".join(function.__name__),
        "qualname": "".join(function.__qualname__),
    }


def fill_function(function: FunctionType, state: dict[str, Any]) -> None:
    """Give a new function the attributes of `state_of`."""
    for cell, content in state["cells"]:
        cell.cell_contents = content
    function.__globals__.update(state["globals"])
    function.__annotations__ = state["annotations"]
    function.__defaults__ = state["defaults"]
    function.__dict__.update(state["dict"])
    function.__doc__ = state["doc"]
    function.__kwdefaults__ = state["kwdefaults"]
    function.__module__ = state["module"]
    function.__name__ = state["name"]
    function.__qualname__ = state["qualname"]


class Scope:
    """Stands for the notebook's namespace in what is pickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Return the call that a restore replaces by the live namespace."""
        return live_namespace, ()


def live_namespace() -> dict[str, Any]:
    """Stand in a stream for the live namespace. The unpickler of a restore puts it here."""
    raise RuntimeError("the live namespace is known to a restore only")
