"""Values to bytes: pickle protocol 5 with buffers out of band (codec `pickle5`).

Imported when the first value is kept: it needs cloudpickle.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pickle import PicklingError
from types import CellType, FunctionType
from typing import TYPE_CHECKING, Any

from cloudpickle import cloudpickle as cp

from jupyter_mm.kernel.codecs import arrays, classes, functions
from jupyter_mm.kernel.codecs.classes import ClassNames
from jupyter_mm.kernel.codecs.notkept import NotKeptError
from jupyter_mm.kernel.codecs.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Callable

PROTOCOL = 5
NAMESPACE = ("namespace",)
CLASS_LIMIT_BYTES = 64 << 20
_STREAMS = (io.BytesIO, io.StringIO)


@dataclass(frozen=True, slots=True)
class Context:
    """What the values of one capture have in common."""

    namespace: dict[str, Any]
    names: ClassNames
    class_bytes: dict[type, bytes] = field(default_factory=dict)
    building: list[type] = field(default_factory=list)
    """Classes whose parts are being pickled, outermost first."""


@dataclass(frozen=True, slots=True)
class Pickled:
    """One stream with its buffers, and the objects it reached."""

    stream: bytes
    buffers: list[Any]
    size_bytes: int
    memo: dict[int, tuple[int, Any]]
    """Every object that could be referred to again, by its id; keeps them alive."""
    by_value: set[int]
    """Functions whose code is in the stream."""
    hidden: set[int]
    """Arrays that nothing outside their holder can change."""
    owners: dict[int, set[int]]
    """Memory owner -> the arrays that were reached on it."""


class StatePickler(cp.Pickler):
    """cloudpickle's pickler with the notebook's namespace, classes and views kept as such."""

    def __init__(self, sink: Sink, context: Context, *, share: bool, root: Any = None) -> None:
        """`share` keeps views as positions in their owner; `root` is a class being taken apart."""
        out_of_band = None if root is not None else sink.take_buffer
        super().__init__(sink, protocol=PROTOCOL, buffer_callback=out_of_band)
        self._context = context
        self._share = share
        self._root = root
        self._filled: set[int] = set()
        self._bare: dict[int, CellType] = {}
        self._array_type = arrays.array_type()
        self.by_value: set[int] = set()
        self.hidden: set[int] = set()
        self.owners: dict[int, set[int]] = {}

    def reducer_override(self, obj: Any) -> Any:
        """Return how to rebuild an object, or NotImplemented for pickle's own way.

        Looks at `type(obj)` only: an object may lie about its `__class__`, or raise.
        """
        kind = type(obj)
        if kind is FunctionType:
            return self._function(obj)
        if kind is self._array_type:
            return self._array(obj)
        if issubclass(kind, type):
            return self._class(obj)
        if kind is CellType:
            self._bare[id(obj)] = obj
            return functions.make_cell, ()
        if kind is os._Environ:  # noqa: SLF001  # the only name this mapping's type has
            raise NotKeptError("environment variables are never kept")
        if issubclass(kind, io.IOBase) and not issubclass(kind, _STREAMS):
            raise NotKeptError("open files are not kept")
        if arrays.is_copy_on_write(kind):
            self.hidden.update(map(id, arrays.hidden_in(obj)))
        return NotImplemented

    def finish(self) -> None:
        """Refuse a cell that no function in the stream fills."""
        if self._bare.keys() - self._filled:
            raise NotKeptError("a closure cell without its function cannot be kept")

    def _function(self, function: FunctionType) -> Any:
        if cp._should_pickle_by_reference(function):  # noqa: SLF001  # cloudpickle is pinned below 4
            return NotImplemented
        self.by_value.add(id(function))
        state = functions.state_of(function, self._filled)
        scope: Any
        if function.__globals__ is self._context.namespace:
            scope = functions.Scope()
        else:
            scope = self._function_getnewargs(function)[1]
            used = cp._extract_code_globals(function.__code__)  # noqa: SLF001  # cloudpickle is pinned below 4
            known = function.__globals__
            state["globals"] = {name: known[name] for name in used if name in known}
        arguments = (function.__code__, scope, function.__closure__)
        return functions.make_function, arguments, state, None, None, functions.fill_function

    def _class(self, cls: type) -> Any:
        if cls is self._root:
            return classes.reduce_class(cls)
        if cls in cp._BUILTIN_TYPE_NAMES or cp._should_pickle_by_reference(cls):  # noqa: SLF001  # cloudpickle is pinned below 4
            return cp._class_reduce(cls)  # noqa: SLF001  # cloudpickle is pinned below 4
        name = self._context.names.id_of(cls)
        if cls in self._context.building:
            return classes.class_in_progress, (name,)
        return classes.load_class, (name, class_content(cls, self._context))

    def _array(self, array: Any) -> Any:
        if array.dtype.hasobject or id(array) in self.hidden:
            return NotImplemented
        owner = arrays.owner_of(array)
        self.owners.setdefault(id(owner), set()).add(id(array))
        if self._share and arrays.can_share(array, owner):
            return arrays.make_view, (owner, *arrays.position_in(array, owner))
        return NotImplemented


class ScopePickler(StatePickler):
    """For values that hold `globals()` itself. Slower: asks for every object."""

    def persistent_id(self, obj: Any) -> Any:
        """Name the namespace instead of copying it."""
        return NAMESPACE if obj is self._context.namespace else None


def class_content(cls: type, context: Context) -> bytes:
    """Return a class of the notebook as a stream of its own."""
    known = context.class_bytes.get(cls)
    if known is not None:
        return known
    sink = Sink(CLASS_LIMIT_BYTES, _no_check)
    context.building.append(cls)
    try:
        pickler = StatePickler(sink, context, share=False, root=cls)
        pickler.dump(cls)
        pickler.finish()
    finally:
        context.building.pop()
    content = context.names.settled(cls, sink.content())
    if not context.building:  # inside another class it may refer to that one as unfinished
        context.class_bytes[cls] = content
    return content


def dump(
    values: dict[str, Any],
    context: Context,
    *,
    limit_bytes: int,
    check: Callable[[], None],
    share: bool = False,
) -> Pickled:
    """Return the stream of a dictionary of values.

    Raises NotKeptError for what is refused on purpose, and whatever the values' own code raises.
    """
    made = _dump_with(StatePickler, values, context, Sink(limit_bytes, check), share=share)
    if made is None:
        made = _dump_with(ScopePickler, values, context, Sink(limit_bytes, check), share=share)
    if made is None:
        raise PicklingError("refers to the namespace in a way that cannot be kept")
    return made


def _dump_with(
    kind: type[StatePickler], values: dict[str, Any], context: Context, sink: Sink, *, share: bool
) -> Pickled | None:
    """Return None when the namespace itself was reached and copied."""
    pickler = kind(sink, context, share=share)
    try:
        pickler.dump(values)
        pickler.finish()
    except BaseException:
        if kind is StatePickler and id(context.namespace) in pickler.memo.copy():
            return None
        raise
    memo = pickler.memo.copy()
    if id(context.namespace) in memo:
        return None
    return Pickled(
        stream=sink.content(),
        buffers=sink.buffers,
        size_bytes=sink.size,
        memo=memo,
        by_value=pickler.by_value,
        hidden=pickler.hidden,
        owners=pickler.owners,
    )


def _no_check() -> None:
    """Class streams are short; the variable they belong to is checked."""
