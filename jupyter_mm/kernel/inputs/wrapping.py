"""Wraps functions and methods so that we hear what they are given. They do what they did before.

A wrapper looks like what it wraps (`functools.wraps`), stands wherever that stood, so it pickles
by name as before, and its frame hides: warnings and tracebacks pass it over.
"""

from __future__ import annotations

import functools
import inspect
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from jupyter_mm.kernel.inputs.seen import came_from_elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.kernel.inputs.imports import ImportWatch


class Door(Protocol):
    """Functions or methods of one module, by their names in it, with blanks between."""

    @property
    def names(self) -> str:
        """As `read_csv DataFrame.write_csv`."""
        ...

    def wrapper(self, owner: ImportWatch, original: Any, how: str) -> Any:
        """Return what stands in the place of one of them."""
        ...


HIDDEN = "<importlib._bootstrap of jupyter_mm>"
"""File name of the wrappers' code. `warnings` passes over frames of files that are named like the
import system, so a warning still points at the user's line and is shown, or not, as before."""

MARK = "__jupyter_mm__"
_CALL = compile("__jupyter_mm_call__()", HIDDEN, "eval")


def wrap_module(owner: ImportWatch, name: str) -> None:
    """Wrap what the tables list of a module that has just been imported."""
    from jupyter_mm.kernel.inputs.libraries import LIBRARIES  # noqa: PLC0415  # on first need
    from jupyter_mm.kernel.inputs.servers import SERVERS  # noqa: PLC0415  # as above

    top = name.partition(".")[0]
    library = [module for path, module in list(sys.modules.items()) if _is_in(path, top)]
    doors: tuple[Door, ...] = (*LIBRARIES.get(name, ()), *SERVERS.get(name, ()))
    for door in doors:
        made: dict[int, Any] = {}  # one function may have two names
        for dotted in door.names.split():
            holder, _, last = dotted.rpartition(".")
            place: Any = sys.modules[name]
            place = getattr(place, holder, None) if holder else place
            is_place = isinstance(place, type) or inspect.ismodule(place)
            original = getattr(place, last, None) if is_place else None
            if callable(original) and not hasattr(original, MARK):
                wrapper = made.get(id(original)) or door.wrapper(owner, original, top)
                setattr(wrapper, MARK, True)
                made[id(original)] = wrapper
                for where, key in _places(place, last, original, library):
                    _replace(owner, where, key, wrapper)


def _is_in(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}.")


def _places(place: Any, name: str, original: Any, library: list[Any]) -> list[tuple[Any, str]]:
    """Return wherever a function stands in its library: so it pickles by name as before."""
    if isinstance(place, type):
        return [(place, name)]
    modules = [*library, sys.modules.get(getattr(original, "__module__", None) or "")]
    keys = {name, getattr(original, "__name__", name)}
    return [(place, name)] + [
        (module, key)
        for module in modules
        for key in keys
        if getattr(module, "__dict__", {}).get(key) is original and (module, key) != (place, name)
    ]


def _replace(owner: ImportWatch, place: Any, name: str, wrapper: Any) -> None:
    before_us = getattr(place, name)
    with suppress(TypeError):  # a type of C that cannot be changed
        setattr(place, name, wrapper)
        owner.replaced.append((place, name, before_us))


def noted(owner: ImportWatch, take: Callable[..., None], how: str) -> Callable[..., None]:
    """Return what tells the present watch; it never fails, but lets the user's interrupts pass."""

    def note(*given: Any) -> None:
        watch = owner.watch
        if watch.is_on:
            try:
                take(watch, how, *given)
            except Exception as error:
                if came_from_elsewhere(error):
                    raise
                watch.failed(error)

    return note


def before(original: Any, note: Callable[..., None]) -> Any:
    """Return a wrapper that notes the arguments and then does what the original does."""
    is_bare = original is object.__init__  # refuses arguments that `__new__` has taken

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        note(args, kwargs)
        return original(args[0]) if is_bare else original(*args, **kwargs)

    return _hidden(call)


def before_in_place(original: Any, note: Callable[..., None]) -> Any:
    """As `before`, for a library that looks for the user's variables in its caller's frame.

    The original is called from a frame that has the names of the user's.
    """

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        note(args, kwargs)
        frame = sys._getframe(1)  # noqa: SLF001  # the only way to see the user's names
        doing = functools.partial(original, *args, **kwargs)
        names = {**frame.f_locals, "__jupyter_mm_call__": doing}
        return eval(_CALL, frame.f_globals, names)  # noqa: S307  # our own code

    return _hidden(call)


def after(original: Any, note: Callable[..., None]) -> Any:
    """Return a wrapper that notes what came back, with the arguments."""

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        result = original(*args, **kwargs)
        note(args, kwargs, result)
        return result

    return _hidden(call)


def after_awaiting(original: Any, note: Callable[..., None]) -> Any:
    """As `after`, for a coroutine function."""

    @functools.wraps(original)
    async def call(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        result = await original(*args, **kwargs)
        note(args, kwargs, result)
        return result

    return _hidden(call)


def _hidden(call: Any) -> Any:
    call.__code__ = call.__code__.replace(co_filename=HIDDEN)
    return call
