"""One background thread that makes durable what the kernel saw, in order, and delivers it.

Blobs, then the record in the outbox, then the server. A failure costs a checkpoint, never a cell;
it is counted, and the record itself still goes out where that is possible.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import checkpoint_id
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.checkpoint import Checkpoint, Manifest
from jupyter_mm.errors import MMError, StoreUnavailableError
from jupyter_mm.kernel.capture import PYTHON
from jupyter_mm.kernel.inputs import described
from jupyter_mm.kernel.parcel import Note, Parcel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jupyter_mm.domain.checkpoint import Group
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.kernel.server_link import ServerLink

FLUSH_AT_EXIT_S = 4.0
WARM_UP_AFTER_S = 0.05
Job = Parcel | Note | threading.Event


class Courier:
    """Takes parcels from the main thread; the only part of the kernel side that writes files.

    A forked child has no courier: what it hands over is dropped.
    """

    def __init__(
        self,
        home: Path,
        link: ServerLink,
        *,
        on_error: Callable[[BaseException], None],
        on_checkpoint: Callable[[Checkpoint], None],
        on_settled: Callable[[], None],
        forget: Callable[[], None],
    ) -> None:
        """`forget` is called when bytes that were thought to be stored may not be."""
        self._home = home
        self._link = link
        self._on_error, self._forget = on_error, forget
        self._on_checkpoint, self._on_settled = on_checkpoint, on_settled
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._pid = os.getpid()
        self._place: _Place | None = None
        self._held: set[Digest] = set()
        self.head: Checkpoint | None = None
        """Where the session stands. Written by this thread; read after `flush`."""
        self.standing: frozenset[Group] = frozenset()
        """The groups of the head's manifest: the state that is safe."""
        self._sent = _Total()
        self._settled = _Total()
        self.thread = threading.Thread(target=self._run, name="jupyter_mm courier", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self.thread.start()

    def send(self, job: Parcel | Note) -> None:
        """Hand over; returns at once."""
        if os.getpid() != self._pid:
            return
        self._sent.add(job)
        self._jobs.put(job)

    @property
    def waiting(self) -> int:
        """How many records were handed over and are not delivered yet."""
        return self._sent.jobs - self._settled.jobs

    @property
    def waiting_bytes(self) -> int:
        """How many bytes of state are in memory and not written yet."""
        return self._sent.size_bytes - self._settled.size_bytes

    def flush(self, timeout_s: float) -> bool:
        """Wait until all that was handed over so far is delivered or kept; tell whether it is."""
        if os.getpid() != self._pid or not self.thread.is_alive():
            return False
        done = threading.Event()
        self._jobs.put(done)
        return done.wait(timeout_s)

    def close(self) -> None:
        """Finish what waits, for at most four seconds."""
        if os.getpid() == self._pid and self.thread.is_alive():
            self._jobs.put(None)
            self.thread.join(FLUSH_AT_EXIT_S)

    def _run(self) -> None:
        """Work until told to end. The loop outlives every error: each is counted."""
        with suppress(Exception):
            _warm_up()
        while self._next():
            pass

    def _next(self) -> bool:
        """Do one job and let its bytes go; False when told to end."""
        job = self._jobs.get()
        if isinstance(job, threading.Event):
            job.set()
        elif job is not None:
            try:
                self._deliver(job)
            except Exception as error:  # noqa: BLE001  # one bad record must not end the thread
                self._on_error(error)
            self._settle(job)
        return job is not None

    def _settle(self, job: Parcel | Note) -> None:
        """Count a job as done, and say so."""
        self._settled.add(job)
        try:
            self._on_settled()
        except Exception as error:  # noqa: BLE001  # a page that went away
            self._on_error(error)

    def _deliver(self, job: Parcel | Note) -> None:
        if self._place is None or not self._place.is_there():
            self._open()
        place = self._place
        if place is None:
            raise StoreUnavailableError(f"There is no store in {self._home}.")
        if isinstance(job, Note):
            self._pass_on(place, job.kind, job.body)
            if job.head is not None:
                self.head, self.standing = job.head, frozenset(job.groups)
            return
        try:
            checkpoint, lost = self._checkpoint(place, job), job.lost
        except (MMError, OSError) as error:
            self._fail(error)
            checkpoint, lost = None, error.message if isinstance(error, MMError) else str(error)
        capture = Capture(
            session=job.session,
            execution=job.execution,
            checkpoint=checkpoint,
            changed=job.changed,
            lost=lost,
        )
        self._pass_on(place, "capture", capture)
        if checkpoint is not None and job.snapshot is not None:
            # Not before: a head whose record nobody holds would be a parent that never comes.
            self.head, self.standing = checkpoint, frozenset(job.snapshot.groups)
            self._on_checkpoint(checkpoint)

    def _open(self) -> None:
        """Open the store, for the first time or because its folder is another one now."""
        is_new = self._place is not None
        self._place = None
        if is_new:
            self._held.clear()
            self.head, self.standing = None, frozenset()
            self._forget()
        self._place = _Place(self._home)

    def _fail(self, error: BaseException) -> None:
        self._forget()
        self._held.clear()
        self._on_error(error)

    def _checkpoint(self, place: _Place, job: Parcel) -> Checkpoint | None:
        """Store the bytes of a state, then its manifest; return its place in the tree."""
        if job.snapshot is None:
            return None
        names = place.blobs.put_many([place.environment.lock(), *job.snapshot.pending.values()])
        self._held.update(names)
        manifest = Manifest(
            execution=job.execution.id,
            session=job.session.id,
            python=PYTHON,
            variables=job.snapshot.variables,
            groups=job.snapshot.groups,
            environment=names[0],
            inputs=described(job.opened),
            incomplete=job.snapshot.incomplete,
        )
        missing = manifest.blobs() - self._held
        if missing and place.blobs.missing(missing):
            raise StoreUnavailableError("Bytes of this state could not be written before.")
        content = canonical.dumps(manifest)
        digest = place.blobs.put(content)
        parent = self.head.id if self.head is not None else None
        name = checkpoint_id(digest, parent)
        kept = sum(variable.group is not None for variable in manifest.variables)
        return Checkpoint(
            id=name,
            parent=parent,
            execution=job.execution.id,
            manifest=digest,
            signature=place.sign(name),
            kept=kept,
            skipped=len(manifest.variables) - kept,
            size_bytes=job.snapshot.size_bytes(),
            created_at=job.execution.started_at + job.execution.duration_s,
            message=job.message,
            tags=job.tags,
            pinned=job.is_pinned,
        )

    def _pass_on(self, place: _Place, kind: str, body: Any) -> None:
        """Keep a record until somebody holds it durably; at least the server, on a full disk."""
        try:
            path = place.outbox.write(kind, body)
        except (MMError, OSError) as error:
            if not self._link.post(kind, body):
                self._forget()
                raise
            self._on_error(error)
            return
        if self._link.post(kind, body):
            place.outbox.remove(path)


class _Total:
    """Jobs and bytes so far. One for each side, as each is counted by one thread alone."""

    def __init__(self) -> None:
        self.jobs = 0
        self.size_bytes = 0

    def add(self, job: Parcel | Note) -> None:
        """Count one more."""
        self.jobs += 1
        self.size_bytes += job.pending_bytes() if isinstance(job, Parcel) else 0


class _Place:
    """The store, opened by the background thread: what it needs is not loaded with the kernel."""

    def __init__(self, home: Path) -> None:
        from jupyter_mm.blobs.folder import FolderStore  # noqa: PLC0415  # as said
        from jupyter_mm.blobs.home import load_key, open_home  # noqa: PLC0415  # as said
        from jupyter_mm.blobs.outbox import Outbox  # noqa: PLC0415  # as said
        from jupyter_mm.blobs.signature import sign  # noqa: PLC0415  # as said
        from jupyter_mm.kernel.environment import Environment  # noqa: PLC0415  # as said

        open_home(home)
        self._mark = home / "store.json"
        self._inode = self._mark.stat().st_ino
        self.blobs, self.outbox, self.environment = FolderStore(home), Outbox(home), Environment()
        self._key, self._sign = load_key(home), sign

    def is_there(self) -> bool:
        """Tell whether the folder still is the one that was opened."""
        try:
            return self._mark.stat().st_ino == self._inode
        except OSError:
            return False

    def sign(self, checkpoint: Digest) -> str:
        """Return the signature of a checkpoint's id."""
        return self._sign(self._key, checkpoint)


def _warm_up() -> None:
    """Load what the first cell and the first verb would else wait for, while the user types."""
    time.sleep(WARM_UP_AFTER_S)
    import_module("blake3")
    for name in ("blake3", "jupyter_mm.kernel.codecs.pickler", "jupyter_mm.kernel.desk"):
        import_module(name)
        time.sleep(0.01)
