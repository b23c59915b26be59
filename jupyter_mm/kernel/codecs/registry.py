"""Which codec takes the objects of a type apart.

Ours are modules of this package, chosen by the top module of a type; others come by the entry point
group `jupyter_mm.codecs`. Either is imported only when an object of its library has turned up.
How to write one: docs/reference/codecs.md.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from jupyter_mm.kernel.codecs import standard
from jupyter_mm.kernel.codecs.notkept import NotKeptError
from jupyter_mm.kernel.codecs.reduction import Reduction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "Codec", "NotKeptError", "Reduction", "reducer_for", "troubles"]

GROUP = "jupyter_mm.codecs"

_OURS = {
    "numpy": "arrays",
    "pandas": "frames",
    "polars": "polars_columns",
    "torch": "tensors",
    "xgboost": "boosters",
    "lightgbm": "boosters",
    "matplotlib": "figures",
}


class Codec(Protocol):
    """What an entry point of the group `jupyter_mm.codecs` names: an object, class or module."""

    name: str
    libraries: tuple[str, ...]
    """Top modules whose types it is asked about."""

    def reduce(self, obj: Any, context: Reduction) -> Any:
        """Return what `__reduce_ex__(5)` would, or NotImplemented for pickle's own way.

        Raises NotKeptError with the reason that people read when the object cannot be kept. Any
        other error disables the codec for the life of the kernel.
        """


_offered: dict[str, list[EntryPoint]] | None = None
_loaded: dict[str, Codec | None] = {}
_troubles: dict[str, str] = {}


def reducer_for(kind: type) -> Any:
    """Return what takes objects of a type apart; None when pickle's own way is right."""
    tops = _tops(kind)
    if not tops:
        return standard.reducer_for(kind)
    foreign = [codec for top in tops for codec in _foreign(top)]
    own = _own(kind, tops)
    return own if not foreign else _Chain(foreign, own)


def prepare() -> None:
    """Look for codecs of others; any thread."""
    _entries()


def troubles() -> Mapping[str, str]:
    """Return the codecs that were disabled, with the kind of error that did it."""
    return dict(_troubles)


def forget() -> None:
    """Look for entry points anew; codecs that were disabled get another chance."""
    global _offered  # noqa: PLW0603  # one table for the process
    _offered = None
    _loaded.clear()
    _troubles.clear()


def _tops(kind: type) -> list[str]:
    """Return the top modules of a type and its bases, without the notebook and `object`."""
    found: dict[str, None] = {}
    for base in kind.__mro__[:-1]:
        module = type.__dict__["__module__"].__get__(base)
        if type(module) is str and module != "__main__":
            found[module.partition(".")[0]] = None
    return list(found)


def _own(kind: type, tops: list[str]) -> Any:
    for top in tops:
        name = _OURS.get(top)
        if name is not None and top in sys.modules:
            found = import_module(f"jupyter_mm.kernel.codecs.{name}").reducer_for(kind)
            if found is not None:
                return found
    return standard.reducer_for(kind)


class _Chain:
    """Others' codecs first, ours last."""

    def __init__(self, names: list[str], own: Any) -> None:
        self._names = names
        self._own = own

    def __call__(self, obj: Any, context: Any) -> Any:
        for name in self._names:
            reduced = _asked(name, obj, context)
            if reduced is not NotImplemented:
                return reduced
        return NotImplemented if self._own is None else self._own(obj, context)


def _asked(name: str, obj: Any, context: Any) -> Any:
    """Return another's answer; a codec that fails is not asked again."""
    codec = _loaded.get(name)
    if codec is None:
        return NotImplemented
    try:
        return codec.reduce(obj, context)
    except NotKeptError:
        raise
    except Exception as error:  # noqa: BLE001  # not our code: anything may come
        _disable(name, error)
        return NotImplemented


def _foreign(top: str) -> list[str]:
    """Return the names of the usable codecs of others for a library."""
    if top in sys.stdlib_module_names:
        return []
    found = []
    for entry in _entries().get(top, ()):
        if entry.value not in _loaded:
            _loaded[entry.value] = _load(entry, top)
        if _loaded[entry.value] is not None:
            found.append(entry.value)
    return found


def _entries() -> dict[str, list[EntryPoint]]:
    """Return the entry points by library: looked up once, tens of milliseconds."""
    global _offered  # noqa: PLW0603  # one table for the process
    if _offered is None:
        from importlib.metadata import entry_points  # noqa: PLC0415  # not before it is needed

        found: dict[str, list[EntryPoint]] = {}
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.value):
            found.setdefault(entry.name, []).append(entry)
        _offered = found  # not before it is whole: another thread may ask
    return _offered


def _load(entry: EntryPoint, top: str) -> Codec | None:
    try:
        return _checked(entry.load(), top)
    except Exception as error:  # noqa: BLE001  # not our code: anything may come
        _disable(entry.value, error)
        return None


def _checked(loaded: Any, top: str) -> Codec:
    """Return the codec that an entry point names. Raises TypeError if it is none."""
    codec: Codec = loaded() if isinstance(loaded, type) else loaded
    if top not in codec.libraries or not callable(codec.reduce):
        raise TypeError(f"names no library {top}")
    return codec


def _disable(name: str, error: Exception) -> None:
    _loaded[name] = None
    _troubles[name] = type(error).__name__
