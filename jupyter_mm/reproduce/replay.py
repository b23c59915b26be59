"""Running the executions of a line again in a scratch folder, and comparing as it goes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.catalog.executions import find_execution, metrics_of
from jupyter_mm.core import open_core
from jupyter_mm.core.compose import storable
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.noise import Setting
from jupyter_mm.core.outputs import load_output
from jupyter_mm.domain.verdict import OutputCheck
from jupyter_mm.errors import NeedsConsentError
from jupyter_mm.reproduce.cells import installs, runnable
from jupyter_mm.reproduce.comparison import Shown, compare_shown
from jupyter_mm.reproduce.kernel import (
    CleanKernel,
    KernelGoneError,
    Ran,
    TooSlowError,
    kernel_variables,
    started,
)
from jupyter_mm.reproduce.outside import protected
from jupyter_mm.reproduce.scratch import Scratch
from jupyter_mm.reproduce.verdict import NOTHING
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core
    from jupyter_mm.core.policy import Actor
    from jupyter_mm.domain.execution import Metric
    from jupyter_mm.reproduce.line import Step
    from jupyter_mm.reproduce.progress import Progress, Surroundings

LEAST_S = 600.0
TIMES = 20.0
"""A cell may take ten minutes, or this many times as long as it took."""
ARRIVAL_S = 60.0
"""For which a kernel that runs may take to hand over what was logged."""
PAUSE_S = 0.1
NO_FORM = "what it showed has no form that can be compared"
NOT_RUN = "not run: an earlier cell failed"
GUARD = Path(__file__).with_name("guard.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where and how the steps run."""

    python: Path
    place: Scratch
    folder: str
    """The original working folder."""
    variables: Mapping[str, str]
    """Of the lock."""
    consent: bool
    tolerance: float


def replayed(
    core: Core, actor: Actor, steps: Sequence[Step], stage: Stage, surroundings: Surroundings
) -> tuple[OutputCheck, ...]:
    """Run the steps in a clean kernel and return how each compares.

    Raises CannotBuildError when the kernel does not start, NeedsConsentError when a step tried to
    write to what is its user's.
    """
    own, ran = stage.place.folder / "kernel", list[Ran]()
    own.mkdir()
    told = kernel_variables(
        surroundings.variables, own, stage.place.store, stage.python, stage.variables
    )

    def say() -> None:
        number, count = min(len(ran) + 1, len(steps)), len(steps)
        surroundings.progress.step(f"Running cell {number} of {count}", len(ran) / count)

    where, limit = stage.place.mirrored(stage.folder), core.settings.output_limit_bytes
    with (
        _own_history(core, stage) as history,
        started(stage.python, where, own, told, say, limit=limit) as kernel,
    ):
        _prepare(kernel, steps, stage)
        why = _run(kernel, steps, stage, ran, surroundings.progress)
        logged = _logged(history, actor, ran, kernel)
    checks = [
        _compared(core, step, one, logged[one.id], stage)
        for step, one in zip(steps, ran, strict=False)
    ]
    for step in steps[len(ran) :]:
        checks.append(_told(step, "failed" if why else "skipped", why or NOT_RUN))
        why = None
    return tuple(checks)


def _run(
    kernel: CleanKernel,
    steps: Sequence[Step],
    stage: Stage,
    ran: list[Ran],
    progress: Progress,
) -> str | None:
    """Run up to the first cell that fails and did not before; return why the next one has none."""
    for step in steps:
        within_s = max(LEAST_S, TIMES * step.duration_s)
        try:
            ran.append(kernel.run(runnable(step.source), step.count, within_s))
        except KernelGoneError:
            return "the kernel died"
        except TooSlowError:
            return f"it ran for over {within_s:.0f} s"
        finally:
            _check_guard(stage)
        progress.log(f"{step.title}: {ran[-1].failure or 'done'}")
        if ran[-1].failure and step.status == "ok":
            return None
    return None


def _prepare(kernel: CleanKernel, steps: Sequence[Step], stage: Stage) -> None:
    """Let modules beside the notebook be found, and protect the originals."""
    kernel.prepare(f"__import__('sys').path.append({stage.folder!r})")
    if not stage.consent:
        arguments = (
            stage.folder,
            list(protected(steps)),
            str(stage.place.folder),
            str(_tried(stage)),
        )
        text = GUARD.read_text(encoding="utf-8")
        kernel.prepare(f"(lambda s: (exec({text!r}, s), s['keep_off'](*{arguments!r})))({{}})")


def _check_guard(stage: Stage) -> None:
    tried = _tried(stage)
    if tried.exists() and (paths := tried.read_text(errors="replace").split("\n")[:-1]):
        raise NeedsConsentError(tuple(f"A cell changes {path}." for path in dict.fromkeys(paths)))


def _tried(stage: Stage) -> Path:
    return stage.place.folder / "tried"


@contextmanager
def _own_history(core: Core, stage: Stage) -> Iterator[Core]:
    """Open the history that the clean kernel keeps of itself."""
    own = open_core(Settings(home=stage.place.store), clock=core.clock)
    try:
        yield own
    finally:
        own.close()


def _logged(
    history: Core, actor: Actor, ran: Sequence[Ran], kernel: CleanKernel
) -> dict[str, tuple[Metric, ...]]:
    """Return what each execution logged; the kernel hands that over a moment after it ran."""
    outbox = Outbox(history.settings.home)
    deadline = time.monotonic() + ARRIVAL_S
    while True:
        take_in(history, actor, outbox)
        with history.catalog.read() as tx:
            last = find_execution(tx, ran[-1].id) if ran else None
            is_over = not kernel.manager.is_alive() or time.monotonic() > deadline
            if not ran or last is not None or is_over:
                return {one.id: metrics_of(tx, one.id) for one in ran}
        kernel.on_wait()
        time.sleep(PAUSE_S)


def _compared(
    core: Core, step: Step, ran: Ran, logged: tuple[Metric, ...], stage: Stage
) -> OutputCheck:
    if ran.failure and step.status == "ok":
        return _told(step, "failed", ran.failure[:300])
    if installs(step.source):
        return _told(step, "skipped", "it installs packages: the environment has them")
    if any(ref.truncated for ref in step.outputs):
        return _told(step, "skipped", "its outputs were too large to be kept whole")
    if not step.is_seen and not step.metrics:
        return _told(step, "skipped", "its outputs were not kept: no server saw them")
    then = Setting(started_at=step.started_at, ended_at=step.started_at + step.duration_s)
    now = Setting(started_at=ran.started_at, ended_at=ran.ended_at, root=str(stage.place.root))
    kept = tuple(load_output(core, ref.digest) for ref in step.outputs)
    before = Shown(outputs=kept, metrics=step.metrics, setting=then)
    after = Shown(
        outputs=tuple(map(storable, ran.outputs)) if step.is_seen else (),
        metrics=logged,
        setting=now,
    )
    found = compare_shown(before, after, stage.tolerance)
    if found is None:
        is_empty = not (before.outputs or after.outputs)
        return _told(step, "skipped", NOTHING if is_empty else NO_FORM)
    return _told(step, found.outcome, found.detail)


def _told(step: Step, outcome: str, detail: str) -> OutputCheck:
    return OutputCheck(
        execution=step.id, cell=step.cell, title=step.title, outcome=outcome, detail=detail
    )
