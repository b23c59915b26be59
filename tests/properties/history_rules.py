"""What kernels, servers and people do to a store, and a plain model of what it then holds."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    precondition,
    rule,
)

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.annotate import annotate_checkpoint
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.notebooks import forget_path, move_notebook
from jupyter_mm.core.observe import record_observation, store_outputs
from jupyter_mm.core.record import (
    record_execution,
    record_log,
    record_restore,
    register_session,
)
from jupyter_mm.domain.capture import Capture, Receipt
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.document import Observation
from jupyter_mm.domain.execution import KernelSession, LogBatch, Metric
from jupyter_mm.domain.history import Annotation
from jupyter_mm.testing import strategies as own
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR, open_store


def execution_of(number: int) -> str:
    return f"run{number:05d}_1_1"


RECIPES = st.fixed_dictionaries(
    {
        "process": st.dictionaries(st.sampled_from(["cwd", "random"]), own.values()),
        "part_bytes": st.sampled_from([16, 1 << 20]),
        "reads": st.none() | own.reads(st.none() | st.integers(1, 8).map(execution_of)),
        "effects": st.none() | own.effects(),
        "inputs": st.lists(
            own.data_refs(), max_size=2, unique_by=lambda ref: (ref.path, ref.mode)
        ).map(tuple),
        "failure": st.none() | own.failures(),
        "lost": st.sampled_from([None, "interrupted"]),
    }
)


@dataclass
class Known:
    """What the model knows of one execution."""

    capture: Capture | None = None
    seen: Observation | None = None
    metrics: dict[int, Metric] = field(default_factory=dict)
    annotation: dict[str, Any] = field(default_factory=dict)


class HistoryRules(RuleBasedStateMachine):  # noqa: PLR0904  # one method a rule
    """Drives a real store and a dictionary side by side."""

    made = Bundle("made")
    """Captures that a kernel made, whether or not they were delivered."""
    delivered = Bundle("delivered")
    observations = Bundle("observations")
    batches = Bundle("batches")

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.home = Path(self.open.enter_context(tempfile.TemporaryDirectory())) / "store"
        self.clock = FrozenClock()
        self.store = ExitStack()
        self.core = self.store.enter_context(open_store(self.home, clock=self.clock))
        self.outbox = Outbox(self.home)
        self.model: dict[str, Known] = {}
        self.order: list[str] = []
        self.receipts: dict[str, Receipt] = {}
        self.waiting: list[Capture] = []
        self.sessions: list[KernelSession] = []
        self.moves: dict[str, list[tuple[float, str]]] = {}
        """By session: when its head moved, and where to."""
        self.registered: set[str] = set()
        self.paths: dict[str, str | None] = {"a.ipynb": "a.ipynb"}
        self.number = 0
        self.variables: dict[str, dict[str, object]] = {}
        """By execution: what its kernel held."""

    def teardown(self) -> None:
        self.store.close()
        self.open.close()

    @initialize()
    def two_kernels(self) -> None:
        for name in ("a", "b"):
            session = make_session(name * 32, kernel_id=f"kernel-{name}", notebook="a.ipynb")
            self.sessions.append(session)

    # -- what kernels do

    @rule(
        target=made,
        which=st.integers(0, 1),
        variables=own.namespaces(),
        out=own.entries_of_out(),
        after=st.none() | st.integers(0, 5),
        recipe=RECIPES,
    )
    def run(
        self,
        which: int,
        variables: dict[str, object],
        out: dict[str, object],
        after: int | None,
        recipe: dict[str, Any],
    ) -> Capture:
        self.number += 1
        execution = execution_of(self.number)
        parents = [c.checkpoint.id for c in self.every_capture() if c.checkpoint is not None]
        self.variables[execution] = {**variables, **out}
        capture = make_capture(
            self.core,
            session=self.sessions[which],
            execution=execution,
            source=f"x = {self.number}",
            cell=f"cell-{self.number % 3}",
            count=self.number,
            started_at=self.clock.advance(1),
            variables=self.variables[execution],
            status="error" if recipe["failure"] else "ok",
            parent=parents[after % len(parents)] if parents and after is not None else None,
            **recipe,
        )
        self.waiting.append(capture)
        return capture

    def every_capture(self) -> list[Capture]:
        return [*self.waiting, *(k.capture for k in self.model.values() if k.capture)]

    @rule(target=delivered, capture=consumes(made))
    def deliver(self, capture: Capture) -> Capture:
        self.take(capture, record_execution(self.core, ACTOR, capture))
        return capture

    @rule(capture=delivered)
    def redeliver(self, capture: Capture) -> None:
        again = record_execution(self.core, ACTOR, capture)
        assert again == self.receipts[capture.execution.id]

    @rule(capture=delivered)
    def redeliver_through_the_outbox(self, capture: Capture) -> None:
        self.outbox.write("capture", capture)
        assert take_in(self.core, ACTOR, self.outbox) == 1

    def take(self, capture: Capture, receipt: Receipt) -> None:
        id_ = capture.execution.id
        known = self.know(id_)
        known.capture = capture
        self.receipts[id_] = receipt
        self.registered.add(capture.session.id)
        self.waiting.remove(capture)
        if capture.checkpoint is not None:
            self.move(capture.session.id, capture.checkpoint.created_at, capture.checkpoint.id)
        self.add_to_list(id_)

    def move(self, session: str, when: float, target: str) -> None:
        self.moves.setdefault(session, []).append((when, target))

    def know(self, id_: str) -> Known:
        return self.model.setdefault(id_, Known())

    def add_to_list(self, id_: str) -> None:
        if id_ not in self.order:
            self.order.append(id_)

    @rule(target=batches, which=st.integers(1, 8), metrics=own.metrics())
    def log(self, which: int, metrics: tuple[Metric, ...]) -> LogBatch:
        batch = LogBatch(session="a" * 32, execution=execution_of(which), metrics=metrics)
        self.relog(batch)
        return batch

    @rule(batch=batches)
    def relog(self, batch: LogBatch) -> None:
        record_log(self.core, ACTOR, batch)
        known = self.know(batch.execution)
        for metric in batch.metrics:
            known.metrics.setdefault(metric.sequence, metric)

    @rule(which=st.integers(0, 1))
    def register(self, which: int) -> None:
        receipt = register_session(self.core, ACTOR, self.sessions[which])
        assert receipt == register_session(self.core, ACTOR, self.sessions[which])
        self.registered.add(self.sessions[which].id)

    @precondition(lambda self: self.registered)
    @rule(capture=delivered, data=st.data(), whole=st.booleans())
    def restore(self, capture: Capture, data: st.DataObject, *, whole: bool) -> None:
        if capture.checkpoint is None:
            return
        session = data.draw(st.sampled_from(sorted(self.registered)))
        self.number += 1
        restore = Restore(
            id=f"restore-{self.number}",
            session=session,
            source=None,
            target=capture.checkpoint.id,
            names=None if whole else ("x",),
            undoes=None,
            restored_at=self.clock.advance(1),
        )
        first = record_restore(self.core, ACTOR, restore)
        assert record_restore(self.core, ACTOR, restore) == first
        if whole:
            self.move(session, restore.restored_at, capture.checkpoint.id)

    # -- what the server does

    @rule(target=observations, which=st.integers(1, 8), text=st.text(max_size=10))
    def observe(self, which: int, text: str) -> Observation:
        output = {"output_type": "stream", "name": "stdout", "text": text}
        seen = Observation(
            execution=execution_of(which),
            kernel_id="kernel-a",
            path=self.paths["a.ipynb"] or "new.ipynb",
            cell=f"cell-{which % 3}",
            count=which,
            source=f"x = {which}",
            status="ok",
            started_at=self.clock(),
            duration_s=1.0,
            outputs=store_outputs(self.core, [output] if text else [], 1 << 20),
            document=None,
        )
        self.see(seen)
        return seen

    @rule(seen=observations)
    def reobserve(self, seen: Observation) -> None:
        self.see(seen)

    def see(self, seen: Observation) -> None:
        record_observation(self.core, ACTOR, seen)
        self.know(seen.execution).seen = seen
        self.add_to_list(seen.execution)

    # -- what people do

    @rule(
        capture=delivered,
        tags=st.none() | st.lists(own.shown_names(), max_size=3, unique=True),
        pinned=st.none() | st.booleans(),
        message=st.none() | st.sampled_from(["", "good", "  a  b "]),
    )
    def annotate(
        self, capture: Capture, *, tags: list[str] | None, pinned: bool | None, message: str | None
    ) -> None:
        if capture.checkpoint is None:
            return
        given = Annotation(
            message=message, tags=None if tags is None else tuple(tags), pinned=pinned
        )
        annotate_checkpoint(self.core, ACTOR, capture.checkpoint.id, given)
        known = self.model[capture.execution.id].annotation
        if tags is not None:
            known["tags"] = tuple(tags)
        if pinned is not None:
            known["pinned"] = pinned
        if message is not None:
            known["message"] = message.strip() or None

    @rule()
    def rename(self) -> None:
        old = self.paths["a.ipynb"] or "new.ipynb"
        new = "moved/b.ipynb" if old != "moved/b.ipynb" else "a.ipynb"
        move_notebook(self.core, old, new)
        self.paths["a.ipynb"] = new

    @rule()
    def forget_a_notebook_nobody_has(self) -> None:
        assert forget_path(self.core, "nobody.ipynb") == 0

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.core = self.store.enter_context(open_store(self.home, clock=self.clock))
