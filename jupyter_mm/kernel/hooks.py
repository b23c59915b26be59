"""Where IPython calls us. The only place that swallows exceptions; each is counted."""

from __future__ import annotations

import os
import threading
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.execution import Failure
from jupyter_mm.domain.names import visible_name
from jupyter_mm.errors import InvalidError
from jupyter_mm.kernel.effects import READERS
from jupyter_mm.kernel.inputs import EVENTS
from jupyter_mm.kernel.keeper import Keeper, Running
from jupyter_mm.kernel.restoring.swap import interrupts_held
from jupyter_mm.kernel.summaries import storable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult

LONGEST_MESSAGE = 2000


class Hooks:
    """Turns the shell's events into executions that the keeper keeps."""

    def __init__(self, shell: Any, keeper: Keeper) -> None:
        """`attach` begins to listen to the shell; a script has none."""
        self._shell = shell
        self._keeper = keeper
        self.inputs = keeper.inputs
        """What the code reads and writes."""
        self._seen: dict[int, tuple[ExecutionInfo, Running]] = {}
        """Thread -> what runs there: cells in subshells run beside the main thread."""
        self._pid = os.getpid()

    def attach(self) -> None:
        """Listen to the shell."""
        self._keeper.shell = self._shell
        self._shell.events.register("pre_run_cell", self.pre_run_cell)
        self._shell.events.register("post_run_cell", self.post_run_cell)

    def detach(self) -> None:
        """Listen no more."""
        self._shell.events.unregister("pre_run_cell", self.pre_run_cell)
        self._shell.events.unregister("post_run_cell", self.post_run_cell)

    def pre_run_cell(self, info: ExecutionInfo) -> None:
        """Note that a cell starts which the user means to keep."""
        with self.never_hurt_the_cell(), _interrupts_held():
            if not self._is_own_process():
                return
            if not info.store_history or info.silent:
                self._keeper.gate()
                self._keeper.tracking.runs(info.transformed_cell or info.raw_cell or "")
                return
            name = message_id(self._shell)
            known = self._seen.get(threading.get_ident())
            if known is not None and name is not None and known[1].id == name:
                return  # code inside the cell runs another one: both are one execution
            clocks = self._keeper.clocks
            running = Running(
                id=name or os.urandom(16).hex(),
                source=storable(info.raw_cell or ""),
                cell=cell_name(info.cell_id),
                started_at=clocks.wall(),
                started=clocks.steady(),
                code=info.transformed_cell or info.raw_cell or "",
            )
            self._seen[threading.get_ident()] = info, running
            self._keeper.courier.pace.begins()
            self._keeper.begin(running)

    def post_run_cell(self, result: ExecutionResult | None) -> None:
        """Keep the state after a cell the user meant to keep."""
        with self.never_hurt_the_cell(), _interrupts_held():
            if not self._is_own_process():
                return
            known = self._seen.get(threading.get_ident())
            if known is None or (result is not None and result.info is not known[0]):
                self._keeper.tracking.runs(code_of(result), is_over=True)
                return
            del self._seen[threading.get_ident()]
            try:
                self._keeper.end(
                    known[1],
                    count=result.execution_count if result is not None else None,
                    failure=failure_of(result),
                )
            finally:
                self._keeper.courier.pace.ends()

    def listener(self, is_wanted: Callable[[], bool]) -> Callable[[str, tuple[Any, ...]], None]:
        """Return what takes the interpreter's events: a file is opened, a process started.

        An interrupt, or what the user's signal handler raises meanwhile, reaches the cell.
        """
        inputs = self.inputs

        def take(event: str, arguments: tuple[Any, ...]) -> None:
            if is_wanted():
                if event in EVENTS and inputs.is_on:
                    EVENTS[event](inputs, arguments)
                inputs.effects.note(event, arguments)

        return inputs.listener(frozenset({*READERS, *EVENTS}), take)

    def _is_own_process(self) -> bool:
        """Tell whether this is the kernel itself and not a process forked from it."""
        return os.getpid() == self._pid

    @contextmanager
    def never_hurt_the_cell(self) -> Iterator[None]:
        """Count a failure instead of raising it into the user's code."""
        try:
            yield
        except KeyboardInterrupt:
            pass  # it was meant for a cell that has ended: what follows in the queue is not ours
        except BaseException as error:  # noqa: BLE001  # user code raises SystemExit and worse
            self._keeper.troubles.add(error)


def _interrupts_held() -> AbstractContextManager[None]:
    """Let nothing be remembered by half. Signals reach the main thread only."""
    is_main = threading.current_thread() is threading.main_thread()
    return interrupts_held() if is_main else nullcontext()


def message_id(shell: Any) -> str | None:
    """Return the Jupyter message id of what runs now; None where no kernel runs it."""
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return None
    parent = kernel.get_parent("shell")
    found = parent.get("header", {}).get("msg_id")
    return found if isinstance(found, str) and found else None


def cell_name(given: object) -> str | None:
    """Return a cell's id as records hold it; None for what is none."""
    if not isinstance(given, str):
        return None
    try:
        return visible_name(given, "cell id")
    except InvalidError:
        return None


def code_of(result: ExecutionResult | None) -> str:
    """Return what ran, with magics translated; something that may do everything if unknown."""
    info = result.info if result is not None else None
    code = (info.transformed_cell or info.raw_cell) if info is not None else None
    return code if code is not None else "exec('')"


def failure_of(result: ExecutionResult | None) -> Failure | None:
    """Return why a cell failed; None when it did not."""
    if result is None:
        return Failure(name="KeyboardInterrupt", message="")
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return None
    return Failure(name=storable(type(error).__name__), message=_text(error))


def _text(error: BaseException) -> str:
    """Return the message of an error without running code of the user's own class."""
    first = error.args[0] if error.args else ""
    if type(error).__str__ in {BaseException.__str__, OSError.__str__, KeyError.__str__,
                               SyntaxError.__str__, ImportError.__str__,
                               UnicodeDecodeError.__str__}:  # fmt: skip
        text = str(error)
    else:
        text = first if type(first) is str else ""
    return storable(text)[:LONGEST_MESSAGE]
