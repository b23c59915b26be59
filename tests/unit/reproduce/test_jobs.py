"""Jobs: children that tell how far they are, and end when somebody wants or their server does."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.core.events import JobChanged
from jupyter_mm.domain.jobs import Job, JobRequest
from jupyter_mm.errors import ConflictError, NotFoundError
from jupyter_mm.reproduce.jobs import AT_ONCE, ChildJobs

REQUEST = JobRequest(kind="reproduce", ref="a" * 64, tolerance=0.5, is_slice=True, consent=True)
TELL = "import json, sys, time\ndef tell(**told): print(json.dumps(told), flush=True)\n"
BUILT: dict[str, Any] = {
    "lock": "b" * 64,
    "folder": "/f",
    "python": "/f/bin/python",
    "kernel": "mm-b",
    "packages": 3,
    "unmatched": [],
}


@pytest.fixture
def events() -> list[JobChanged]:
    return []


@pytest.fixture
def jobs(tmp_path: Path, events: list[JobChanged]) -> Callable[[str], ChildJobs]:
    def made(code: str) -> ChildJobs:
        program = (sys.executable, "-c", TELL + code)
        return ChildJobs(tmp_path, os.environ, events.append, time.time, program=program)

    return made


def start(runner: ChildJobs, **changes: Any) -> Job:
    asked = replace(REQUEST, **changes)
    return runner.start(asked, checkpoint="a" * 64, title="Reproduce “x”")


def until(runner: ChildJobs, id_: str, found: Callable[[Job], bool]) -> Job:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        job = runner.find(id_)
        if found(job):
            return job
        time.sleep(0.02)
    raise AssertionError(job)


def ended(runner: ChildJobs, id_: str) -> Job:
    return until(runner, id_, lambda job: job.ended_at is not None)


def test_a_job_is_done_with_what_its_child_said(jobs: Any) -> None:
    runner = jobs(f"tell(step='One', fraction=0.5); tell(log='hm'); tell(built={BUILT!r})")
    begun = start(runner)
    assert (begun.status, begun.title, begun.checkpoint) == ("running", "Reproduce “x”", "a" * 64)
    job = ended(runner, begun.id)
    assert (job.status, job.fraction, job.log, job.message) == ("done", 1.0, ("hm",), None)
    assert job.built is not None
    assert job.built.kernel == "mm-b"


def test_what_is_done_cannot_be_cancelled_any_more(jobs: Any) -> None:
    runner = jobs(f"tell(built={BUILT!r}); tell(log='said'); time.sleep(60)")
    begun = start(runner)
    until(runner, begun.id, lambda job: job.log == ("said",))
    runner.cancel(begun.id)
    assert ended(runner, begun.id).status == "done"


def test_a_child_is_told_what_was_asked(jobs: Any, tmp_path: Path) -> None:
    runner = jobs("tell(log=' '.join(sys.argv[1:]))")
    job = ended(runner, start(runner).id)
    asked = f"reproduce {'a' * 64} --json --home {tmp_path} --consent --tolerance 0.5 --slice"
    assert job.log == (asked,)


def test_each_change_is_announced_and_the_last_one_tells_the_end(
    jobs: Any, events: list[JobChanged]
) -> None:
    runner = jobs("tell(step='One', fraction=None); time.sleep(0.5); tell(step='Two', fraction=1)")
    job = ended(runner, start(runner).id)
    until(runner, job.id, lambda _: events[-1].job.ended_at is not None)
    assert "One" in [event.job.step for event in events]
    assert events[-1].job == job


def test_a_chatty_child_is_not_announced_line_by_line(jobs: Any, events: list[JobChanged]) -> None:
    runner = jobs("[tell(log=str(n)) for n in range(2000)]")
    job = ended(runner, start(runner).id)
    assert job.log == tuple(str(n) for n in range(1800, 2000))
    assert len(events) < 200


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("sys.exit(3)", "It ended with exit code 3."),
        ("tell(error={'kind': 'k', 'message': 'No uv.', 'hint': 'Get it.'})", "No uv. Get it."),
        ("tell(built={'lock': 1})", "Not a digest"),
    ],
)
def test_a_job_fails_with_a_reason(jobs: Any, code: str, message: str) -> None:
    runner = jobs(code)
    job = ended(runner, start(runner).id)
    assert job.status == "failed"
    assert message in (job.message or "")


def test_what_is_no_line_of_ours_goes_into_the_log(jobs: Any) -> None:
    runner = jobs("print('Traceback'); print('[1]'); print('{}')")
    assert ended(runner, start(runner).id).log == ("Traceback", "[1]")


def test_a_job_that_needs_consent_says_for_what(jobs: Any) -> None:
    runner = jobs("tell(needs_consent=['It writes.']); sys.exit(8)")
    job = ended(runner, start(runner).id)
    assert (job.status, job.needs_consent) == ("failed", ("It writes.",))


def test_a_job_can_be_cancelled(jobs: Any) -> None:
    runner = jobs("tell(step='One', fraction=None); time.sleep(600)")
    id_ = start(runner).id
    until(runner, id_, lambda job: job.step == "One")
    runner.cancel(id_)
    job = ended(runner, id_)
    assert (job.status, job.step) == ("cancelled", "Cancelled")
    assert runner.cancel(id_) == job


def test_what_runs_already_is_not_started_again(jobs: Any) -> None:
    runner = jobs("tell(step='One', fraction=None); time.sleep(600)")
    first = start(runner)
    assert start(runner).id == first.id
    other = start(runner, kind="environment")
    assert other.id != first.id
    for job in (first, other):
        runner.cancel(job.id)
    again = start(runner)  # one that is being cancelled is not the one that is wanted
    assert again.id not in {first.id, other.id}
    runner.cancel(again.id)
    for job in (first, other, again):
        assert ended(runner, job.id).status == "cancelled"


def test_a_few_jobs_run_at_once_and_more_are_refused(jobs: Any) -> None:
    runner = jobs("time.sleep(600)")
    running = [start(runner, ref=f"{number:064}") for number in range(AT_ONCE)]
    with pytest.raises(ConflictError, match="are running"):
        start(runner, ref="f" * 64)
    assert len(runner.all()) == AT_ONCE
    runner.cancel(running[0].id)
    ended(runner, running[0].id)
    running.append(start(runner, ref="f" * 64))
    for job in running[1:]:
        runner.cancel(job.id)
        assert ended(runner, job.id).status == "cancelled"


def test_a_job_ends_though_nobody_can_hear_of_it(tmp_path: Path) -> None:
    def publish(_: JobChanged) -> None:
        raise RuntimeError("The bus is closed.")

    program = (sys.executable, "-c", f"{TELL}tell(step='One', fraction=0.5); tell(built={BUILT!r})")
    runner = ChildJobs(tmp_path, os.environ, publish, time.time, program=program)
    assert ended(runner, start(runner).id).status == "done"


def test_a_job_that_ends_as_nobody_thought_of_has_failed(
    jobs: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    runner = jobs("tell(step='One', fraction=0.5); time.sleep(600)")
    monkeypatch.setattr(runner, "_hear", None)
    job = ended(runner, start(runner).id)
    assert (job.status, job.message) == ("failed", "It could not be run; the log has more.")
    assert "TypeError" in caplog.text


def test_jobs_are_listed_newest_first_and_found_by_the_next_server(jobs: Any) -> None:
    runner = jobs("tell(built=" + repr(BUILT) + ")")
    ids = [ended(runner, start(runner).id).id for _ in range(3)]
    assert [job.id for job in runner.all()] == ids[::-1]
    assert jobs("").all() == runner.all()


def test_the_oldest_jobs_are_forgotten(jobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mm.reproduce.jobs.REMEMBERED", 2)
    runner = jobs("")
    ids = [ended(runner, start(runner).id).id for _ in range(4)]
    assert [job.id for job in jobs("").all()] == ids[:1:-1]


@pytest.mark.parametrize("id_", ["0" * 32, "../../etc/passwd", "", "a/b"])
def test_a_job_that_is_not_there_is_not_found(jobs: Any, id_: str) -> None:
    with pytest.raises(NotFoundError):
        jobs("").find(id_)
    with pytest.raises(NotFoundError):
        jobs("").cancel(id_)


SERVER = """
import os, sys, time
from pathlib import Path
from jupyter_mm.domain.jobs import JobRequest
from jupyter_mm.reproduce.jobs import ChildJobs
program = (sys.executable, "-c", {child!r})
runner = ChildJobs(Path({home!r}), os.environ, lambda _: None, time.time, program=program)
job = runner.start(JobRequest(kind="reproduce", ref="a"), checkpoint="a", title="t")
while not runner.find(job.id).log:
    time.sleep(0.02)
print(job.id, runner.find(job.id).log[0], flush=True)
time.sleep(600)
"""
CHILD = (
    TELL
    + """
import os
tell(log=str(os.getpid()))
while True:
    time.sleep(0.1)
    tell(step='living', fraction=None)
"""
)


def test_a_job_ends_with_its_server_and_is_told_as_failed(jobs: Any, tmp_path: Path) -> None:
    code = SERVER.format(home=str(tmp_path), child=CHILD)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        id_, pid = server.stdout.readline().split()
        assert jobs("").find(id_.decode()).status == "running"
        server.kill()
    job = until(jobs(""), id_.decode(), lambda job: job.status == "failed")
    assert job.message == "The server ended while it ran."
    end = time.monotonic() + 20
    while Path(f"/proc/{int(pid)}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{int(pid)}").exists()
