"""One kernel session: what runs now, what is remembered from cell to cell, who does what."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.domain.execution import Execution, Failure, KernelSession
from jupyter_mm.domain.troubles import Troubles
from jupyter_mm.kernel.inputs import NOTHING, InputWatch, Seen
from jupyter_mm.kernel.keeping.courier import Courier
from jupyter_mm.kernel.keeping.environment import Environment
from jupyter_mm.kernel.keeping.parcel import Arrival, Note, Parcel
from jupyter_mm.kernel.keeping.wishes import DataWishes
from jupyter_mm.kernel.log import MetricLog
from jupyter_mm.kernel.state.parts import PartTable
from jupyter_mm.kernel.talking.asking import StoreQuestions
from jupyter_mm.kernel.talking.server_link import ServerLink

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyter_mm.domain.checkpoint import Checkpoint, Group, State
    from jupyter_mm.kernel.keeping.capture import Memory
    from jupyter_mm.kernel.keeping.snapshot import Snapshot
    from jupyter_mm.kernel.keeping.tracking import Tracking
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
    is_skipped: bool = False
    """Whether nothing of it is kept."""
    code: str = ""
    """The source as Python, magics translated."""


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


class Keeper:  # noqa: PLR0904  # hooks, page, verbs and restores each call their own few
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
        self.namespace = namespace
        self.session, self.settings = session, settings
        self.inputs, self.clocks = surroundings.inputs, surroundings.clocks
        self.troubles = self.inputs.troubles = Troubles()
        self.running: Running | None = None
        self.is_paused = False
        self.branch: str | None = None
        """What the next checkpoint is called: the first one after a restore."""
        self.listeners: list[Callable[[], None]] = []
        """Called, mostly in the courier's thread, when a record was delivered or the head moved."""
        self.recent: deque[Checkpoint] = deque(maxlen=100)
        secrets = SecretFinder(surroundings.environment)
        self.environment = Environment(
            surroundings.environment, settings.environment_variables, home=settings.home
        )
        self.shell: Any = None
        """The shell whose cells these are; a script has none."""
        self._table, self._wired = PartTable(), (namespace, hidden, settings, secrets)
        self.courier = Courier(
            settings.home,
            surroundings.link,
            self._table,
            secrets,
            self.environment,
            DataWishes(settings, self.inputs.own_threads),
            on_error=self.troubles.add,
            on_checkpoint=self.recent.append,
            on_settled=self._on_settled,
            clock=self.clocks.wall,
        )
        surroundings.link.own_threads = self.inputs.own_threads
        self.questions = StoreQuestions(surroundings.link, settings.home, self.courier.flush)
        self.metrics = MetricLog(session.id, self.courier.send, self.clocks.wall)
        self.metrics.is_silent = settings.capture == "off"

    @cached_property
    def tracking(self) -> Tracking:
        """What the session knows of its namespace; loaded in the background, before a cell runs."""
        from jupyter_mm.kernel.keeping.tracking import Tracking  # noqa: PLC0415  # as said

        return Tracking(*self._wired, table=self._table, courier=self.courier, shell=self.shell)

    @property
    def memory(self) -> Memory:
        """What is remembered about code and types."""
        return self.tracking.memory

    def start(self) -> None:
        """Announce the session and begin to work."""
        self.courier.start()
        if self.courier.thread.ident is not None:
            self.inputs.own_threads.add(self.courier.thread.ident)
        self.courier.send(Note(kind="session", body=self.session))

    def gate(self) -> None:
        """Take what is still in the user's memory: their code is about to run."""
        self.tracking.gate()

    def begin(self, running: Running) -> None:
        """An execution starts, in the main thread or beside it."""
        if threading.current_thread() is not threading.main_thread():
            self.metrics.begin_beside(running.id)
            return
        try:
            self.gate()
            self.tracking.begins(running.code or running.source)
        finally:  # what fails here must not leave the effects of the cell before
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
        opened = NOTHING
        self.tracking.runs(running.code or running.source, is_over=True)
        if running is self.running:
            opened, self.running = self.inputs.stop(), None
            self.metrics.flush()
        else:
            self.metrics.end_beside()
        if self.settings.capture == "off" or self.is_paused or running.is_skipped:
            self.tracking.has_gap = True
            return
        if failure is None and self.branch is not None:
            running.message, running.is_named = running.message or self.branch, True
            self.branch = None
        self.environment.has_changed()
        self.keep(execution, running, opened)

    def keep(
        self,
        execution: Execution,
        running: Running,
        opened: Seen = NOTHING,
        snapshot: Snapshot | None = None,
    ) -> None:
        """Hand over an execution and, if it is to be kept, the state after it.

        `snapshot` is that state where it was looked at before. A failure of ours is raised, after
        the execution was handed over without its state.
        """
        is_beside = threading.current_thread() is not threading.main_thread()
        parcel = Parcel(
            session=self.session,
            execution=execution,
            delta=None,
            opened=opened,
            reads=None if is_beside else self.tracking.reads(),
            effects=None if is_beside else self.inputs.effects.found(),
            environment=self.environment.stamp,
            lost=self._why_no_state(running, is_beside=is_beside),
            message=running.message,
            tags=running.tags,
            is_pinned=running.is_pinned,
        )
        try:
            parcel = parcel if parcel.lost else self._with_state(parcel, snapshot or self.look())
        except BaseException as error:
            from jupyter_mm.kernel.codecs.notkept import reason_of  # noqa: PLC0415  # seldom

            self.tracking.is_unsure = True
            parcel = replace(parcel, lost=f"jupyter_mm failed: {reason_of(error)}")
            raise
        finally:
            self.tracking.has_gap |= parcel.lost is not None
            self.courier.send(parcel)

    def _why_no_state(self, running: Running, *, is_beside: bool) -> str | None:
        if self.settings.capture == "named" and not running.is_named:
            return "only named checkpoints are kept"
        return BESIDE if is_beside else None

    def _with_state(self, parcel: Parcel, snapshot: Snapshot) -> Parcel:
        self.tracking.take_over(snapshot, parcel.execution.id)
        return replace(
            parcel,
            delta=snapshot.delta,
            changed=snapshot.changed,
            incomplete=snapshot.incomplete,
        )

    def look(self) -> Snapshot:
        """Return how the namespace differs from what is remembered; nothing is handed over."""
        if self.running is not None:
            self.tracking.runs(self.running.code or self.running.source, is_over=True)
        return self.tracking.look()

    def is_safe(self, snapshot: Snapshot) -> bool:
        """Tell whether the checkpoint that the session stands on holds this very state."""
        courier = self.courier
        is_held = courier.head is not None and courier.version == snapshot.delta.version
        return is_held and snapshot.is_same and not courier.returned

    def present_groups(self) -> Mapping[tuple[str, ...], Group]:
        """Return the stored form of the live groups. Call it after a look that is safe."""
        return self.courier.stored_groups()

    def adopt(self, target: Checkpoint, state: State, loaded: Iterable[Group]) -> Arrival:
        """Remember that the namespace is this stored state now; these groups were swapped in.

        Returns where that leaves the session: to be sent with the record of the restore.
        """
        return self.tracking.arrived(target, state, loaded)

    def adopt_names(self, groups: Iterable[Group]) -> Arrival | None:
        """Some names were swapped in; the session stays where it stands, the next look sees."""
        self.tracking.swapped(name for group in groups for name in group.names)
        return None

    @property
    def asks(self) -> Mapping[str, int]:
        """Large variables that the user was not asked about yet, with their bytes."""
        return self.tracking.asks() if "tracking" in vars(self) else {}

    def decide(self, name: str, *, keep: bool) -> None:
        """Note whether a large variable is kept from now on."""
        self.tracking.decide(name, keep=keep)
        self._on_settled()

    def exclude(self, patterns: Iterable[str], *, on: bool = True) -> None:
        """Keep names that match these patterns no more, or again."""
        self.tracking.exclude(patterns, on=on)
        self._on_settled()

    @property
    def excluded(self) -> tuple[str, ...]:
        """The patterns of names that are left out besides those of the settings."""
        return self.tracking.excluded if "tracking" in vars(self) else ()

    def names(self) -> list[str]:
        """Return the user's names."""
        return [name for name in self.tracking.values() if name.isidentifier()]

    def _on_settled(self) -> None:
        for listener in tuple(self.listeners):
            listener()
