"""Back to a checkpoint: all or nothing, and always with a way back."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import load_key
from jupyter_mm.domain.checkpoint import Checkpoint, Restore
from jupyter_mm.errors import ConflictError, NotRestorableError
from jupyter_mm.kernel.keeping.parcel import Arrival, Note
from jupyter_mm.kernel.restoring import process_state, recompute
from jupyter_mm.kernel.restoring.differences import package_notes
from jupyter_mm.kernel.restoring.plan import OUTPUTS, Request, RestorePlan, planned
from jupyter_mm.kernel.restoring.recovery import Recovery
from jupyter_mm.kernel.restoring.report import RestoreReport, report_of
from jupyter_mm.kernel.restoring.staging import Staged, Staging, left_out, without_foreign_code
from jupyter_mm.kernel.restoring.swap import Names, interrupts_held
from jupyter_mm.kernel.restoring.trust import Reader
from jupyter_mm.kernel.restoring.way_back import present_kept
from jupyter_mm.kernel.talking.finding import Found, find

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.kernel.keeper import Keeper
    from jupyter_mm.kernel.keeping.snapshot import Snapshot

MOST_STEPS = 20
"""Restores that can be taken back; each may hold objects that no store can keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One restore that can be taken back."""

    record: Restore
    source: Checkpoint
    title: str
    held: Mapping[str, Any]
    """Objects that no store can keep, or that others still hold: they stay for the way back."""
    writers: Mapping[str, str]
    """Name -> the execution that had changed it last."""
    process: Mapping[str, Any]
    """What belongs to the process, as it was."""


class Restorer:
    """Moves the head of one session. Main thread only, between cells or from the cell itself."""

    def __init__(self, keeper: Keeper, transform: recompute.Transform = str) -> None:
        """`transform` makes Python of a cell's source."""
        self._keeper = keeper
        self._transform = transform
        self._names = Names(keeper.namespace)
        self._reader: Reader | None = None
        self.recovery = Recovery(keeper)
        self.undoable: deque[Step] = deque(maxlen=MOST_STEPS)
        self.redoable: deque[Step] = deque(maxlen=MOST_STEPS)

    def plan(
        self, ref: str, names: tuple[str, ...] | None = None, *, is_recovery: bool = False
    ) -> RestorePlan:
        """Return what `restore` would do. Raises as `restore`, and changes nothing."""
        request = self._request(ref, names, is_recovery=is_recovery)
        return self._offering(self._planned(request, self._keeper.look()))

    def restore(
        self, ref: str, names: tuple[str, ...] | None = None, again: tuple[str, ...] = ()
    ) -> RestoreReport:
        """Bring back the variables of a checkpoint, or some of them; run the cells of `again`.

        All or nothing: on any error the namespace is as it was. Raises NotFoundError,
        AmbiguousError, UntrustedError, CorruptError, NotRestorableError, StoreUnavailableError;
        the last also when the present state cannot be kept first.
        """
        return self._forward(self._request(ref, names, recompute=again))

    def recover(self, ref: str | None = None) -> RestoreReport:
        """Bring back what the notebook's kernel before this one held, beside what is here now.

        What is damaged is named and left out; the rest comes. Raises as `restore`, and
        NotFoundError when there is nothing to recover.
        """
        offer = self.recovery.required() if ref is None else None
        damaged = Found(offer.checkpoint, offer.title) if offer is not None else None
        ref = offer.checkpoint.id if offer is not None else str(ref)
        return self._forward(self._request(ref, None, damaged, is_recovery=True))

    def get(self, ref: str, name: str) -> Any:
        """Return one value of a checkpoint beside the live ones. Raises as `restore`."""
        request = self._request(ref, (name,))
        state = self._read().state(request.checkpoint)
        plan = planned(state, request, present=(), live=())
        plan = without_foreign_code(plan, self._read())
        if plan.cannot:
            raise NotRestorableError(f"{name} was not kept: {plan.cannot[0].reason}.")
        return self._staging().load(plan.groups).values[name]

    def undo(self) -> RestoreReport:
        """Go back to before the last restore. Raises ConflictError when there is none."""
        return self._back(self.undoable, self.redoable, "There is no restore to undo.")

    def redo(self) -> RestoreReport:
        """Take the last undo back. Raises ConflictError when there is none."""
        return self._back(self.redoable, self.undoable, "There is no undo to take back.")

    def _request(
        self, ref: str, names: tuple[str, ...] | None, damaged: Found | None = None, **more: Any
    ) -> Request:
        one = find(self._keeper, ref, damaged)
        made = Request(checkpoint=one.checkpoint, title=one.title, names=names, **more)
        return replace(made, writers=one.writers)

    def _forward(self, request: Request) -> RestoreReport:
        def done(step: Step) -> None:
            self.undoable.append(step)
            self.redoable.clear()
            self.recovery.forget()

        return self._go(request, None, done)

    def _back(self, taken: deque[Step], put: deque[Step], nothing: str) -> RestoreReport:
        if not taken:
            raise ConflictError(nothing, hint="`%mm_history` lists the checkpoints.")
        last = taken[-1]
        request = Request(
            checkpoint=last.source,
            title=last.title,
            names=last.record.names,
            writers=last.writers,
            may_lack=True,
        )

        def done(step: Step) -> None:
            taken.pop()
            put.append(step)

        return self._go(request, last, done)

    def _go(
        self, request: Request, undone: Step | None, done: Callable[[Step], None]
    ) -> RestoreReport:
        """Load beside the namespace, swap, record. Everything that may fail comes first."""
        if threading.current_thread() is not threading.main_thread():
            raise ConflictError("Variables are restored in the kernel's main thread only.")
        source = present_kept(self._keeper, request)
        plan = self._planned(request, None)
        wanted = self._wanted(plan)
        staged = self._staging().load(plan.groups, may_fail=request.is_recovery)
        plan = left_out(plan, staged.failures)
        come = {one.name: staged.values[one.name] for one in plan.load}
        if undone is not None:
            stored = {name for group in plan.state.groups for name in group.names}
            back = come.keys() | (undone.held.keys() - stored)
            come.update({name: undone.held[name] for name in undone.held.keys() & back})
        process = self._process(plan, undone)
        step = Step(
            record=self._record(source, plan, staged, undone),
            source=source,
            title="before the restore",
            held=self._only_here({*come, *plan.remove}),
            writers=dict(self._keeper.tracking.ledger.writers),
            process=process_state.parts() if process else {},
        )
        self._keeper.gate()
        with interrupts_held():
            self._names.swap(come, [name for name in plan.remove if name not in come])
            staged.commit()
            done(step)
            notes = process_state.put_all_back(process)
            self._moved(step.record, plan, staged)
        if wanted:
            self._run_again(wanted, process)
        self._tell()
        return report_of(
            plan,
            [*come, *(one.name for one in wanted)],
            recomputed=[one.name for one in wanted],
            notes=notes,
            undo=step.record.id,
            live=self._names.values(one.name for one in plan.cannot),
        )

    def _planned(self, request: Request, seen: Snapshot | None) -> RestorePlan:
        """Return the plan against the stored state, without what a look saw change since."""
        reader = self._read()
        state, damage = reader.sound_part(request.checkpoint)
        if damage and not request.is_recovery:
            raise damage[0]
        notes = tuple(f"some variables are not known any more: {one}" for one in damage)
        present = list(self._keeper.present_groups().values())
        if seen is not None:
            stale = {*seen.changed, *seen.delta.gone}
            stale.update(name for group in seen.delta.groups for name in group.names)
            present = [group for group in present if stale.isdisjoint(group.names)]
        live = {*self._keeper.names(), *self._names.outputs()}
        plan = planned(state, request, present=present, live=live)
        if request.is_recovery:
            notes += package_notes(state.manifest, plan.load, reader.blobs.get)
        return without_foreign_code(replace(plan, notes=notes, is_torn=bool(damage)), reader)

    def _offering(self, plan: RestorePlan) -> RestorePlan:
        """Return the plan with all that only somebody who reads it needs."""
        state = plan.state
        process = list(self._process(plan))
        outputs = any(one.name.startswith(f"{OUTPUTS}[") for one in plan.load)
        notes = plan.notes
        if not plan.request.is_recovery:
            notes += package_notes(state.manifest, plan.load, self._read().blobs.get)
        return replace(
            plan,
            process=(*process, OUTPUTS) if outputs else tuple(process),
            recompute=recompute.producers(self._keeper.questions, plan, self._transform),
            notes=notes,
        )

    def _wanted(self, plan: RestorePlan) -> list[recompute.Producer]:
        if not plan.request.recompute:
            return []
        return recompute.chosen(self._offering(plan), plan.request.recompute)

    def _run_again(self, wanted: list[recompute.Producer], process: Mapping[str, Any]) -> None:
        """Run cells in the restored namespace; if one fails, the restore is taken back."""
        try:
            recompute.run_again(wanted, self._keeper.namespace, self._transform)
        except NotRestorableError as error:
            self._back(self.undoable, deque(), "")
            raise NotRestorableError(
                f"{error.message} The variables are as they were.", hint=error.hint
            ) from error
        process_state.put_all_back(process)

    def _process(self, plan: RestorePlan, undone: Step | None = None) -> dict[str, Any]:
        """Return the parts of the process that are to be put back: those that differ now."""
        kept: Mapping[str, Any] = {}
        if plan.request.names is None:
            may_fail = plan.request.is_recovery
            kept = self._staging().load(plan.state.process, may_fail=may_fail).values
        elif undone is not None:
            kept = undone.process
        now = process_state.parts()
        return {name: state for name, state in kept.items() if now.get(name) != state}

    def _only_here(self, names: set[str]) -> dict[str, Any]:
        """Return the values among these that a load would not bring back as they are now.

        The store does not hold them, or they are part of a value that stays.
        """
        groups = self._keeper.present_groups().values()
        whole = {name for group in groups if names.issuperset(group.names) for name in group.names}
        return self._names.values(names - whole)

    def _record(
        self, source: Checkpoint, plan: RestorePlan, staged: Staged, undone: Step | None
    ) -> Restore:
        """Return the fact of this restore; one that must leave things out is a partial one."""
        names = plan.request.names
        if names is None and (staged.failures or plan.is_torn):
            names = tuple(sorted({*staged.values, *plan.in_place}))
        return Restore(
            id=secrets.token_hex(16),
            session=self._keeper.session.id,
            source=source.id,
            target=plan.checkpoint.id,
            names=names,
            undoes=undone.record.id if undone is not None else None,
            restored_at=self._keeper.clocks.wall(),
        )

    def _moved(self, record: Restore, plan: RestorePlan, staged: Staged) -> None:
        """Hand over the fact; a whole restore has the session stand on the target."""
        keeper = self._keeper
        keeper.branch = None
        if record.names is None:
            arrival: Arrival | None = keeper.adopt(plan.checkpoint, plan.state, staged.groups)
            keeper.tracking.ledger.writers.update(plan.request.writers)
        else:
            arrival = keeper.adopt_names(staged.groups)
        keeper.courier.send(Note(kind="restore", body=record, arrival=arrival))

    def _tell(self) -> None:
        for listener in tuple(self._keeper.listeners):
            listener()

    def _read(self) -> Reader:
        """Return what reads the store: the courier's own view of it, which knows its bytes."""
        keeper = self._keeper
        blobs = keeper.courier.blobs or FolderStore(keeper.settings.home)
        if self._reader is None or self._reader.blobs is not blobs:
            self._reader = Reader(blobs, load_key(keeper.settings.home))
        return self._reader

    def _staging(self) -> Staging:
        return Staging(self._read(), self._keeper.namespace, self._keeper.memory.names)
