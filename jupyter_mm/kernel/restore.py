"""Back to a checkpoint: all or nothing, and always with a way back."""

from __future__ import annotations

import gc
import secrets
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import load_key
from jupyter_mm.domain.checkpoint import Checkpoint, Group, Restore
from jupyter_mm.domain.execution import Execution
from jupyter_mm.errors import ConflictError, NotRestorableError, StoreUnavailableError
from jupyter_mm.kernel import trust
from jupyter_mm.kernel.capture import Snapshot, reason_of
from jupyter_mm.kernel.keeper import Keeper, Running
from jupyter_mm.kernel.parcel import Note
from jupyter_mm.kernel.plan import Request, RestorePlan, RestoreReport, planned

FLUSH_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One restore that can be taken back."""

    record: Restore
    source: Checkpoint
    title: str
    held: Mapping[str, Any]
    """Objects that no store can keep: they stay in memory for the way back."""


class Restorer:
    """Moves the head of one session. Main thread only, between cells or from the cell itself."""

    def __init__(self, keeper: Keeper) -> None:
        """Begin with nothing to take back."""
        self._keeper = keeper
        self._blobs = FolderStore(keeper.settings.home)
        self.undoable: list[Step] = []
        self.redoable: list[Step] = []

    def plan(self, ref: str, names: tuple[str, ...] | None = None) -> RestorePlan:
        """Return what `restore` would do. Raises as `restore`, and changes nothing."""
        checkpoint, title = self.find(ref)
        return self._planned(
            Request(checkpoint=checkpoint, title=title, names=names), self._keeper.look()
        )

    def restore(self, ref: str, names: tuple[str, ...] | None = None) -> RestoreReport:
        """Bring back the variables of a checkpoint, or some of them.

        All or nothing: on any error the namespace is as it was. Raises NotFoundError,
        AmbiguousError, UntrustedError, CorruptError, NotRestorableError, StoreUnavailableError.
        """
        checkpoint, title = self.find(ref)
        report, step = self._go(Request(checkpoint=checkpoint, title=title, names=names), None)
        self.undoable.append(step)
        self.redoable.clear()
        return report

    def undo(self) -> RestoreReport:
        """Go back to before the last restore. Raises ConflictError when there is none."""
        return self._back(self.undoable, self.redoable, "There is no restore to undo.")

    def redo(self) -> RestoreReport:
        """Take the last undo back. Raises ConflictError when there is none."""
        return self._back(self.redoable, self.undoable, "There is no undo to take back.")

    def find(self, ref: str) -> tuple[Checkpoint, str]:
        """Return the checkpoint that a reference means, and its title."""
        self._keeper.courier.flush(FLUSH_S)
        answer = self._keeper.questions.show(ref, self._keeper.session.id)
        return trust.checkpoint_of(answer["checkpoint"]), str(answer["row"]["title"])

    def _back(self, taken: list[Step], put: list[Step], nothing: str) -> RestoreReport:
        if not taken:
            raise ConflictError(nothing, hint="`%mm_history` lists the checkpoints.")
        last = taken[-1]
        request = Request(
            checkpoint=last.source, title=last.title, names=last.record.names, may_lack=True
        )
        report, step = self._go(request, last)
        taken.pop()
        put.append(step)
        return report

    def _go(self, request: Request, undone: Step | None) -> tuple[RestoreReport, Step]:
        """Load beside the namespace, swap, record. Everything that may fail comes first."""
        if threading.current_thread() is not threading.main_thread():
            raise ConflictError("Variables are restored in the kernel's main thread only.")
        target = request.checkpoint
        present, source = self._present(request)
        plan = self._planned(request, present)
        with collector_off():
            staged, commit = self._staged(plan)
        held = dict(undone.held) if undone is not None else {}
        staged.update({one.name: held[one.name] for one in plan.cannot if one.name in held})
        kept = {variable.name for variable in present.variables if variable.group is not None}
        space = self._keeper.namespace
        lost = {
            name: space[name] for name in (*staged, *plan.remove) if name in space.keys() - kept
        }
        with interrupts_held():
            space.update(staged)
            for name in plan.remove:
                space.pop(name, None)
        commit()
        record = self._record(source, request, undone)
        self._note_state(record, target)
        missing = tuple(one for one in plan.cannot if one.name not in staged)
        left = {one.name for one in missing if one.name in space}
        report = RestoreReport(
            checkpoint=target,
            title=request.title,
            restored=tuple(sorted(staged)),
            removed=plan.remove,
            kept=tuple(sorted(left | set(plan.unchanged))),
            missing=missing,
            undo=record.id,
        )
        return report, Step(record=record, source=source, title="before the restore", held=lost)

    def _present(self, request: Request) -> tuple[Snapshot, Checkpoint]:
        """Return the present state, kept: what an undo goes back to."""
        keeper = self._keeper
        present = keeper.look()
        head = self._head()
        if head is None or keeper.changed_since(present):
            self._keep_present(request)
            head = self._head()
        if head is None:
            raise StoreUnavailableError("The present state cannot be kept, so nothing is restored.")
        return present, head

    def _head(self) -> Checkpoint | None:
        """Return where the session stands, once all that was handed over is kept."""
        self._keeper.courier.flush(FLUSH_S)
        return self._keeper.courier.head

    def _keep_present(self, request: Request) -> None:
        keeper, now = self._keeper, self._keeper.clocks.wall()
        name = f"Before restoring “{request.title or request.checkpoint.id.short}”"
        execution = Execution(
            id=secrets.token_hex(16),
            session=keeper.session.id,
            cell=None,
            count=None,
            source=f"# {name}",
            status="ok",
            started_at=now,
            duration_s=0.0,
        )
        running = Running(execution.id, execution.source, None, now, 0.0, name, is_named=True)
        keeper.keep(execution, running, ())

    def _planned(self, request: Request, present: Snapshot) -> RestorePlan:
        key = load_key(self._keeper.settings.home)
        manifest = trust.verified(self._blobs, key, request.checkpoint)
        return planned(manifest, request, present=present.groups, live=self._keeper.names())

    def _staged(self, plan: RestorePlan) -> tuple[dict[str, Any], Any]:
        """Return the values to come, loaded beside the namespace, and what makes them official."""
        from jupyter_mm.kernel.codecs.unpickler import Loader  # noqa: PLC0415  # needs cloudpickle

        loader = Loader(self._keeper.namespace, self._keeper.memory.names)
        wanted = {variable.name for variable in plan.load}
        staged: dict[str, Any] = {}
        for group in plan.groups:
            parts = [trust.stored(self._blobs, group.stream), *self._buffers(group)]
            try:
                values = loader.load(bytes(parts[0]), parts[1:])
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                names = ", ".join(group.names)
                raise NotRestorableError(
                    f"{names} cannot be loaded ({reason_of(error)}). {trust.WHOLE}"
                ) from error
            staged.update({name: values[name] for name in group.names if name in wanted})
        return staged, loader.commit

    def _buffers(self, group: Group) -> list[bytes | bytearray]:
        found: list[bytes | bytearray] = []
        for buffer in group.buffers:
            content = trust.stored(self._blobs, buffer.digest)
            found.append(content if buffer.readonly else bytearray(content))
        return found

    def _record(self, source: Checkpoint, request: Request, undone: Step | None) -> Restore:
        return Restore(
            id=secrets.token_hex(16),
            session=self._keeper.session.id,
            source=source.id,
            target=request.checkpoint.id,
            names=request.names,
            undoes=undone.record.id if undone is not None else None,
            restored_at=self._keeper.clocks.wall(),
        )

    def _note_state(self, record: Restore, target: Checkpoint) -> None:
        """Send the record; a whole restore moves the head."""
        keeper = self._keeper
        head = target if record.names is None else None
        keeper.courier.send(Note(kind="restore", body=record, head=head))
        if head is not None:
            keeper.prints = dict(keeper.look().prints)
        for listener in tuple(keeper.listeners):
            listener()


@contextmanager
def collector_off() -> Iterator[None]:
    """Load without the garbage collector, which else visits every new object many times."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Deliver an interrupt after the names are swapped, not in between."""
    waiting: list[Any] = []
    previous = signal.signal(signal.SIGINT, lambda *arguments: waiting.append(arguments))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
    if waiting and callable(previous):
        previous(*waiting[0])
