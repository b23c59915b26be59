"""A runner of jobs that runs none: it remembers what was asked."""

from __future__ import annotations

from dataclasses import replace

from jupyter_mm.domain.jobs import Job, JobRequest
from jupyter_mm.errors import NotFoundError
from jupyter_mm.testing.clocks import START


class MemoryJobs:
    """Jobs that go on until they are cancelled."""

    def __init__(self) -> None:
        """Begin with none."""
        self.asked: list[JobRequest] = []
        self._jobs: dict[str, Job] = {}

    def start(self, request: JobRequest, *, checkpoint: str, title: str) -> Job:
        """Remember a job."""
        self.asked.append(request)
        job = Job(
            id=f"job-{len(self._jobs) + 1}",
            kind=request.kind,
            ref=request.ref,
            checkpoint=checkpoint,
            title=title,
            status="running",
            step="",
            fraction=None,
            started_at=START,
            ended_at=None,
            message=None,
            needs_consent=(),
            log=(),
        )
        self._jobs[job.id] = job
        return job

    def all(self) -> tuple[Job, ...]:
        """Return all jobs, newest first."""
        return tuple(reversed(self._jobs.values()))

    def find(self, id_: str) -> Job:
        """Return a job. Raises NotFoundError."""
        if id_ not in self._jobs:
            raise NotFoundError(f"There is no job {id_[:80]}.")
        return self._jobs[id_]

    def cancel(self, id_: str) -> Job:
        """End a job. Raises NotFoundError."""
        self._jobs[id_] = replace(self.find(id_), status="cancelled", ended_at=START + 1)
        return self._jobs[id_]
