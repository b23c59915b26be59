# ruff: noqa: E501, FBT001, PLW0108  # cells as they are typed; tables of cases
from __future__ import annotations

import asyncio
import builtins
import contextlib
import functools
import gc
import io
import logging
import logging.handlers
import signal
import sys
import types
import warnings
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mm.kernel.state import hanging, reach
from jupyter_mm.kernel.state.alive import Watch


@contextlib.contextmanager
def attribute(holder: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(holder, name)
    setattr(holder, name, value)
    try:
        yield
    finally:
        setattr(holder, name, before)


@pytest.mark.parametrize(
    ("holder", "name"),
    [
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (sys, "displayhook"),
        (warnings, "showwarning"),
        (builtins, "print"),
        (builtins, "__import__"),
    ],
)
@pytest.mark.parametrize("way", ["call", "method", "partial", "object", "closure"])
def test_a_hook_of_the_notebook_is_a_reason(
    watch: Watch, cell: dict[str, Any], holder: Any, name: str, way: str
) -> None:
    real = getattr(holder, name)
    call = types.FunctionType(
        (lambda *a, **k: _real(*a, **k)).__code__, {"__name__": "__main__", "_real": real}  # type: ignore[name-defined]  # noqa: F821
    )  # fmt: skip
    cell["Handler"].__call__ = lambda self, *a, **k: real(*a, **k)
    handler = cell["Handler"]()
    forms: dict[str, Any] = {
        "call": call,
        "method": types.MethodType(lambda self, *a, **k: real(*a, **k), handler),
        "partial": functools.partial(call),
        "object": handler,
        "closure": functools.wraps(real)(lambda *a, **k: call(*a, **k)),
    }
    with attribute(holder, name, forms[way]):
        reasons = watch.reasons()
    assert len(reasons) == 1
    watch.settle()
    assert watch.reasons() == []


@pytest.mark.parametrize(
    ("put", "take"),
    [
        (lambda c: gc.callbacks.append(c["call"]), lambda c: gc.callbacks.remove(c["call"])),
        (
            lambda c: signal.signal(signal.SIGUSR1, c["call"]),
            lambda c: signal.signal(signal.SIGUSR1, signal.SIG_DFL),
        ),
        (
            lambda c: signal.signal(signal.SIGALRM, c["Handler"]().handle),
            lambda c: signal.signal(signal.SIGALRM, signal.SIG_DFL),
        ),
        (
            lambda c: sys.path_hooks.append(c["call"]),
            lambda c: sys.path_hooks.remove(c["call"]),
        ),
    ],
    ids=["collector", "function", "method", "importer"],
)
def test_what_the_interpreter_calls_by_itself_is_a_reason(
    watch: Watch,
    cell: dict[str, Any],
    put: Callable[[dict[str, Any]], None],
    take: Callable[[dict[str, Any]], None],
) -> None:
    put(cell)
    reasons = watch.reasons()
    take(cell)
    assert len(reasons) == 1


def test_a_finalizer_of_the_notebook_is_a_reason(watch: Watch, cell: dict[str, Any]) -> None:
    held = cell["Handler"]()
    finalizer = weakref.finalize(held, cell["call"])
    assert watch.reasons() == ["weakref.finalize"]
    finalizer.detach()


def test_streams_of_the_notebook_are_a_reason(watch: Watch, cell: dict[str, Any]) -> None:
    with attribute(sys, "stdout", io.StringIO()):
        first = watch.reasons()
    watch.settle()
    with attribute(sys, "stderr", cell["Out"]()):
        second = watch.reasons()
    assert (first, second) == (["sys.stdout"], ["sys.stderr"])


def test_handlers_that_hold_on_to_the_users_objects_are_a_reason(
    watch: Watch, cell: dict[str, Any]
) -> None:
    log = logging.getLogger("a.test")
    before = len([*hanging.in_loggers()])  # pytest's own
    handlers = (logging.StreamHandler(io.StringIO()), logging.handlers.MemoryHandler(9))
    for handler in handlers:
        log.addHandler(handler)
        assert len([*hanging.in_loggers()]) == before + 2
        log.removeHandler(handler)
    del handlers, handler
    gc.collect()
    log.addFilter(cell["call"])
    assert watch.reasons() == ["a filter of logging"]
    log.removeFilter(cell["call"])


def test_profilers_are_a_reason(watch: Watch, cell: dict[str, Any]) -> None:
    before = sys.getprofile()
    sys.setprofile(cell["call"])
    reasons = watch.reasons()
    sys.setprofile(before)
    assert "sys.setprofile" in reasons


def test_what_is_registered_with_ipython_is_a_reason(
    watch: Watch, shell: InteractiveShell, cell: dict[str, Any]
) -> None:
    shell.events.register("post_execute", cell["call"])
    assert watch.reasons() == ["a callback of IPython's events"]
    shell.events.unregister("post_execute", cell["call"])
    watch.settle()
    shell.input_transformers_post.append(cell["call"])
    assert watch.reasons() == ["a transformer of IPython"]
    shell.input_transformers_post.remove(cell["call"])
    watch.settle()
    assert shell.display_formatter is not None
    formatter = shell.display_formatter.formatters["text/plain"]
    formatter.for_type(dict, cell["call"])
    assert watch.reasons() == ["a formatter of IPython"]
    formatter.pop(dict)


def test_a_magic_that_is_not_ipythons_under_its_name_is_a_reason(
    watch: Watch, shell: InteractiveShell, cell: dict[str, Any]
) -> None:
    real = shell.magics_manager.magics["line"]["time"]
    shell.register_magic_function(cell["call"], "line", "time")
    assert watch.reasons() == ["a magic of the notebook's"]
    shell.magics_manager.magics["line"]["time"] = real
    watch.settle()
    before = shell.magics_manager.magics["line"]["pip"]
    shell.magics_manager.register_alias("pip", "run")
    assert watch.reasons() == ["a magic under another one's name"]
    shell.magics_manager.magics["line"]["pip"] = before


def test_a_magic_of_the_users_own_name_is_none(
    watch: Watch, shell: InteractiveShell, cell: dict[str, Any]
) -> None:
    shell.register_magic_function(cell["call"], "line", "mine")
    assert watch.reasons() == []
    del shell.magics_manager.magics["line"]["mine"]


def test_tasks_and_callbacks_on_the_loop_are_a_reason(watch: Watch, cell: dict[str, Any]) -> None:
    async def go() -> list[list[str]]:
        # The task that runs the cell is the kernel's there.
        found = []
        current = asyncio.current_task()
        assert current is not None
        own = f"the task {current.get_name()}"
        sleeping = asyncio.create_task(asyncio.sleep(60), name="mine")
        found.append([one for one in watch.reasons() if one != own])
        sleeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sleeping
        watch.settle()
        later = asyncio.get_running_loop().call_later(60, cell["call"])
        found.append([one for one in watch.reasons() if one != own])
        later.cancel()
        watch.settle()
        found.append([one for one in watch.reasons() if one != own])
        return found

    assert asyncio.run(go()) == [["the task mine"], ["a callback of the event loop"], []]


@pytest.mark.parametrize(
    "source",
    [
        "import weakref\nr = weakref.ref(x, print)",
        "from weakref import ref",
        "layer.register_forward_hook(f)",
        "tensor.register_hook(grads.append)",
        "import torch\nclass F(torch.autograd.Function): pass",
        "import sys\nsys.addaudithook(print)",
    ],
)
def test_hooks_that_nobody_can_list_count_from_then_on(watch: Watch, source: str) -> None:
    watch.note(reach.uses(source))
    for _ in range(2):
        assert len(watch.reasons()) == 1
        watch.settle()


def test_harmless_cells_leave_nothing(watch: Watch) -> None:
    for source in ("x = 1", "import numpy as np", "f(x).backward()", "print(3)"):
        watch.note(reach.uses(source))
    assert watch.reasons() == []


def test_what_cannot_be_looked_at_is_a_reason(watch: Watch, shell: InteractiveShell) -> None:
    with attribute(shell.events, "callbacks", None):
        assert watch.reasons() == ["what could not be looked at (AttributeError)"]


@pytest.mark.parametrize(
    ("source", "counts"),
    [
        ("math.mine = []", True),
        ("math.mine = lambda: x", True),
        ("math.mine = 3", False),
        ("fractions.Fraction.mine = []", True),
        ("Fraction.mine = []", True),
        ("setattr(math, 'mine', x)", True),
        ("setattr(own, 'mine', x)", False),
        ("own.mine = []", False),
        ("Own.mine = []", False),
        ("fractions.Fraction.mine = 'text'", False),
    ],
)
def test_what_a_cell_leaves_on_a_library_counts_from_then_on(
    watch: Watch, shell: InteractiveShell, source: str, counts: bool
) -> None:
    shell.user_ns["__name__"] = "__main__"
    exec(
        "import math, fractions\nfrom fractions import Fraction\nclass Own: pass\nown = Own(); x = []",
        shell.user_ns,
    )
    watch.note(reach.uses(source))
    exec(source, shell.user_ns)
    first = watch.reasons()
    watch.settle()
    assert bool(first) is bool(watch.reasons()) is counts
    exec(
        "for holder in (math, Fraction): vars(holder).get('mine') is None or delattr(holder, 'mine')",
        shell.user_ns,
    )
