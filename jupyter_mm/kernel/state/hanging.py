"""Places where user code may hang that runs while no cell names it: hooks, handlers, callbacks."""

from __future__ import annotations

import builtins
import gc
import io
import sys
import types
import warnings
from _signal import getsignal, valid_signals  # type: ignore[import-not-found]  # no enums: 64 are asked after each cell
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.state.callbacks import is_users, is_users_kind

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

_SIGNALS = tuple(sorted(map(int, valid_signals())))
_TRACERS = frozenset({"_pydevd_bundle", "_pydevd_frame_eval", "coverage", "debugpy", "pydevd"})
_TOOLS = frozenset({"coverage", "pydevd", "debugpy"})
_PASSIVE = frozenset({
    "AccordionModel", "BoxModel", "FloatProgressModel", "GridBoxModel", "HBoxModel", "HTMLModel",
    "HTMLStyleModel", "ImageModel", "IntProgressModel", "LabelModel", "LabelStyleModel",
    "LayoutModel", "OutputModel", "ProgressStyleModel", "VBoxModel",
})  # fmt: skip
"""Widgets that only show: the page sends nothing back."""


Place = tuple[str, tuple[Any, ...]]
"""What to call it, and what hangs there."""


def in_python() -> Iterator[Place]:
    """Yield the places where Python keeps what it calls by itself."""
    yield "a signal handler", tuple(filter(callable, map(getsignal, _SIGNALS)))
    yield (
        "a hook of Python",
        (
            sys.excepthook,
            sys.unraisablehook,
            sys.displayhook,
            warnings.showwarning,
            *gc.callbacks,
            *sys.meta_path,
            *sys.path_hooks,
        ),
    )
    yield "a builtin of the notebook's", tuple(vars(builtins).values())
    weakref = sys.modules.get("weakref")
    if weakref is not None:
        known = tuple(weakref.finalize._registry.values())  # noqa: SLF001  # no public way
        yield (
            "weakref.finalize",
            tuple(
                part
                for one in known
                for part in (one.func, *(one.args or ()))
                # A library's `table.pop`. The notebook's own are told by the cell that sets them.
                if type(part) is not types.BuiltinMethodType
            ),
        )


def in_shell(shell: Any, magics: frozenset[str]) -> Iterator[Place]:
    """Yield the places where IPython keeps what it calls, these magics among them."""
    events = shell.events.callbacks.values()
    yield (
        "a callback of IPython's events",
        tuple(called for several in events for called in several),
    )
    manager = shell.input_transformer_manager
    yield (
        "a transformer of IPython",
        (
            *shell.ast_transformers,
            *shell.input_transformers_post,
            *manager.cleanup_transforms,
            *manager.line_transforms,
            *manager.token_transformers,
            *shell.custom_exceptions,
        ),
    )
    yield (
        "a formatter of IPython",
        tuple(
            printer
            for formatter in shell.display_formatter.formatters.values()
            for table in _tables(formatter)
            for printer in table.values()
        ),
    )
    tables = shell.magics_manager.magics.values()
    # Nothing is asked of IPython's stand-ins for magics: that would load them.
    yield (
        "a magic of the notebook's",
        tuple(table[name] for table in tables for name in magics & table.keys()),
    )


def renamed(shell: Any, magics: frozenset[str]) -> Iterator[str]:
    """Yield what says that a magic's name runs another magic."""
    for table in shell.magics_manager.magics.values():
        for name in magics & table.keys():
            if type(table[name]).__name__ == "MagicAlias" and table[name].magic_name not in magics:
                yield "a magic under another one's name"


def _tables(formatter: Any) -> tuple[dict[Any, Any], ...]:
    return formatter.singleton_printers, formatter.type_printers, formatter.deferred_printers


def in_interpreter() -> Iterator[str]:
    """Yield what takes the place of Python's own streams, and who traces."""
    yield from _streams()
    yield from _tracers()


def _streams() -> Iterator[str]:
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name, None)
        kind = type(stream)
        if isinstance(stream, io.StringIO) or is_users_kind(kind):
            yield f"sys.{name}"


def _tracers() -> Iterator[str]:
    for name, tracer in (("sys.settrace", sys.gettrace()), ("sys.setprofile", sys.getprofile())):
        if tracer is not None and type(tracer).__module__.partition(".")[0] not in _TRACERS:
            module = str(getattr(tracer, "__module__", ""))
            if module.partition(".")[0] not in _TRACERS:
                yield name
    monitoring: Any = getattr(sys, "monitoring", None)
    for tool in range(6) if monitoring is not None else ():
        name = monitoring.get_tool(tool)
        if name is not None and name not in _TOOLS:
            yield f"sys.monitoring ({name})"


def handlers() -> list[Any]:
    """Return all live handlers of logging."""
    logging = sys.modules.get("logging")
    known = tuple(logging._handlerList) if logging is not None else ()  # noqa: SLF001  # no public way
    return [handler for reference in known if (handler := reference()) is not None]


def in_loggers(from_start: Container[int] = ()) -> Iterator[str]:
    """Yield handlers and filters of the user, and those that write into an object of the user.

    Handlers whose ids are in `from_start` never count.
    """
    logging = sys.modules.get("logging")
    if logging is None:
        return
    for handler in handlers():
        if id(handler) in from_start:
            continue
        module = type(handler).__module__
        stream = getattr(handler, "stream", None)
        is_kept = isinstance(stream, io.StringIO | io.BytesIO) or is_users_kind(type(stream))
        buffers = module == "logging.handlers" and hasattr(handler, "buffer")
        queues = module == "logging.handlers" and hasattr(handler, "queue")
        if (
            is_kept
            or buffers
            or queues
            or is_users_kind(type(handler))
            or is_users(handler.filters)
        ):
            yield "a handler of logging"
    for logger in (logging.root, *tuple(logging.Logger.manager.loggerDict.values())):
        if is_users_kind(type(logger)) or is_users(getattr(logger, "filters", None)):
            yield "a filter of logging"


def in_kernel(kernel: Any) -> Iterator[str]:
    """Yield what brings messages of the page to the user's objects between cells."""
    if getattr(kernel, "eventloop", None) is not None:
        yield "a window system's event loop"
    debugger = getattr(kernel, "debugger", None)
    if debugger is not None and getattr(debugger, "is_started", False):
        yield "the debugger"
    manager = getattr(kernel, "comm_manager", None)
    for name, comm in tuple(getattr(manager, "comms", {}).items()):
        if not is_passive(name, comm):
            yield "a widget"
            return


def is_passive(name: str, comm: Any) -> bool:
    """Tell whether a comm is ours, or belongs to a widget that only shows something."""
    target = str(getattr(comm, "target_name", ""))
    if target.startswith(("jupyter_mm", "jupyter-mm")):
        return True
    module = sys.modules.get("ipywidgets.widgets.widget")
    widget = module._instances.get(name) if module is not None else None  # noqa: SLF001  # no public way
    if widget is None or is_users_kind(type(widget)):
        return False
    values = vars(widget).get("_trait_values", {})
    return values.get("_model_name") in _PASSIVE and not _is_observed(widget)


def _is_observed(widget: Any) -> bool:
    return any(
        is_users(called)
        for kinds in tuple(vars(widget).get("_trait_notifiers", {}).values())
        for called in tuple(kinds.values())
    )


def in_loop(loop: Any) -> Iterator[str]:
    """Yield tasks and callbacks on an asyncio loop that are not the kernel's own."""
    asyncio = sys.modules["asyncio"]
    for task in asyncio.all_tasks(loop):
        if not _is_kernels(task):
            yield f"the task {task.get_name()}"
    handles = (*getattr(loop, "_ready", ()), *getattr(loop, "_scheduled", ()))
    for handle in handles:
        if not handle._cancelled and is_users((handle._callback, handle._args)):  # noqa: SLF001  # no public way
            yield "a callback of the event loop"
    selector = getattr(loop, "_selector", None)
    for key in tuple(selector.get_map().values()) if selector is not None else ():
        for handle in key.data if isinstance(key.data, tuple) else ():
            if handle is not None and is_users((handle._callback, handle._args)):  # noqa: SLF001  # as above
                yield "a reader of the event loop"


_KERNELS = ("ipykernel/", "tornado/", "zmq/", "jupyter_client/", "IPython/", "nest_asyncio")


def _is_kernels(task: Any) -> bool:
    code = getattr(task.get_coro(), "cr_code", None)
    if code is None or (task._callbacks and is_users([one[0] for one in task._callbacks])):  # noqa: SLF001  # no public way
        return False
    place = code.co_filename.rpartition("-packages/")[2]
    return bool(place.startswith(_KERNELS))


def is_left_on_library(namespace: Mapping[str, Any], dotted: str) -> bool:
    """Tell whether `np.mine` is something that may change, left where no name leads to it.

    `np.*` stands for an attribute that was set by `setattr`.
    """
    first, *names = dotted.split(".")
    value = namespace.get(first)
    is_class = isinstance(value, type) and value.__module__ not in {"__main__", None}
    if not isinstance(value, types.ModuleType) and not is_class:
        return False
    for name in names:
        if name == "*":
            return True
        value = getattr(value, name, None)  # of a library's module: its own ways of looking up
    return not isinstance(value, str | bytes | int | float | complex | None)
