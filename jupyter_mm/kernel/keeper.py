"""One kernel session: what runs now, what is remembered from cell to cell, who does what."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.execution import Execution, Failure, KernelSession
from jupyter_mm.kernel.asking import StoreQuestions
from jupyter_mm.kernel.capture import Capturer, Memory, Snapshot, reason_of
from jupyter_mm.kernel.courier import Courier
from jupyter_mm.kernel.inputs import InputWatch, Opened
from jupyter_mm.kernel.log import MetricLog
from jupyter_mm.kernel.namespace import user_names
from jupyter_mm.kernel.parcel import Note, Parcel
from jupyter_mm.kernel.secret_values import SecretFinder
from jupyter_mm.kernel.server_link import ServerLink
from jupyter_mm.kernel.troubles import Troubles

if TYPE_CHECKING:
    from jupyter_mm.domain.checkpoint import Checkpoint
    from jupyter_mm.settings import Settings

BESIDE = "the cell ran beside the main thread; its state is kept with the next cell"


@dataclass(slots=True)
class Running:
    """The execution that runs now."""

    id: str
    source: str
    cell: str | None
    started_at: float
    started: float
    """On the monotonic clock."""
    message: str | None = None
    tags: tuple[str, ...] = ()
    is_pinned: bool = False
    is_named: bool = False
    opened: tuple[Opened, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Clocks:
    """Time of day and time that only grows."""

    wall: Callable[[], float]
    steady: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a session takes from its process."""

    link: ServerLink
    inputs: InputWatch
    environment: Mapping[str, str]
    clocks: Clocks


class Keeper:
    """Keeps the executions of one kernel. Methods run in the main thread unless they say else."""

    def __init__(
        self,
        namespace: dict[str, Any],
        hidden: Mapping[str, Any],
        session: KernelSession,
        settings: Settings,
        *,
        surroundings: Surroundings,
    ) -> None:
        """Wire the parts of one session; `start` begins the work."""
        self.namespace, self._hidden = namespace, hidden
        self.session, self.settings = session, settings
        self.inputs, self.clocks = surroundings.inputs, surroundings.clocks
        self.troubles = Troubles()
        self.memory = Memory()
        self.running: Running | None = None
        self.is_paused = False
        self.prints: dict[str, object] = {}
        self.listeners: list[Callable[[], None]] = []
        """Called, mostly in the courier's thread, when a record was delivered or the head moved."""
        self.recent: deque[Checkpoint] = deque(maxlen=100)
        self.courier = Courier(
            settings.home,
            surroundings.link,
            on_error=self.troubles.add,
            on_checkpoint=self.recent.append,
            on_settled=self._on_settled,
            forget=self._forget,
        )
        self.capturer = Capturer(
            namespace, settings, self.memory, SecretFinder(surroundings.environment)
        )
        self.questions = StoreQuestions(surroundings.link, settings.home)
        self.metrics = MetricLog(session.id, self.courier.send, self.clocks.wall)
        self.metrics.is_silent = settings.capture == "off"

    def start(self) -> None:
        """Announce the session and begin to work."""
        self.courier.start()
        if self.courier.thread.ident is not None:
            self.inputs.own_threads.add(self.courier.thread.ident)
        self.courier.send(Note(kind="session", body=self.session))

    def begin(self, running: Running) -> None:
        """An execution starts, in the main thread or beside it."""
        if threading.current_thread() is not threading.main_thread():
            self.metrics.begin_beside(running.id)
            return
        self.running = running
        self.metrics.begin(running.id)
        self.inputs.start()

    def end(self, running: Running, *, count: int | None, failure: Failure | None) -> None:
        """An execution ended: keep it and the state after it."""
        execution = Execution(
            id=running.id,
            session=self.session.id,
            cell=running.cell,
            count=count,
            source=running.source,
            status="ok" if failure is None else "error",
            started_at=running.started_at,
            duration_s=max(self.clocks.steady() - running.started, 0.0),
            failure=failure,
        )
        opened: tuple[Opened, ...] = ()
        if running is self.running:
            opened, self.running = self.inputs.stop(), None
            self.metrics.flush()
        else:
            self.metrics.end_beside()
        if self.settings.capture == "off" or self.is_paused:
            return
        self.keep(execution, running, opened)

    def keep(
        self,
        execution: Execution,
        running: Running,
        opened: tuple[Opened, ...] = (),
        snapshot: Snapshot | None = None,
    ) -> None:
        """Hand over an execution and, if it is to be kept, the state after it.

        `snapshot` is that state where it was looked at before. A failure of ours is raised, after
        the execution was handed over without its state.
        """
        parcel = Parcel(
            session=self.session,
            execution=execution,
            snapshot=None,
            opened=opened,
            lost=self._why_no_state(running),
            message=running.message,
            tags=running.tags,
            is_pinned=running.is_pinned,
        )
        try:
            parcel = parcel if parcel.lost else self._with_state(parcel, snapshot or self.look())
        except BaseException as error:
            parcel = replace(parcel, lost=f"jupyter_mm failed: {reason_of(error)}")
            raise
        finally:
            self.courier.send(parcel)

    def _why_no_state(self, running: Running) -> str | None:
        if self.settings.capture == "named" and not running.is_named:
            return "only named checkpoints are kept"
        if threading.current_thread() is not threading.main_thread():
            return BESIDE
        return None

    def _with_state(self, parcel: Parcel, snapshot: Snapshot) -> Parcel:
        changed = self.changed_since(snapshot)
        self.memory.known.update(snapshot.pending)
        self.prints = dict(snapshot.prints)
        return replace(parcel, snapshot=snapshot, changed=changed)

    def look(self) -> Snapshot:
        """Return the present state; nothing is handed over."""
        return self.capturer.take(self.names(), lambda: self.courier.waiting_bytes)

    def names(self) -> list[str]:
        """Return the user's names."""
        return user_names(self.namespace, self._hidden, self.settings.exclude_names)

    def changed_since(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Return the names that differ from the last state, deleted ones included."""
        now, before = snapshot.prints, self.prints
        return tuple(sorted(
            name for name in now.keys() | before.keys() if now.get(name) != before.get(name)
        ))  # fmt: skip

    def _forget(self) -> None:
        """Take nothing for stored any more. Called in the courier's thread."""
        self.memory.known.clear()
        self.prints = {}

    def _on_settled(self) -> None:
        for listener in tuple(self.listeners):
            listener()
