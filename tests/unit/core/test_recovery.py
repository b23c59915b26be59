"""A kernel that came back empty is offered what the one before it had, and nothing else."""

from __future__ import annotations

import pytest

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.context import Core
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.notebooks import forget_path, move_notebook
from jupyter_mm.core.observe import record_observation
from jupyter_mm.core.policy import Actor
from jupyter_mm.core.record import record_execution, record_restore, register_session
from jupyter_mm.core.recovery import NOTHING, recoverable
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.execution import KernelSession
from jupyter_mm.domain.recovery import Recovery, RecoveryQuery
from jupyter_mm.errors import DeniedError, InvalidError
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import FrozenClock
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.seeing import seen


class Kernels:
    """Kernels of a store that begin one after the other."""

    def __init__(self, core: Core, clock: FrozenClock) -> None:
        self.core, self.clock = core, clock

    def start(
        self, notebook: str | None = "a.ipynb", kernel: str | None = None, *, told: bool = True
    ) -> KernelSession:
        session = make_session(
            notebook=notebook, kernel_id=kernel, started_at=self.clock.advance(10)
        )
        if told:
            register_session(self.core, ACTOR, session)
        return session

    def run(self, session: KernelSession, **changes: object) -> Capture:
        given = {"session": session, "started_at": self.clock.advance(1), **changes}
        capture = make_capture(self.core, **given)
        record_execution(self.core, ACTOR, capture)
        return capture

    def restore(self, session: KernelSession, to: Capture, *names: str) -> None:
        assert to.checkpoint is not None
        restore = Restore(
            id=f"restore-{self.clock.advance(1)}",
            session=session.id,
            source=None,
            target=to.checkpoint.id,
            names=names or None,
            undoes=None,
            restored_at=self.clock(),
        )
        record_restore(self.core, ACTOR, restore)


@pytest.fixture
def kernels(core: Core, clock: FrozenClock) -> Kernels:
    return Kernels(core, clock)


def asked(core: Core, session: KernelSession, **query: object) -> Recovery:
    return recoverable(core, ACTOR, RecoveryQuery(session=session.id, **query))  # type: ignore[arg-type]  # fields of the query


def offered(core: Core, session: KernelSession, **query: object) -> str | None:
    found = asked(core, session, **query).checkpoint
    return None if found is None else found.execution


def test_a_dead_kernels_last_state_is_offered_with_its_numbers(
    core: Core, kernels: Kernels
) -> None:
    dead = kernels.start()
    kernels.run(dead, execution="early")
    last = kernels.run(
        dead, execution="last", variables={"a": 1, "b": 2}, skipped={"g": "a generator"}
    )
    kernels.run(dead, execution="cut", status="aborted", lost="interrupted")
    found = asked(core, kernels.start())
    assert last.checkpoint is not None
    assert found.checkpoint == last.checkpoint
    assert found.row is not None
    assert (found.row.execution, found.variables, found.lost) == ("last", 2, 1)
    assert found.size_bytes == last.checkpoint.size_bytes
    assert found.ended_at == last.execution.started_at + last.execution.duration_s


def test_a_restarted_kernel_is_offered_what_it_had_whatever_its_notebook_is_called_now(
    core: Core, kernels: Kernels
) -> None:
    before = kernels.start("a.ipynb", kernel="k")
    kernels.run(before, execution="mine")
    move_notebook(core, "a.ipynb", "b.ipynb")
    kernels.run(kernels.start("a.ipynb"), execution="of a new notebook")
    after = kernels.start("a.ipynb", kernel="k")  # a restart does not tell it the new name
    assert offered(core, after) == "mine"
    assert offered(core, after, notebook="b.ipynb") == "mine"


def test_a_new_kernel_finds_the_notebook_under_its_new_name(core: Core, kernels: Kernels) -> None:
    kernels.run(kernels.start("a.ipynb", kernel="old"), execution="mine")
    move_notebook(core, "a.ipynb", "b.ipynb")
    assert offered(core, kernels.start("b.ipynb", kernel="new")) == "mine"
    assert offered(core, kernels.start("a.ipynb", kernel="other")) is None


def test_a_deleted_notebook_offers_nothing_to_its_namesake(core: Core, kernels: Kernels) -> None:
    kernels.run(kernels.start("a.ipynb"))
    forget_path(core, "a.ipynb")
    assert asked(core, kernels.start("a.ipynb")) == NOTHING


def test_notebooks_do_not_mix(core: Core, kernels: Kernels) -> None:
    kernels.run(kernels.start("a.ipynb"), execution="of a")
    kernels.run(kernels.start("b.ipynb"), execution="of b")
    assert offered(core, kernels.start("a.ipynb")) == "of a"
    assert offered(core, kernels.start("b.ipynb")) == "of b"
    assert asked(core, kernels.start("c.ipynb")) == NOTHING


def test_a_kernel_that_told_no_path_follows_the_notebook_it_was_seen_in(
    core: Core, kernels: Kernels
) -> None:
    before = kernels.start(None)
    kernels.run(before, execution="run")
    record_observation(core, ACTOR, seen(core, "run"))
    assert offered(core, kernels.start("a.ipynb")) == "run"


def test_kernels_that_were_told_the_same_whole_path_had_the_same_notebook(
    core: Core, kernels: Kernels
) -> None:
    before = kernels.start("/home/me/work/a.ipynb", kernel="old")
    kernels.run(before, execution="run")
    record_observation(core, ACTOR, seen(core, "run"))  # the server calls it a.ipynb
    after = kernels.start("/home/me/work/a.ipynb", kernel="new")
    assert offered(core, after) == "run"
    assert offered(core, kernels.start("/home/you/work/a.ipynb")) is None
    move_notebook(core, "a.ipynb", "b.ipynb")
    assert asked(core, after) == NOTHING
    assert offered(core, after, notebook="b.ipynb") == "run"
    forget_path(core, "b.ipynb")
    assert asked(core, after) == NOTHING


def test_papermill_and_scripts_have_no_notebook_and_get_no_offer(
    core: Core, kernels: Kernels
) -> None:
    kernels.run(kernels.start(None))
    assert asked(core, kernels.start(None)) == NOTHING
    assert asked(core, kernels.start("a.ipynb")) == NOTHING


def test_records_that_only_reached_the_outbox_count_when_they_are_taken_in(
    core: Core, kernels: Kernels
) -> None:
    outbox = Outbox(core.info.home)
    dead = kernels.start(told=False)
    outbox.write("session", dead)
    outbox.write("capture", make_capture(core, session=dead, execution="offline"))
    after = kernels.start(told=False)
    outbox.write("session", after)
    assert asked(core, after, notebook="a.ipynb") == NOTHING
    take_in(core, ACTOR, outbox)
    assert offered(core, after) == "offline"


def test_a_session_that_is_not_recorded_yet_may_name_its_notebook(
    core: Core, kernels: Kernels
) -> None:
    kernels.run(kernels.start(), execution="run")
    unknown = kernels.start(told=False)
    assert asked(core, unknown) == NOTHING
    assert offered(core, unknown, notebook="a.ipynb") == "run"


def test_a_session_that_has_begun_is_offered_nothing_unless_it_asks(
    core: Core, kernels: Kernels
) -> None:
    first = kernels.run(kernels.start(), execution="run")
    after = kernels.start()
    kernels.run(after, lost="nothing was kept")
    assert offered(core, after) == "run"
    kernels.restore(after, first, "x")
    assert asked(core, after) == NOTHING
    assert offered(core, after, any=True) == "run"
    standing = kernels.start()
    kernels.run(standing)
    assert asked(core, standing) == NOTHING


def test_kernels_in_which_nothing_was_run_are_passed_over(core: Core, kernels: Kernels) -> None:
    kernels.run(kernels.start(), execution="run")
    kernels.start()
    kernels.start()
    assert offered(core, kernels.start()) == "run"


def test_a_kernel_that_kept_nothing_leaves_nothing_to_recover(core: Core, kernels: Kernels) -> None:
    kernels.run(kernels.start())
    kernels.run(kernels.start(), lost="nothing was kept")
    assert asked(core, kernels.start()) == NOTHING


def test_a_kernel_that_only_restored_stood_where_it_restored_to(
    core: Core, kernels: Kernels
) -> None:
    first = kernels.start()
    early = kernels.run(first, execution="early")
    kernels.run(first, execution="late")
    kernels.restore(kernels.start(), early)
    assert offered(core, kernels.start()) == "early"


def test_a_restore_to_a_state_that_has_not_come_leaves_the_last_one_of_its_own(
    core: Core, kernels: Kernels
) -> None:
    session = kernels.start()
    elsewhere = make_capture(core)
    kernels.run(session, execution="own")
    kernels.restore(session, elsewhere)
    assert offered(core, kernels.start()) == "own"


def test_a_kernel_that_began_later_is_not_the_one_before(core: Core, kernels: Kernels) -> None:
    kernels.run(kernels.start(), execution="before")
    asking = kernels.start()
    kernels.run(kernels.start(), execution="after")
    assert offered(core, asking) == "before"


def test_asking_needs_the_right_and_a_path_that_can_be(core: Core, kernels: Kernels) -> None:
    with pytest.raises(DeniedError):
        recoverable(core, Actor("nobody", frozenset()), RecoveryQuery(session="5" * 32))
    with pytest.raises(InvalidError):
        asked(core, kernels.start(), notebook="../a.ipynb")
