"""What the page asks of the kernel, by the functions behind the magics."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain import canonical
from jupyter_mm.errors import ConflictError, InvalidError, MMError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.kernel.keeper import Keeper
    from jupyter_mm.kernel.restore import Restorer

TARGET = "jupyter_mm"
ROUTE = "_reply_subshell_id"
BUSY = "A cell is running; restore when it is done."


class Page:
    """The comms that pages have opened to this kernel."""

    def __init__(self, keeper: Keeper) -> None:
        """Serve this session."""
        self._keeper = keeper
        self._comms: dict[str, Any] = {}
        self._kernel: Any = None

    @cached_property
    def restorer(self) -> Restorer:
        """What moves the head; made when it is first needed."""
        from jupyter_mm.kernel.restore import Restorer  # noqa: PLC0415  # as said

        return Restorer(self._keeper)

    def attach(self, shell: Any) -> None:
        """Accept comms, where the shell belongs to a kernel."""
        kernel = getattr(shell, "kernel", None)
        if kernel is None:
            return
        kernel.comm_manager.register_target(TARGET, self._opened)
        self._kernel = kernel
        self._keeper.listeners.append(self._tell_state)

    def detach(self, shell: Any) -> None:
        """Accept none any more."""
        kernel = getattr(shell, "kernel", None)
        if kernel is not None:
            kernel.comm_manager.unregister_target(TARGET, self._opened)
            self._keeper.listeners.remove(self._tell_state)

    def status(self) -> dict[str, Any]:
        """Return where the session stands. Any thread."""
        keeper = self._keeper
        head = keeper.courier.head
        return {
            "session": keeper.session.id,
            "head": canonical.plain(head),
            "can_undo": self._has("undoable"),
            "can_redo": self._has("redoable"),
            "errors": {"count": keeper.troubles.count, "last": keeper.troubles.last},
            "pending": keeper.courier.waiting,
            "version": _version(),
        }

    def _has(self, way: str) -> bool:
        """Tell whether there is a way back or forth, without making a restorer for it."""
        return "restorer" in self.__dict__ and bool(getattr(self.restorer, way))

    def _opened(self, comm: Any, _message: Any) -> None:
        self._comms[comm.comm_id] = comm
        comm.on_msg(lambda message: self._asked(comm, message["content"]["data"]))
        comm.on_close(lambda _message: self._comms.pop(comm.comm_id, None))

    def _asked(self, comm: Any, data: Any) -> None:
        """Answer at once what any thread may answer; the rest in the main thread, between cells."""
        verb = data.get("verb") if isinstance(data, dict) else None
        if verb == "status" or threading.current_thread() is threading.main_thread():
            self._answer(comm, data)
        elif self._keeper.running is not None:
            self._refuse(comm, data, ConflictError(BUSY))
        else:
            self._kernel.io_loop.add_callback(self._answer, comm, data)

    def _answer(self, comm: Any, data: Any) -> None:
        try:
            result = self._result(data)
        except MMError as error:
            self._refuse(comm, data, error)
        except Exception as error:  # noqa: BLE001  # the page waits for an answer; counted
            self._keeper.troubles.add(error)
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
        if verb == "status":
            return self.status()
        if self._keeper.running is not None:
            raise ConflictError(BUSY)
        if verb in {"undo", "redo"}:
            return (self.restorer.undo if verb == "undo" else self.restorer.redo)().as_json()
        if verb == "plan":
            return self.restorer.plan(*_target(arguments)).as_json()
        if verb == "restore":
            return self.restorer.restore(*_target(arguments)).as_json()
        raise InvalidError(f"There is no verb {verb!r}.", hint="Update jupyter_mm in the kernel.")

    def _tell_state(self) -> None:
        state = {"event": "state", **self.status()}
        for comm in tuple(self._comms.values()):
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


def _target(arguments: dict[str, Any]) -> tuple[str, tuple[str, ...] | None]:
    ref, names = arguments.get("ref"), arguments.get("names")
    if not isinstance(ref, str) or not (names is None or isinstance(names, list)):
        raise InvalidError("Expected a reference, and names as a list.")
    return ref, None if names is None else tuple(map(str, names))


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # late is cheap

    try:
        return version("jupyter-mm")
    except PackageNotFoundError:
        return "0"
