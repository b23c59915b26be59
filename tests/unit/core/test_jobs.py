"""What may be asked of a host that runs jobs, and of one that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.jobs import cancel_job, list_jobs, show_job, start_job
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.jobs import JobRequest
from jupyter_mm.errors import DeniedError, InvalidError, NotFoundError, UnavailableError
from jupyter_mm.testing.captures import make_session
from jupyter_mm.testing.jobs import MemoryJobs
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.using import ran

READER = Actor(name="reader", scopes=frozenset({Scope.READ, Scope.RECORD}))


@pytest.fixture
def runner() -> MemoryJobs:
    return MemoryJobs()


@pytest.fixture
def host(core: Core, runner: MemoryJobs) -> Core:
    return replace(core, jobs=runner)


def test_a_job_is_started_on_the_checkpoint_that_was_meant(host: Core, runner: MemoryJobs) -> None:
    first = ran(host, "e1", message="first good model")
    second = ran(host, "e2", source="fit()")
    job = start_job(host, ACTOR, JobRequest(kind="reproduce", ref="now~0", tolerance=0.1))
    assert (job.checkpoint, job.ref) == (second, second)
    assert job.title == "Reproduce “fit()”"
    assert runner.asked[0].tolerance == 0.1
    job = start_job(host, ACTOR, JobRequest(kind="environment", ref=first[:8]))
    assert job.title == "Build the environment of “first good model”"
    assert [one.checkpoint for one in list_jobs(host, ACTOR).items] == [first, second]


def test_a_reference_is_looked_up_where_the_request_says(host: Core) -> None:
    elsewhere = make_session("2" * 32, notebook="other.ipynb")
    first = ran(host, "e1")
    ran(host, "e2", session=elsewhere)
    request = JobRequest(kind="reproduce", ref="now", notebook="example.ipynb")
    assert start_job(host, ACTOR, request).checkpoint == first


def test_a_job_is_shown_and_cancelled(host: Core) -> None:
    ran(host, "e1")
    job = start_job(host, ACTOR, JobRequest(kind="reproduce", ref="now"))
    assert show_job(host, READER, job.id) == job
    assert cancel_job(host, ACTOR, job.id).status == "cancelled"
    assert show_job(host, ACTOR, job.id).status == "cancelled"
    for verb in (show_job, cancel_job):
        with pytest.raises(NotFoundError):
            verb(host, ACTOR, "nobody")


def test_what_cannot_be_asked_starts_nothing(host: Core, runner: MemoryJobs) -> None:
    ran(host, "e1")
    for changes, error in (
        ({"kind": "clean"}, InvalidError),
        ({"tolerance": -1.0}, InvalidError),
        ({"tolerance": float("nan")}, InvalidError),
        ({"ref": "nowhere"}, NotFoundError),
        ({"ref": ""}, InvalidError),
    ):
        with pytest.raises(error):
            start_job(host, ACTOR, replace(JobRequest(kind="reproduce", ref="now"), **changes))
    with pytest.raises(DeniedError):
        start_job(host, READER, JobRequest(kind="reproduce", ref="now"))
    with pytest.raises(DeniedError):
        cancel_job(host, READER, "job-1")
    assert runner.asked == []


def test_a_host_without_jobs_says_where_there_are_some(core: Core) -> None:
    ran(core, "e1")
    assert list_jobs(core, ACTOR).items == ()
    for call in (
        lambda: start_job(core, ACTOR, JobRequest(kind="reproduce", ref="now")),
        lambda: show_job(core, ACTOR, "job-1"),
        lambda: cancel_job(core, ACTOR, "job-1"),
    ):
        with pytest.raises(UnavailableError) as refusal:
            call()
        assert "jupyter mm reproduce" in refusal.value.hint
