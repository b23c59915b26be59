"""What else may be at work in the process, so that the names in a cell alone say nothing."""

from __future__ import annotations

import sys
from operator import is_
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.state import hanging, shell_lines, threads
from jupyter_mm.kernel.state.callbacks import is_users

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.kernel.state.source import Uses

HOOKS = frozenset({
    "CFUNCTYPE", "PYFUNCTYPE", "addaudithook", "finalize", "register_adapter",
    "register_backward_hook", "register_callback", "register_converter",
    "register_dataframe_accessor", "register_forward_hook", "register_forward_pre_hook",
    "register_full_backward_hook", "register_full_backward_pre_hook", "register_hook",
    "register_index_accessor", "register_module_backward_hook", "register_module_forward_hook",
    "register_module_forward_pre_hook", "register_module_full_backward_hook",
    "register_multi_grad_hook", "register_post_accumulate_grad_hook", "register_series_accessor",
    "register_step_post_hook", "register_step_pre_hook", "saved_tensors_hooks",
    "set_asyncgen_hooks", "set_update_buffer_to_gpu", "set_wakeup_fd",
})  # fmt: skip
"""Methods that leave code of the user where nobody can list it."""

HOOKING = frozenset({"weakref", "cffi", "ctypes", "sounddevice", "pyaudio", "pynput"})
"""Modules that do."""


class Watch:
    """Tells whether anything but the cells may have changed a variable. Main thread only."""

    def __init__(self, shell: Any = None) -> None:
        """`shell` is the IPython shell of the session, where there is one."""
        self._shell = shell
        self._since: tuple[str, ...] = ()
        self._for_ever: dict[str, None] = {}
        self._sets: set[str] = set()
        """Attributes that cells have set since the last look."""
        self._harmless: dict[str, tuple[Any, ...]] = {}
        """Place -> what hung there and was not the user's."""
        self._nameless = threads.nameless()
        self._from_start = _present()
        """What hung somewhere before the first cell: the kernel's own, or whoever runs it."""

    def note(self, used: Uses) -> None:
        """Take what a cell uses: some hooks show nowhere once they are set."""
        self._sets |= used.sets
        if "setattr" in used.names:
            self._sets |= {f"{name}.*" for name in used.names}
        found = used.attributes | used.names | used.imports
        if not HOOKS.isdisjoint(found) or not HOOKING.isdisjoint(
            name.partition(".")[0] for name in found
        ):
            self._for_ever["a hook that a cell has set"] = None
        if "autograd" in found and "Function" in found:
            self._for_ever["a function of autograd that a cell has made"] = None

    def note_event(self, event: str) -> None:
        """Take an event of the interpreter; only one that leaves a hook counts."""
        if event == "sys.addaudithook":
            self._for_ever["an audit hook"] = None

    def reasons(self) -> list[str]:
        """Return what is at work, or was at some time since `settle`, in words."""
        self._since = tuple(dict.fromkeys((*self._since, *self._now())))
        return [*self._since, *self._for_ever]

    def settle(self) -> None:
        """Everything was looked at; what is at work now may change it again."""
        self._sets.clear()
        self._since = tuple(dict.fromkeys(self._now()))

    def _now(self) -> Iterator[str]:
        try:
            yield from threads.at_work(self._nameless)
            yield from hanging.in_interpreter()
            yield from hanging.in_loggers(self._from_start)
            yield from self._of_users(hanging.in_python())
            yield from _in_loop()
            yield from self._in_shell()
        except Exception as error:  # noqa: BLE001  # a hook's own code, or another Python than we know
            yield f"what could not be looked at ({type(error).__name__})"

    def _in_shell(self) -> Iterator[str]:
        shell = self._shell or _shell()
        if shell is None:
            return
        yield from self._of_users(hanging.in_shell(shell, shell_lines.KNOWN))
        for dotted in self._sets:
            if hanging.is_left_on_library(shell.user_ns, dotted):
                self._for_ever["an attribute of a library that a cell has set"] = None
        yield from hanging.renamed(shell, shell_lines.KNOWN)
        kernel = getattr(shell, "kernel", None)
        if kernel is not None:
            yield from hanging.in_kernel(kernel)

    def _of_users(self, places: Iterator[hanging.Place]) -> Iterator[str]:
        for place, hung in places:
            values = tuple(value for value in hung if id(value) not in self._from_start)
            before = self._harmless.get(place, ())
            if len(before) == len(values) and all(map(is_, before, values)):
                continue
            if any(map(is_users, values)):
                yield place
            else:
                self._harmless[place] = values


def _present() -> dict[int, Any]:
    """Return what hangs on Python and on logging now, by id; kept, so that ids stay theirs."""
    found = [value for _, values in hanging.in_python() for value in values]
    return {id(value): value for value in (*found, *hanging.handlers()) if not _is_of_cells(value)}


def _is_of_cells(value: Any) -> bool:
    """Tell whether a cell made this: we may have been loaded in the middle of a session."""
    scope = getattr(getattr(value, "__func__", value), "__globals__", {})
    return "__main__" in {type(value).__module__, scope.get("__name__")}


def _in_loop() -> Iterator[str]:
    asyncio = sys.modules.get("asyncio")
    loop = asyncio._get_running_loop() if asyncio is not None else None  # noqa: SLF001  # tells None instead of raising
    if loop is not None:
        yield from hanging.in_loop(loop)


def _shell() -> Any:
    """Return the process's IPython shell, if it has one; never makes one."""
    module = sys.modules.get("IPython.core.interactiveshell")
    return module.InteractiveShell._instance if module is not None else None  # noqa: SLF001  # as said
