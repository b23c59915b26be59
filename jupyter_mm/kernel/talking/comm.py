"""What the page asks of the kernel, by the functions behind the magics."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain import canonical
from jupyter_mm.errors import ConflictError, InvalidError, MMError
from jupyter_mm.kernel.talking.answers import (
    ANSWERS,
    Arguments,
    late_json,
    open_line,
    saving_json,
)
from jupyter_mm.kernel.talking.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.kernel.keeper import Keeper
    from jupyter_mm.kernel.restoring.restore import Restorer
    from jupyter_mm.kernel.talking.desk import Desk

TARGET = "jupyter_mm"
ROUTE = "_reply_subshell_id"
BUSY = "A cell is running. Try again when it is done."
ANY_TIME = frozenset({"status", "pause", "decide", "exclude", "notebook"})
"""What any thread may answer, also while a cell runs."""


class Page:
    """The comms that pages have opened to this kernel."""

    def __init__(self, keeper: Keeper) -> None:
        """Serve this session."""
        self.keeper = keeper
        self.comms: dict[str, Any] = {}
        self.notebook: str | None = None
        """Path on the server of the notebook that the newest page shows."""
        self._shell: Any = None
        self._kernel: Any = None
        self._watch = Watch(self)
        self._making = threading.Lock()
        self._restorer: Restorer | None = None

    @property
    def restorer(self) -> Restorer:
        """What moves the head; made when it is first needed, by whichever thread needs it."""
        from jupyter_mm.kernel.restoring.restore import Restorer  # noqa: PLC0415  # as said

        with self._making:
            if self._restorer is None:
                self._restorer = Restorer(self.keeper, self._python)
            return self._restorer

    def _python(self, source: str) -> str:
        """Return a cell's source as Python, magics translated."""
        return source if self._shell is None else str(self._shell.transform_cell(source))

    def attach(self, shell: Any) -> None:
        """Accept comms, where the shell belongs to a kernel."""
        self._shell = shell
        kernel = getattr(shell, "kernel", None)
        if kernel is None:
            return
        kernel.comm_manager.register_target(TARGET, self._opened)
        self._kernel = kernel
        self.keeper.listeners.append(self.tell_state)
        shell.events.register("post_run_cell", self._wake)

    def detach(self, shell: Any) -> None:
        """Accept none any more."""
        kernel = getattr(shell, "kernel", None)
        if kernel is not None:
            kernel.comm_manager.unregister_target(TARGET, self._opened)
            self.keeper.listeners.remove(self.tell_state)
            shell.events.unregister("post_run_cell", self._wake)

    def _wake(self, _result: Any) -> None:
        if self.comms:
            self._watch.wake()

    def status(self) -> dict[str, Any]:
        """Return where the session stands. Any thread."""
        keeper = self.keeper
        courier = keeper.courier
        saving = courier.backlog.saving()
        return {
            "session": keeper.session.id,
            "head": canonical.plain(courier.head),
            "can_undo": self._step("undoable") is not None,
            "can_redo": self._step("redoable") is not None,
            "undo": self._step("undoable"),
            "redo": self._step("redoable"),
            "errors": {"count": keeper.troubles.count, "last": keeper.troubles.last},
            "pending": courier.backlog.jobs,
            "saving": saving_json(saving),
            "late": late_json(saving, keeper.clocks.wall()),
            "asks": [
                {"name": name, "size_bytes": size} for name, size in dict(keeper.asks).items()
            ],
            "paused": keeper.is_paused,
            "excluded": list(keeper.excluded),
            "recoverable": self._recoverable(),
            "version": _version(),
        }

    def _recoverable(self) -> dict[str, Any] | None:
        offer = self._restorer.recovery.offer if self._restorer is not None else None
        return offer.as_json() if offer is not None else None

    @property
    def desk(self) -> Desk:
        """The functions behind the magics."""
        from jupyter_mm.kernel.talking.desk import Desk  # noqa: PLC0415  # as the restorer

        return Desk(self.keeper, self.restorer)

    def _step(self, way: str) -> dict[str, Any] | None:
        """Return the next step back or forth, without making a restorer for it."""
        steps = getattr(self._restorer, way, None)
        if not steps:
            return None
        record = steps[-1].record
        return {"id": record.id, "at": record.restored_at}

    def _opened(self, comm: Any, message: Any) -> None:
        said = message.get("content", {}).get("data")
        try:
            open_line(self, Arguments(said if isinstance(said, dict) else {}))
        except MMError as error:  # the line is good all the same
            self.keeper.troubles.add(error)
        self.comms[comm.comm_id] = comm
        comm.on_msg(lambda message: self._asked(comm, message["content"]["data"]))
        comm.on_close(lambda _message: self.comms.pop(comm.comm_id, None))
        self._watch.wake(is_new_page=True)

    def _asked(self, comm: Any, data: Any) -> None:
        """Answer at once what any thread may answer; the rest in the main thread, between cells."""
        verb = data.get("verb") if isinstance(data, dict) else None
        if verb in ANY_TIME or threading.current_thread() is threading.main_thread():
            self._answer(comm, data)
        elif self.keeper.running is not None:
            self._refuse(comm, data, ConflictError(BUSY))
        else:
            self._kernel.io_loop.add_callback(self._answer, comm, data)

    def _answer(self, comm: Any, data: Any) -> None:
        try:
            result = self._result(data)
        except MMError as error:
            self._refuse(comm, data, error)
        except KeyboardInterrupt:
            self._refuse(comm, data, ConflictError("Interrupted."))
        except Exception as error:  # noqa: BLE001  # the page waits for an answer; counted
            self.keeper.troubles.add(error)
            self._refuse(comm, data, MMError(f"The kernel failed: {type(error).__name__}."))
        else:
            comm.send({"id": data.get("id"), "ok": True, "result": result})

    def _refuse(self, comm: Any, data: Any, error: MMError) -> None:
        told = {"kind": error.kind, "message": error.message, "hint": error.hint}
        name = data.get("id") if isinstance(data, dict) else None
        comm.send({"id": name, "ok": False, "error": told})

    def _result(self, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("arguments", {}), dict):
            raise InvalidError("Expected an object with id, verb and arguments.")
        verb, arguments = data.get("verb"), data.get("arguments", {})
        known = ANSWERS.get(verb) if isinstance(verb, str) else None
        if known is None:
            raise InvalidError(
                f"There is no verb {verb!r}.", hint="Update jupyter_mm in the kernel."
            )
        if verb not in ANY_TIME and self.keeper.running is not None:
            raise ConflictError(BUSY)
        return known(self, Arguments(arguments))

    def tell_state(self) -> None:
        """Tell every page where the session stands. Any thread."""
        state = {"event": "state", **self.status()}
        for comm in tuple(self.comms.values()):
            with route_kept(comm):
                comm.send(state)


@contextmanager
def route_kept(comm: Any) -> Iterator[None]:
    """Send unasked without changing where the page's next message goes.

    ipykernel 7.4 routes a page's messages to the subshell that sent last; one that goes out from
    our thread would send them to the main shell, where they wait for the running cell.
    """
    known = vars(comm)
    had, route = ROUTE in known, known.get(ROUTE)
    try:
        yield
    finally:
        if had:
            known[ROUTE] = route
        else:
            known.pop(ROUTE, None)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # late is cheap

    try:
        return version("jupyter-mm")
    except PackageNotFoundError:
        return "0"
