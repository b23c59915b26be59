"""Values to bytes: pickle protocol 5 with buffers out of band (codec `pickle5`).

Imported when the first value is kept: it needs cloudpickle.
"""

from __future__ import annotations

import pickle
import sys
from pickle import PicklingError
from types import CellType, CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from cloudpickle import cloudpickle as cp

from jupyter_mm.kernel.codecs import classes, functions, registry, standard
from jupyter_mm.kernel.codecs.notkept import NotKeptError
from jupyter_mm.kernel.codecs.pickled import Context, Pickled
from jupyter_mm.kernel.codecs.reached import LARGE_PICKLER_BYTES, listed, reached
from jupyter_mm.kernel.codecs.reduction import Reduction
from jupyter_mm.kernel.codecs.sink import Sink
from jupyter_mm.kernel.state.shared import is_shared
from jupyter_mm.kernel.state.sharing import changing
from jupyter_mm.kernel.state.source import names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["NAMESPACE", "Context", "Pickled", "class_content", "dump"]

PROTOCOL = 5
NAMESPACE = ("namespace",)
CLASS_LIMIT_BYTES = 64 << 20

MOST_ATTEMPTS = 3
"""One, one more if the namespace turned up, one more if a frame lies on another value's array."""

_ATOMS = frozenset({int, float, bool, complex, type(None)})
_SHORT = 4096
_UNKNOWN = object()


class StatePickler(cp.Pickler):
    """cloudpickle's pickler with the notebook's namespace, classes and views kept as such."""

    def __init__(
        self,
        sink: Sink,
        context: Context,
        *,
        told: Reduction,
        root: Any = None,
        observe: list[Any] | None = None,
    ) -> None:
        """`told` is what codecs ask and tell; `root` is a class that is being taken apart."""
        self._watch(observe)
        out_of_band = None if root is not None else sink.take_buffer
        super().__init__(sink, protocol=PROTOCOL, buffer_callback=out_of_band)
        self._context = context
        self._root = root
        self._reducers = context.reducers
        self._ways: dict[type, Any] = {}
        """The reducers of this stream's types, but for code: a method of ours would be a circle."""
        self._filled: set[int] = set()
        self._bare: dict[int, CellType] = {}
        self.told = told
        self.kinds: set[type] = set()
        self.global_names: set[str] = set()
        self.by_value: set[int] = set()
        self.in_classes: dict[int, Any] = {}
        self.classes: set[str] = set()

    def reducer_override(self, obj: Any) -> Any:
        """Return how to rebuild an object, or NotImplemented for pickle's own way.

        Looks at `type(obj)` only: an object may lie about its `__class__`, or raise.
        """
        way = self._ways.get(type(obj), _UNKNOWN)
        if way is None:
            return NotImplemented
        return way(obj, self.told) if way is not _UNKNOWN else self._first(obj, type(obj))

    def _first(self, obj: Any, kind: type) -> Any:
        """Return the same for the first object of a type, and for all that are code."""
        self.kinds.add(kind)
        if kind is FunctionType:
            return self._function(obj)
        if issubclass(kind, type):
            return self._class(obj)
        if kind is CellType:
            self._bare[id(obj)] = obj
            return functions.make_cell, ()
        if kind is CodeType:
            return functions.make_code, cp._code_reduce(obj)[1]  # noqa: SLF001  # cloudpickle is pinned below 4
        known = self._reducers
        if kind not in known:
            known[kind] = registry.reducer_for(kind)
        way = self._ways[kind] = known[kind]
        return NotImplemented if way is None else way(obj, self.told)

    def finish(self) -> None:
        """Refuse a cell that no function in the stream fills."""
        if self._bare.keys() - self._filled:
            raise NotKeptError("a closure cell without its function cannot be kept")

    def _watch(self, observe: list[Any] | None) -> None:
        """Have every object that is visited appended to a list, at the speed of C."""
        if observe is not None:
            self.persistent_id = observe.append  # returns None: nothing is replaced

    def _function(self, function: FunctionType) -> Any:
        if cp._should_pickle_by_reference(function):  # noqa: SLF001  # cloudpickle is pinned below 4
            return NotImplemented
        self.by_value.add(id(function))
        state = functions.state_of(function, self._filled)
        used = cp._extract_code_globals(function.__code__)  # noqa: SLF001  # cloudpickle is pinned below 4
        scope: Any
        if function.__globals__ is self._context.namespace:
            scope = functions.Scope()
            self.global_names.update(names_in(function.__code__))
        else:
            scope = self._function_getnewargs(function)[1]
            known = function.__globals__
            state["globals"] = {name: known[name] for name in used if name in known}
        arguments = (function.__code__, scope, function.__closure__)
        return functions.make_function, arguments, state, None, None, functions.fill_function

    def _class(self, kind: type) -> Any:
        if kind is self._root:
            return classes.reduce_class(kind)
        if kind in cp._BUILTIN_TYPE_NAMES or cp._should_pickle_by_reference(kind):  # noqa: SLF001  # cloudpickle is pinned below 4
            return cp._class_reduce(kind)  # noqa: SLF001  # cloudpickle is pinned below 4
        context = self._context
        name = context.names.id_of(kind)
        if kind in context.building:
            return classes.class_in_progress, (name,)
        content, used, inner = _class_parts(kind, context)
        self.global_names.update((*used, kind.__name__))
        self.in_classes.update(context.class_objects.get(kind, {}))
        self.classes |= {name, *inner}
        return classes.load_class, (name, content)


class ScopePickler(StatePickler):
    """For values that hold `globals()` itself. Slower: asks for every object."""

    _observed: list[Any] | None = None

    def persistent_id(self, obj: Any) -> Any:
        """Name the namespace instead of copying it."""
        if self._observed is not None:
            self._observed.append(obj)
        return NAMESPACE if obj is self._context.namespace else None

    def _watch(self, observe: list[Any] | None) -> None:
        self._observed = observe


def class_content(cls: type, context: Context) -> bytes:
    """Return a class of the notebook as a stream of its own."""
    return _class_parts(cls, context)[0]


def _class_parts(cls: type, context: Context) -> tuple[bytes, frozenset[str], frozenset[str]]:
    """Return a class as a stream, the names that its code uses, and the classes inside by id."""
    known = context.class_bytes.get(cls)
    if known is not None:
        return known, context.class_globals[cls], context.class_inner[cls]
    sink = Sink(CLASS_LIMIT_BYTES, _no_check)
    has_others = is_shared(vars(cls))  # asked before the pickler holds all of it as well
    context.building.append(cls)
    try:
        pickler = StatePickler(sink, context, told=Reduction(share=False), root=cls)
        pickler.dump(cls)
        pickler.finish()
    finally:
        context.building.pop()
    content = context.names.settled(cls, sink.content())
    used, inner = frozenset(pickler.global_names), frozenset(pickler.classes)
    if not context.building:  # inside another class it may refer to that one as unfinished
        context.class_bytes[cls] = content
        context.class_globals[cls] = used
        context.class_inner[cls] = inner
        context.class_objects[cls] = {
            **pickler.in_classes,
            **(listed(pickler) if has_others else {}),
        }
    return content, used, inner


def dump(
    values: dict[str, Any],
    context: Context,
    *,
    limit_bytes: int,
    check: Callable[[], None],
    share: bool = False,
    observe: list[Any] | None = None,
) -> Pickled:
    """Return the stream of a dictionary of values.

    `observe` gets every object that is visited, in order. Raises NotKeptError for what is refused
    on purpose, and whatever the values' own code raises.
    """
    if observe is None and len(values) == 1 and _is_atom(*values.values()):
        stream = pickle.dumps(values, PROTOCOL)
        return Pickled(stream, [], len(stream))
    exposed: Iterable[int] = ()
    kind: type[StatePickler] = StatePickler
    for _ in range(MOST_ATTEMPTS):
        sink = Sink(limit_bytes, check)
        visited: list[Any] | None = None if observe is None else []
        told = Reduction(share=share, exposed=exposed)
        pickler = kind(sink, context, told=told, observe=visited)
        made = _pickled(pickler, values, context, sink)
        if made is None:
            kind = ScopePickler
        elif share and (found := made.owners.keys() & made.beside.keys()) - set(exposed):
            exposed = found
        else:
            if observe is not None:
                observe.extend(visited or ())
            return made
    raise PicklingError("refers to the namespace in a way that cannot be kept")


def _is_atom(value: Any) -> bool:
    kind = type(value)
    return kind in _ATOMS or (kind is str and len(value) <= _SHORT)


def _pickled(
    pickler: StatePickler, values: dict[str, Any], context: Context, sink: Sink
) -> Pickled | None:
    """Return None when the namespace itself was reached and copied."""
    space = context.namespace
    references = sys.getrefcount(space)
    try:
        pickler.dump(values)
        pickler.finish()
    except BaseException as error:
        if type(pickler) is StatePickler and _may_hold(pickler, space, references):
            return None
        if isinstance(error, PicklingError) and isinstance(error.__cause__, RecursionError):
            raise NotKeptError("nested too deeply") from None
        raise
    stream = sink.content()
    objects, places = reached(pickler, stream, context.named)
    if _is_copied(space, objects, stream):
        return None
    told = pickler.told
    if objects is not None:
        objects.pop(id(values), None)
        standard.tell_bytes(objects.values(), told)
    return Pickled(
        stream=stream,
        buffers=sink.buffers,
        size_bytes=sink.size,
        objects=objects,
        changing=None if objects is None else changing(objects, pickler.by_value, told.hidden),
        kinds=pickler.kinds,
        global_names=pickler.global_names,
        classes=pickler.classes,
        by_value=pickler.by_value,
        hidden=told.hidden,
        owners=told.owners,
        beside=told.beside,
        spans=told.spans(),
        notes=list(told.notes),
        places=places,
        is_shared=told.share,
    )


def _may_hold(pickler: StatePickler, space: dict[str, Any], references: int) -> bool:
    """Tell whether a pickler that failed had gone into the namespace.

    What a pickler has seen it refers to; that shows without copying millions of entries.
    """
    if pickler.__sizeof__() > LARGE_PICKLER_BYTES:
        return sys.getrefcount(space) > references
    return id(space) in pickler.memo.copy()


def _is_copied(space: dict[str, Any], objects: dict[int, Any] | None, stream: bytes) -> bool:
    """Tell whether a stream may hold a copy of the namespace.

    A large stream is searched for a name that every namespace has and hardly a value.
    """
    if objects is not None:
        return id(space) in objects
    telling = "__builtins__" if "__builtins__" in space else next(iter(space), None)
    return type(telling) is str and telling.encode("utf-8", "surrogatepass") in stream


def _no_check() -> None:
    """Class streams are short; the variable they belong to is checked."""
