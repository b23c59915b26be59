"""Objects of the standard library that pickle refuses or forgets: locks, weak references, modules.

A lock comes back open; a weak reference comes back to the same object; a module by its name.
"""

from __future__ import annotations

import copyreg
import gc
import io
import sys
import weakref
from array import array
from ctypes import addressof, c_char
from importlib import import_module
from types import GetSetDescriptorType, ModuleType, WrapperDescriptorType
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.codecs.notkept import NotKeptError, refusal
from jupyter_mm.kernel.codecs.refusals import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable

_LENDING = (bytearray, array)
_OWN_WAYS = frozenset({"__reduce__", "__reduce_ex__", "__setstate__"})
_EVASIONS = ("__getattr__", "__getattribute__", "__class__")
_FROM_C = (WrapperDescriptorType, GetSetDescriptorType)
_KEPT_STREAMS = (io.BytesIO, io.StringIO)


def reducer_for(kind: type) -> Any:
    """Return how objects of a type are taken apart, or what refuses them."""
    if kind is object:
        return None
    exact = _EXACT.get((kind.__module__, kind.__qualname__))
    if exact is not None:
        return exact
    if issubclass(kind, ModuleType):
        return _reduce_module
    if issubclass(kind, _KEPT_STREAMS):
        return None
    for base in kind.__mro__:
        reason = REASONS.get((base.__module__, base.__qualname__))
        if reason is not None:
            return refusal(reason)
    return _reduce_evasive if _is_evasive(kind) else None


def _is_evasive(kind: type) -> bool:
    """Tell whether objects answer for attributes that they lack, or about their own class.

    Pickle's own way asks an object that is still empty for `__setstate__`, and some then recur
    without end, as `return getattr(self.inner, name)` does.
    """
    known: dict[str, Any] = {}
    for base in kind.__mro__[:-1]:
        known.update(type.__dict__["__dict__"].__get__(base))
    if kind in copyreg.dispatch_table or known.keys() & _OWN_WAYS:
        return False
    return any(name in known and type(known[name]) not in _FROM_C for name in _EVASIONS)


def _reduce_evasive(obj: Any, _context: Any) -> Any:
    reduced: Any = object.__reduce_ex__(obj, 5)
    make, arguments, state, *items = reduced
    if make.__name__ != "__newobj__":
        return NotImplemented  # with keywords for `__new__`: rare, and left to pickle
    return make_object, arguments, state, *items, set_state


def tell_bytes(objects: Iterable[Any], context: Any) -> None:
    """Say which plain objects lend their bytes to arrays and memoryviews."""
    for one in objects:
        if type(one) in _LENDING and len(one):
            with memoryview(one) as view:
                start = addressof(c_char.from_buffer(one))
                context.lies_at(start, start + view.nbytes, id(one))
            context.lies_on(id(one), one)


def _reduce_memoryview(view: Any, context: Any) -> Any:
    """Return a view of the same object; of parts and other forms there is no exact description."""
    whole = memoryview(view.obj)
    if (whole.nbytes, whole.format, whole.shape, whole.strides) != (
        view.nbytes, view.format, view.shape, view.strides,
    ):  # fmt: skip
        raise NotKeptError("a memoryview of a part cannot be kept: keep its object")
    context.lies_on(id(view.obj), view)
    return memoryview, (view.obj,)


def _reduce_dict_view(view: Any, _context: Any) -> Any:
    """Return the view of the same dictionary, which it refers to and nothing else."""
    (mapping,) = gc.get_referents(view)
    return make_dict_view, (mapping, type(view).__name__.rpartition("_")[2])


def _reduce_lock(lock: Any, context: Any) -> Any:
    context.note("its locks come back open")
    return make_lock, (type(lock).__name__ == "RLock",)


def _reduce_weak(reference: Any, _context: Any) -> Any:
    target = reference()
    if target is None:
        return make_dead_reference, ()
    return weakref.ref, (target, reference.__callback__)


def _reduce_weak_values(table: Any, _context: Any) -> Any:
    return type(table), (), None, None, iter(list(table.items()))


def _reduce_module(module: Any, _context: Any) -> Any:
    """Name a module that can be imported; others are pickled by value, as cloudpickle does."""
    name = ModuleType.__getattribute__(module, "__dict__").get("__name__")
    if type(name) is not str or sys.modules.get(name) is not module or name == "__main__":
        return NotImplemented
    return load_module, (name, version_of(name))


def version_of(name: str) -> str | None:
    """Return the version that the package of a module tells of itself."""
    top = sys.modules.get(name.partition(".")[0])
    found = getattr(top, "__dict__", {}).get("__version__")
    return found if type(found) is str else None


def _reduce_cached(function: Any, _context: Any) -> Any:
    """Take a cached function of the notebook apart; others have a module to be found in."""
    module = getattr(function, "__module__", None)
    if module != "__main__":
        home = sys.modules.get(module) if type(module) is str else None
        if getattr(home, getattr(function, "__qualname__", ""), None) is function:
            return NotImplemented
    settings = function.cache_parameters()
    return make_cached, (function.__wrapped__, settings["maxsize"], settings["typed"])


def _reduce_new_type(made: Any, _context: Any) -> Any:
    if made.__module__ != "__main__":
        return NotImplemented
    return make_new_type, (made.__name__, made.__supertype__, made.__module__)


# ------------------------------------------------------------------------- stand-ins in streams


def make_lock(is_reentrant: bool) -> Any:  # noqa: FBT001  # called by streams, positionally
    """Return a new lock, open."""
    import threading  # noqa: PLC0415  # not before a lock comes back

    return threading.RLock() if is_reentrant else threading.Lock()


def make_object(kind: Any, *arguments: Any) -> Any:
    """Return a new object as `__new__` makes it."""
    return kind.__new__(kind, *arguments)


def set_state(obj: Any, state: Any) -> None:
    """Give an object its attributes without asking it for anything."""
    attributes, slots = state if type(state) is tuple else (state, None)
    if attributes:
        object.__getattribute__(obj, "__dict__").update(attributes)
    for name, value in (slots or {}).items():
        object.__setattr__(obj, name, value)


def make_dict_view(mapping: Any, name: str) -> Any:
    """Return the keys, values or items of a dictionary."""
    return getattr(mapping, name)()


def make_dead_reference() -> Any:
    """Return a weak reference whose object is gone."""
    return weakref.ref(_Gone())


class _Gone:
    """Gone before anybody sees it."""


def load_module(name: str, version: str | None) -> ModuleType:
    """Import a module. The unpickler of a restore also compares the version."""
    del version
    return import_module(name)


def make_cached(function: Any, maxsize: int | None, typed: bool) -> Any:  # noqa: FBT001  # as above
    """Return a function with an empty cache of its results."""
    from functools import lru_cache  # noqa: PLC0415  # rarely needed

    return lru_cache(maxsize, typed)(function)


def make_new_type(name: str, supertype: Any, module: str) -> Any:
    """Return a type for type checkers only."""
    import typing  # noqa: PLC0415  # rarely needed

    maker: Any = typing.NewType
    made: Any = maker(name, supertype)
    made.__module__ = module
    return made


_EXACT = {
    ("builtins", "dict_keys"): _reduce_dict_view,
    ("builtins", "dict_values"): _reduce_dict_view,
    ("builtins", "dict_items"): _reduce_dict_view,
    ("builtins", "odict_keys"): _reduce_dict_view,
    ("builtins", "odict_values"): _reduce_dict_view,
    ("builtins", "odict_items"): _reduce_dict_view,
    ("builtins", "memoryview"): _reduce_memoryview,
    ("_thread", "lock"): _reduce_lock,
    ("_thread", "RLock"): _reduce_lock,
    ("weakref", "ReferenceType"): _reduce_weak,
    ("builtins", "weakref"): _reduce_weak,
    ("weakref", "WeakValueDictionary"): _reduce_weak_values,
    ("weakref", "WeakKeyDictionary"): _reduce_weak_values,
    ("functools", "_lru_cache_wrapper"): _reduce_cached,
    ("typing", "NewType"): _reduce_new_type,
}
