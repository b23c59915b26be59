"""The store against a plain model: any records, any number of times, in any order.

A capture whose parent is not recorded is recorded all the same; `verify` reports it until the
parent comes.
"""

from __future__ import annotations

import pickle

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from jupyter_mm.core.hidden import hidden_state
from jupyter_mm.core.history import list_history, show_checkpoint, show_execution
from jupyter_mm.core.recovery import recoverable
from jupyter_mm.core.states import load_state
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.history import HistoryQuery, HistoryRow
from jupyter_mm.domain.names import is_out_entry
from jupyter_mm.domain.recovery import RecoveryQuery
from jupyter_mm.testing.stores import ACTOR
from tests.properties.history_rules import HistoryRules, Known


class HistoryMachine(HistoryRules):
    """Drives a real store and a dictionary side by side."""

    # -- what must hold

    @invariant()
    def the_history_is_as_the_model_says(self) -> None:
        page = list_history(self.core, ACTOR, HistoryQuery(limit=200))
        assert page.total == len(self.order)
        assert [row.execution for row in page.rows] == self.order[::-1]
        for row in page.rows:
            self.row_fits(row, self.model[row.execution])

    def row_fits(self, row: HistoryRow, known: Known) -> None:
        told = known.capture.execution if known.capture else known.seen
        assert told is not None
        for name in ("status", "started_at", "duration_s", "count", "cell"):
            assert getattr(row, name) == getattr(told, name), name
        checkpoint = known.capture.checkpoint if known.capture else None
        assert row.checkpoint == (checkpoint.id if checkpoint else None)
        assert row.parent == (checkpoint.parent if checkpoint else None)
        changed = known.capture.changed if known.capture else ()
        assert row.changed == tuple(name for name in changed if not is_out_entry(name))
        if checkpoint is not None:
            held = [name for name in self.variables[row.execution] if not is_out_entry(name)]
            assert (row.kept, row.skipped, row.size_bytes) == (len(held), 0, checkpoint.size_bytes)
        assert row.session == (known.capture.session.id if known.capture else "kernel-a")
        assert row.outputs == (len(known.seen.outputs) if known.seen else 0)
        assert row.tags == known.annotation.get("tags", ())
        assert row.pinned == known.annotation.get("pinned", False)
        assert row.message == known.annotation.get("message")
        last = {m.name: m.value for m in sorted(known.metrics.values(), key=lambda m: m.sequence)}
        assert {metric.name: metric.value for metric in row.metrics} == last

    @invariant()
    def each_execution_can_be_shown(self) -> None:
        for id_ in self.order[-2:]:
            known = self.model[id_]
            shown = show_execution(self.core, ACTOR, id_)
            assert shown.metrics == tuple(known.metrics[key] for key in sorted(known.metrics))
            assert len(shown.outputs) == (len(known.seen.outputs) if known.seen else 0)
            assert shown.reads == ((known.capture and known.capture.reads) or ())
            assert shown.effects == ((known.capture and known.capture.effects) or ())

    @invariant()
    def each_state_comes_back_whole(self) -> None:
        for id_ in self.order[-2:]:
            capture = self.model[id_].capture
            if capture is None or capture.checkpoint is None:
                continue
            state = load_state(self.core.blobs, capture.checkpoint.manifest)
            values: dict[str, object] = {}
            for group in state.groups:
                values |= pickle.loads(self.core.blobs.read(group.stream))
            assert values == self.variables[id_]
            shown = show_checkpoint(self.core, ACTOR, capture.checkpoint.id)
            names = [variable.name for variable in shown.variables]
            assert names == sorted(name for name in values if not is_out_entry(name))
            assert {one.origin for one in shown.variables} <= {id_, None}

    @invariant()
    def what_can_be_recovered_is_where_the_other_kernel_stands(self) -> None:
        for session in self.sessions:
            query = RecoveryQuery(session=session.id, any=True)
            found = recoverable(self.core, ACTOR, query).checkpoint
            stands = {max(moves)[1] for other, moves in self.moves.items() if other != session.id}
            assert found is None or found.id in stands

    @invariant()
    def notes_on_hidden_state_need_a_document(self) -> None:
        for path in ("a.ipynb", "moved/b.ipynb"):
            assert hidden_state(self.core, ACTOR, path).notes == ()

    @invariant()
    def now_is_where_each_session_stands(self) -> None:
        for session, moves in self.moves.items():
            shown = show_checkpoint(self.core, ACTOR, "now", session=session)
            assert shown.checkpoint.id == max(moves)[1]

    @invariant()
    def verify_misses_exactly_the_parents_that_have_not_come(self) -> None:
        held = [k.capture.checkpoint for k in self.model.values() if k.capture]
        checkpoints = [checkpoint for checkpoint in held if checkpoint is not None]
        ids = {checkpoint.id for checkpoint in checkpoints}
        orphaned = {c.id for c in checkpoints if c.parent is not None and c.parent not in ids}
        report = verify_store(self.core, ACTOR)
        assert report.checkpoints == len(ids)
        assert {(damage.kind, damage.name) for damage in report.damage} == {
            ("parent_missing", id_) for id_ in orphaned
        }


TestHistory = HistoryMachine.TestCase
TestHistory.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestHistory.pytestmark = [pytest.mark.timeout(900)]  # type: ignore[attr-defined]  # unittest's own
