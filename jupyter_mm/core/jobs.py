"""Long work beside the kernels. What runs it is the host's; what may be asked is decided here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from jupyter_mm.catalog.executions import find_execution
from jupyter_mm.core import policy
from jupyter_mm.core.claims import check_tolerance
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.domain.jobs import Job, JobRequest, Jobs
from jupyter_mm.errors import InvalidError, UnavailableError

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core

KINDS = {"reproduce": "Reproduce “{}”", "environment": "Build the environment of “{}”"}
"""By kind of job: its title."""


class JobRunner(Protocol):
    """Runs jobs and remembers what came of them. Safe to use from several threads."""

    def start(self, request: JobRequest, *, checkpoint: str, title: str) -> Job:
        """Begin a job on one checkpoint and return it; never waits for it."""
        ...

    def all(self) -> tuple[Job, ...]:
        """Return all jobs that are remembered, newest first."""
        ...

    def find(self, id_: str) -> Job:
        """Return a job. Raises NotFoundError."""
        ...

    def cancel(self, id_: str) -> Job:
        """End a job if it still runs, and return it. Raises NotFoundError."""
        ...


def start_job(core: Core, actor: Actor, request: JobRequest) -> Job:
    """Begin to reproduce a checkpoint or to build its environment, and return the job.

    Raises InvalidError for what cannot be asked, what the reference raises, UnavailableError where
    no jobs are run.
    """
    policy.require(actor, Scope.RUN)
    if request.kind not in KINDS:
        raise InvalidError(f"A job is one of {', '.join(KINDS)}.")
    check_tolerance(request.tolerance)
    runner = _runner(core)
    with core.catalog.read() as tx:
        state = resolve(
            tx, request.ref, session=request.session, notebook=request.notebook, now=core.clock()
        )
        ran = find_execution(tx, state["execution"])
    name = state["message"] or (ran["title"] if ran is not None else state["id"][:10])
    # The reference may mean another checkpoint by the time the job resolves it.
    asked = replace(request, ref=state["id"])
    return runner.start(asked, checkpoint=state["id"], title=KINDS[request.kind].format(name))


def list_jobs(core: Core, actor: Actor) -> Jobs:
    """Return the jobs of this host, newest first; none where no jobs are run."""
    policy.require(actor, Scope.READ)
    return Jobs(items=() if core.jobs is None else core.jobs.all())


def show_job(core: Core, actor: Actor, id_: str) -> Job:
    """Return a job as it is now. Raises NotFoundError, UnavailableError."""
    policy.require(actor, Scope.READ)
    return _runner(core).find(id_)


def cancel_job(core: Core, actor: Actor, id_: str) -> Job:
    """End a job and return it; one that has ended stays as it is. Raises as `show_job`."""
    policy.require(actor, Scope.RUN)
    return _runner(core).cancel(id_)


def _runner(core: Core) -> JobRunner:
    if core.jobs is None:
        raise UnavailableError(
            "No jobs are run here.",
            hint="Use a Jupyter server with the extension, or `jupyter mm reproduce REF`.",
        )
    return core.jobs
