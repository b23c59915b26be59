"""One background thread that makes durable what the kernel saw, in order, and delivers it.

Bytes, then the record in the outbox, then the server. A failure costs a checkpoint, never a cell;
it is counted, and the record itself still goes out where that is possible.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import deque
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.capture import Capture
from jupyter_mm.errors import MMError, StoreUnavailableError
from jupyter_mm.kernel.keeping.pace import LONGEST_WAIT_S, Pace, may_rest
from jupyter_mm.kernel.keeping.parcel import Note, Parcel
from jupyter_mm.kernel.keeping.waiting import Backlog
from jupyter_mm.kernel.keeping.warming import warm_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jupyter_mm.blobs.folder import FolderStore
    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.domain.checkpoint import Checkpoint, Group
    from jupyter_mm.domain.content import Content
    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.kernel.keeping.environment import Environment
    from jupyter_mm.kernel.keeping.place import Place
    from jupyter_mm.kernel.keeping.stored import StoredState
    from jupyter_mm.kernel.keeping.wishes import DataWishes
    from jupyter_mm.kernel.state.parts import PartTable
    from jupyter_mm.kernel.talking.server_link import ServerLink

FLUSH_AT_EXIT_S = 4.0
Job = Parcel | Note | threading.Event


class Courier:
    """Takes parcels from the main thread; the only part of the kernel side that writes files.

    A forked child has no courier: what it hands over is dropped.
    """

    def __init__(  # noqa: PLR0913  # wired once, by the keeper
        self,
        home: Path,
        link: ServerLink,
        table: PartTable,
        secrets: SecretFinder,
        environment: Environment,
        wishes: DataWishes,
        *,
        on_error: Callable[[BaseException], None],
        on_checkpoint: Callable[[Checkpoint], None],
        on_settled: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        """The main thread asks `table` what is stored, and `environment` whether it changed."""
        self._environment, self.wishes = environment, wishes
        self._home, self._link, self._table, self._secrets = home, link, table, secrets
        self._on_error, self._clock = on_error, clock
        self._on_checkpoint, self._on_settled = on_checkpoint, on_settled
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._pid = os.getpid()
        self._place: Place | None = None
        self.head: Checkpoint | None = None
        """Where the session stands. Written by this thread; read after `flush`."""
        self.version = 0
        """Of the ledger whose state the head holds."""
        self.returned: deque[str] = deque()
        """Names whose bytes could not be written: the main thread hands them over anew."""
        self.backlog, self.pace = Backlog(), Pace()
        self.thread = threading.Thread(target=self._run, name="jupyter_mm courier", daemon=True)

    @cached_property
    def _state(self) -> StoredState:
        """What the store holds for the session. Loaded with the first state."""
        from jupyter_mm.kernel.keeping.stored import StoredState  # noqa: PLC0415  # as said

        return StoredState()

    def start(self) -> None:
        """Begin to work."""
        self.thread.start()

    def send(self, job: Parcel | Note) -> None:
        """Hand over; returns at once."""
        if os.getpid() != self._pid:
            return
        is_urgent = isinstance(job, Parcel) and not (
            self._environment.is_locked(job.environment) and may_rest(job)
        )
        self.backlog.add(job, self._clock(), is_urgent=is_urgent)
        self._jobs.put(job)

    def stored_groups(self) -> Mapping[tuple[str, ...], Group]:
        """Return the groups that the head holds. Call it after `flush`."""
        return {group.names: group for group in tuple(self._state.groups.values())}

    @property
    def blobs(self) -> FolderStore | None:
        """The store's bytes as this process knows them; None until the store is open."""
        return self._place.blobs if self._place is not None else None

    def parts_of(self, content: Content) -> tuple[Digest, ...]:
        """Return the names of a stored content's parts. Any thread; raises as the store."""
        place = self._place
        if place is None:
            raise StoreUnavailableError(f"There is no store in {self._home}.")
        return place.blobs.parts(content)

    def flush(self, timeout_s: float) -> bool:
        """Wait until all that was handed over so far is delivered or kept; tell whether it is."""
        is_own = threading.current_thread() is self.thread
        if os.getpid() != self._pid or is_own or not self.thread.is_alive():
            return False
        done = threading.Event()
        self.pace.hurry()
        self._jobs.put(done)
        return done.wait(timeout_s)

    def close(self) -> None:
        """Finish what waits, for at most four seconds; files are read in half of them."""
        self.wishes.reads_until = time.monotonic() + FLUSH_AT_EXIT_S / 2
        if os.getpid() == self._pid and self.thread.is_alive():
            self.pace.hurry()
            self._jobs.put(None)
            self.thread.join(FLUSH_AT_EXIT_S)

    def _run(self) -> None:
        """Work until told to end. The loop outlives every error: each is counted."""
        with suppress(Exception):
            warm_up()
        goes_on = self._next()  # the session itself
        with suppress(Exception):
            self._environment.lock()  # while the user types: the first state needs it
        while goes_on:
            goes_on = self._next()

    def _next(self) -> bool:
        """Do one job and let its bytes go; False when told to end."""
        job = self._jobs.get()
        if isinstance(job, threading.Event):
            self.pace.hurried()
            job.set()
        elif job is not None:
            try:
                self._deliver(job)
            except Exception as error:  # noqa: BLE001  # one bad record must not end the thread
                self._on_error(error)
            self._settle()
        return job is not None

    def _rest(self) -> None:
        """Let the user's next cells go first, if little is lost by it."""
        waited = self._clock() - self.backlog.since
        most_s = min(LONGEST_WAIT_S, LONGEST_WAIT_S - waited)
        self.pace.rest(most_s, self.backlog.is_urgent)

    def _settle(self) -> None:
        """Count a job as done, and say so."""
        self.backlog.settle()
        try:
            self._on_settled()
        except Exception as error:  # noqa: BLE001  # a page that went away
            self._on_error(error)

    def _deliver(self, job: Parcel | Note) -> None:
        try:
            place = self._opened()
        except BaseException:
            self._give_back(job)
            raise
        if isinstance(job, Note):
            self._deliver_note(place, job)
            return
        self._rest()
        checkpoint, lost = self._kept(place, job)
        capture = Capture(
            session=job.session,
            execution=job.execution,
            checkpoint=checkpoint,
            changed=job.changed,
            lost=lost,
            reads=job.reads,
            effects=job.effects,
        )
        self._pass_on(place, "capture", capture)
        if checkpoint is not None and job.delta is not None:
            # Not before: a head whose record nobody holds would be a parent that never comes.
            self.head, self.version = checkpoint, job.delta.version
            self._on_checkpoint(checkpoint)

    def _deliver_note(self, place: Place, note: Note) -> None:
        try:
            self._pass_on(place, note.kind, note.body)
        finally:
            if note.arrival is not None:  # the namespace has moved, whether that is recorded or not
                self.head, self.version = note.arrival.head, note.arrival.version
                from jupyter_mm.kernel.keeping.stored import StoredState  # noqa: PLC0415  # as above

                self._state = StoredState.of(note.arrival.state)

    def _kept(self, place: Place, job: Parcel) -> tuple[Checkpoint | None, str | None]:
        """Make the state of a parcel durable, or say why that failed."""
        if job.delta is None:
            return None, job.lost
        try:
            inputs = self._inputs(place, job)
            checkpoint, names = place.writer(self._table, self._state).write(
                job,
                job.delta,
                lock=self._environment.lock(job.environment),
                inputs=inputs,
                parent=self.head.id if self.head is not None else None,
                sign=place.sign,
            )
        except Exception as error:  # noqa: BLE001  # whatever it is, the groups come anew
            self._on_error(error)
            self._give_back(job)
            return None, error.message if isinstance(error, MMError) else str(error)
        self.returned.extend(names)
        place.data.follow_up(inputs)
        return checkpoint, job.lost

    def _inputs(self, place: Place, job: Parcel) -> tuple[DataRef, ...]:
        """Return what the cell opened; nothing of that is worth its state."""
        try:
            return place.data.of(job.opened)
        except Exception as error:  # noqa: BLE001  # a disk that failed, a name nobody thought of
            self._on_error(error)
            return ()

    def _give_back(self, job: Parcel | Note) -> None:
        """Nothing of a parcel counts as stored: what changed in it is handed over anew."""
        delta = job.delta if isinstance(job, Parcel) else None
        if delta is None:
            return
        from jupyter_mm.kernel.keeping.stored import PROCESS, not_written  # noqa: PLC0415  # as above

        variables = [one for group in delta.groups for one in group.variables]
        parts = [name for group in delta.process for name in group.names]
        self._state.change(delta.gone, (), delta.lost)
        self._state.fail(not_written(variables))
        self._state.change_process([*delta.process_gone, *parts], ())
        self._state.start_anew()
        self._table.forget(delta.pieces)
        self.returned.extend(variable.name for variable in variables)
        self.returned.extend(PROCESS + name for name in parts)

    def _opened(self) -> Place:
        """Return the store, opened if it is not or if its folder is another one now."""
        if self._place is None or not self._place.is_there():
            self._open()
        if self._place is None:
            raise StoreUnavailableError(f"There is no store in {self._home}.")
        return self._place

    def _open(self) -> None:
        is_new = self._place is not None
        self._place = None
        if is_new:
            self.head = None
            self._table.forget()
            self.returned.extend(self._state.fail_all())
        from jupyter_mm.kernel.keeping.place import Place  # noqa: PLC0415  # not loaded with the kernel

        self._place = Place(self._home, self._secrets, self.wishes)

    def _pass_on(self, place: Place, kind: str, body: Any) -> None:
        """Keep a record until somebody holds it durably; at least the server, on a full disk."""
        try:
            path = place.outbox.write(kind, body)
        except (MMError, OSError) as error:
            if not self._link.post(kind, body):
                raise
            self._on_error(error)
            return
        if self._link.post(kind, body):
            place.outbox.remove(path)
