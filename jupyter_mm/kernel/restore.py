"""Back to a checkpoint: all or nothing, and always with a way back."""

from __future__ import annotations

import gc
import secrets
import signal
import threading
from collections import deque
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
MOST_STEPS = 20
"""Restores that can be taken back; each may hold objects that no store can keep."""


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
        self.undoable: deque[Step] = deque(maxlen=MOST_STEPS)
        self.redoable: deque[Step] = deque(maxlen=MOST_STEPS)

    def plan(self, ref: str, names: tuple[str, ...] | None = None) -> RestorePlan:
        """Return what `restore` would do. Raises as `restore`, and changes nothing."""
        checkpoint, title = self.find(ref)
        return self._planned(
            Request(checkpoint=checkpoint, title=title, names=names), self._keeper.look()
        )

    def restore(self, ref: str, names: tuple[str, ...] | None = None) -> RestoreReport:
        """Bring back the variables of a checkpoint, or some of them.

        All or nothing: on any error the namespace is as it was. Raises NotFoundError,
        AmbiguousError, UntrustedError, CorruptError, NotRestorableError, StoreUnavailableError;
        the last also when the present state cannot be kept first.
        """
        checkpoint, title = self.find(ref)
        report = self._go(
            Request(checkpoint=checkpoint, title=title, names=names), None, self.undoable
        )
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

    def _back(self, taken: deque[Step], put: deque[Step], nothing: str) -> RestoreReport:
        if not taken:
            raise ConflictError(nothing, hint="`%mm_history` lists the checkpoints.")
        last = taken[-1]
        request = Request(
            checkpoint=last.source, title=last.title, names=last.record.names, may_lack=True
        )
        report = self._go(request, last, put)
        taken.pop()
        return report

    def _go(self, request: Request, undone: Step | None, steps: deque[Step]) -> RestoreReport:
        """Load beside the namespace, swap, record. Everything that may fail comes first."""
        if threading.current_thread() is not threading.main_thread():
            raise ConflictError("Variables are restored in the kernel's main thread only.")
        present, source = self._present(request)
        plan = self._planned(request, present)
        with collector_off():
            staged, commit = self._staged(plan)
        held = dict(undone.held) if undone is not None else {}
        staged.update({one.name: held[one.name] for one in plan.cannot if one.name in held})
        record = self._record(source, request, undone)
        lost = self._only_in_memory(present, [*staged, *plan.remove])
        step = Step(record=record, source=source, title="before the restore", held=lost)
        space = self._keeper.namespace
        with interrupts_held():
            space.update(staged)
            for name in plan.remove:
                space.pop(name, None)
            commit()
            steps.append(step)
            self._send(record, request.checkpoint, plan)
        self._look_around(record)
        return _report(request, plan, staged, record, space)

    def _only_in_memory(self, present: Snapshot, names: list[str]) -> dict[str, Any]:
        """Return the values among these that the store does not hold."""
        kept = {one.name for one in present.variables if one.group is not None}
        space = self._keeper.namespace
        return {name: space[name] for name in names if name in space and name not in kept}

    def _present(self, request: Request) -> tuple[Snapshot, Checkpoint]:
        """Return the present state, and the checkpoint that holds it: what an undo goes back to.

        Raises StoreUnavailableError when the state is not safe: then nothing is restored.
        """
        courier = self._keeper.courier
        is_settled = courier.flush(FLUSH_S)
        present = self._keeper.look()
        if is_settled and not self._is_safe(present):
            self._keep_present(request, present)
            is_settled = courier.flush(FLUSH_S)
        if not is_settled or courier.head is None or not self._is_safe(present):
            raise StoreUnavailableError(
                "The present variables could not be kept, so nothing was restored.",
                hint="`%mm` says what failed. Free space or wait a little, then try again.",
            )
        return present, courier.head

    def _is_safe(self, present: Snapshot) -> bool:
        """Tell whether the checkpoint that the session stands on holds this very state."""
        courier = self._keeper.courier
        return courier.head is not None and courier.standing == frozenset(present.groups)

    def _keep_present(self, request: Request, present: Snapshot) -> None:
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
        keeper.keep(execution, running, snapshot=present)

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
        # All bytes are read and verified before the first of them is unpickled.
        read = [
            (group, trust.stored(self._blobs, group.stream), self._buffers(group))
            for group in plan.groups
        ]
        for group, stream, buffers in read:
            try:
                values = loader.load(stream, buffers)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                names = ", ".join(group.names)
                raise NotRestorableError(
                    f"{names} cannot be loaded ({reason_of(error)}). {trust.WHOLE}"
                ) from error
            staged.update({name: values[name] for name in group.names if name in wanted})
        return staged, loader.prepared()

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

    def _send(self, record: Restore, target: Checkpoint, plan: RestorePlan) -> None:
        """Hand over the record; a whole restore moves the head."""
        is_whole = record.names is None
        self._keeper.courier.send(
            Note(
                kind="restore",
                body=record,
                head=target if is_whole else None,
                groups=plan.all_groups,
            )
        )
        if is_whole:
            self._keeper.prints = {}

    def _look_around(self, record: Restore) -> None:
        """Learn what the values look like now, so that the next cell's changes are its own."""
        keeper = self._keeper
        if record.names is None:
            keeper.prints = dict(keeper.look().prints)
        for listener in tuple(keeper.listeners):
            listener()


def _report(
    request: Request,
    plan: RestorePlan,
    staged: Mapping[str, Any],
    record: Restore,
    space: Mapping[str, Any],
) -> RestoreReport:
    missing = tuple(one for one in plan.cannot if one.name not in staged)
    left = {one.name for one in missing if one.name in space}
    return RestoreReport(
        checkpoint=request.checkpoint,
        title=request.title,
        restored=tuple(sorted(staged)),
        removed=plan.remove,
        kept=tuple(sorted(left | set(plan.unchanged))),
        missing=missing,
        undo=record.id,
    )


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
